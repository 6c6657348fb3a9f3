import RaceModel
import Testing

@testable import RaceReports

struct MarkdownTests {
  @Test(arguments: [
    ("a|b", "a\\|b"), ("a\\|b", "a\\\\\\|b"), ("`x`", "\\`x\\`"), ("<b>&", "&lt;b&gt;&amp;"),
    ("*a* _b_", "\\*a\\* \\_b\\_"), ("copy_file_range x86_64", "copy_file_range x86_64"),
    ("@you #1", "@<!-- -->you #<!-- -->1"), ("$x$", "&#36;x&#36;"), ("a\nb", "a\\\\nb"),
    ("[x](y)", "\\[x\\](y)"), ("~~no~~", "\\~\\~no\\~\\~"),
    ("|\u{301}", "\\|\u{301}"),
  ])
  func markupIsEscaped(_ text: String, _ escaped: String) {
    #expect(Markdown.escape(text) == escaped)
  }

  @Test(arguments: [
    ("staged", "`staged`"), ("a.b-c:d/e", "`a.b-c:d/e`"), ("a_b", "`a_b`"), ("", "<code></code>"),
    ("a b", "<code>a b</code>"), ("a`b|c", "<code>a\\`b\\|c</code>"), ("名", "<code>名</code>"),
  ])
  func namesAreCode(_ text: String, _ code: String) {
    #expect(Markdown.code(text) == code)
  }

  @Test(arguments: [
    ("a|b `c` *d*", "a|b `c` *d*"), ("<b>&", "&lt;b&gt;&amp;"), ("$x$", "&#36;x&#36;"),
    ("@you #1", "@<!-- -->you #<!-- -->1"), ("a\nb\u{1B}", "a\\nb\\u{1b}"),
  ])
  func textInHTMLIsEscaped(_ text: String, _ escaped: String) {
    #expect(Markdown.html(text) == escaped)
  }

  @Test(arguments: [
    ([], "```"), (["a"], "```"), (["``", "`"], "```"), (["```"], "````"),
    (["a ````` b", "```"], "``````"), (["~~~~~~~~"], "```"),
  ])
  func nothingInAFenceEndsIt(_ lines: [String], _ fence: String) {
    #expect(Markdown.fenced(lines) == [fence] + lines + [fence])
  }

  /// What an updater printed stands between fences, and nothing of it anywhere else.
  @Test func whatAnUpdaterPrintedIsFolded() throws {
    let text = try Format.markdown.render([CommandSamples.failing])
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count { $0.hasPrefix("<details><summary>") } == 2)
    let begin = try #require(lines.firstIndex(of: "``````"))
    let end = try #require(lines.lastIndex(of: "``````"))
    #expect(
      lines[begin - 2]
        == "<details><summary><code>&lt;b&gt;|hostile|</code>: output of the first failed swap</summary>"
    )
    #expect(lines[begin - 1] == "" && lines[end + 1] == "" && lines[end + 2] == "</details>")
    #expect(lines[(begin + 1)...].contains("<script>alert(1)</script> & ]]>"))
    #expect(!(lines[..<begin] + lines[end...]).contains { $0.contains("alert") })
    #expect(!text.unicodeScalars.contains("\u{1B}") && !text.unicodeScalars.contains("\u{202E}"))
  }

  /// A row is a row whatever a name holds: one line, as many cells as the heading has.
  @Test func namesCannotBreakTheTable() throws {
    for name in [
      "|", "\\|", "\\\\|", "a\nb", "a\r\n| x |", "`|`", "</code>|", "\u{2028}", "-->", "|\u{301}",
    ] {
      var run = Samples.staged(name)
      run.judgement = Judgement(.inconclusive, name)
      let text = try Format.markdown.render([Samples.report(title: name, runs: [run], glancers: 0)])
      let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count == 10, "\(name)")
      #expect(lines.filter { $0.hasPrefix("| ") }.map(Self.cells) == [8, 8, 8], "\(name)")
    }
  }

  /// Cells as GitHub counts them: a bar behind a backslash is none, and a backslash may itself be escaped.
  static func cells(_ line: Substring) -> Int {
    var count = -1
    var isEscaped = false
    for scalar in line.unicodeScalars {
      if scalar == "|", !isEscaped { count += 1 }
      isEscaped = scalar == "\\" && !isEscaped
    }
    return count
  }
}
