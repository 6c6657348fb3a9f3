/// Texts that names, commands, paths and programs may hold, and that no output may let through.
package enum HostileText {
  /// Each with something that a terminal, a runner of a CI system or a form's grammar would take for its own.
  package static let all: [String] = [
    "\u{1B}[31mred\u{1B}[2J", "\u{1B}]0;title\u{7}", "\u{1B}]8;;http://x\u{1B}\\link",
    "\u{9B}31mC1",
    "a\u{85}b\u{90}c\u{9D}d", "\u{202E}gnp.exe", "\u{2066}x\u{2069}", "a\rb", "a\u{0}b",
    "z\u{200B}w",
    "soft\u{AD}hyphen", "fill\u{3164}er", "tag\u{E0041}", "g\u{34F}j",
    "Z" + String(repeating: "\u{301}", count: 40), "bad \u{FFFD} bytes",
    "::error::x", "  ::stop-commands::y", "\u{200B}::set-output name=a::b", "a\n::add-mask::c",
    "a ::group::d ::endgroup::", ":::debug::e", "\t::notice::f", ":",
    String(repeating: "w ", count: 60) + "::warning::g",
    String(repeating: "w", count: 78) + "::warning::h",
    String(repeating: ":", count: 200), "##[error]i", "a ##[group]j", "##[add-mask]k",
    "##vso[task.setvariable]l", "##teamcity[m]", "###[command]n", "#", "##", "[error]",
    "| a | b |", "`x` ``` ````", "```\n::error::o\n```", "<script>alert(1)</script>",
    "[x](http://y) ![z](http://w)", "@user #1 GH-1", "]]> <![CDATA[ &amp; \u{FFFE}",
    "\u{2028}\u{2029}",
    "=cmd|' /C calc'!A0", "+1+1", "-1-1", "@SUM(1)", "\u{FEFF}=1", "%0A::error::p",
    String(repeating: "long", count: 100),
  ]

  /// What is wrong with a printed text, the first line that is; nil where it is inert.
  package static func problem(in text: String) -> String? {
    for line in text.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false) {
      let bare = line.last == "\r" ? line.dropLast() : line
      let shown = String(String.UnicodeScalarView(bare))
      if let scalar = bare.first(where: { scalar in
        let value = scalar.value
        return value < 0x20 || (0x7F...0x9F).contains(value) || value == 0xAD || value == 0x34F
          || (0x200B...0x200F).contains(value) || (0x2028...0x202E).contains(value)
          || (0x2060...0x206F).contains(value) || value == 0xFEFF || value == 0x3164
          || (0xE0000...0xE0FFF).contains(value)
      }) {
        return "U+\(String(scalar.value, radix: 16)) in \(shown.debugDescription)"
      }
      if bare.drop(while: { $0.properties.isWhitespace }).starts(with: "::".unicodeScalars) {
        return "begins a command: \(shown.debugDescription)"
      }
      if hasLegacyCommand(Array(bare)) { return "holds a command: \(shown.debugDescription)" }
    }
    return nil
  }

  /// `##[`, `##vso[`: anywhere in a line.
  private static func hasLegacyCommand(_ line: [Unicode.Scalar]) -> Bool {
    line.indices.dropLast().contains { place in
      line[place] == "#" && line[place + 1] == "#"
        && line[(place + 2)...].first { !$0.properties.isAlphabetic } == "["
    }
  }
}
