/// Text of fixed-width columns, and of lines that others wrote.
enum Text {
  /// The text on one line, with nothing in it that moves a cursor, turns the writing direction, cannot be seen or
  /// is a command to a runner. Names, reasons and paths come from users.
  static func printable(_ text: String) -> String { Inert.line(text) }

  /// How many columns of a terminal the text takes.
  static func width(_ text: String) -> Int { text.reduce(0) { $0 + width($1) } }

  /// Two columns for East Asian wide characters and emoji, one for others. By block (Unicode UAX #11), which is
  /// right for all but a few.
  private static func width(_ character: Character) -> Int {
    switch character.unicodeScalars.first?.value ?? 0 {
    case 0x1100...0x115F, 0x2E80...0xA4CF, 0xAC00...0xD7A3, 0xF900...0xFAFF, 0xFE30...0xFE6F,
      0xFF00...0xFF60, 0xFFE0...0xFFE6, 0x1F300...0x1FAFF, 0x20000...0x3FFFD:
      2
    default: 1
    }
  }

  /// The text, or as much of it as fits before a `…`.
  static func cut(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    var used = 1
    let kept = text.prefix {
      used += width($0)
      return used <= limit
    }
    return kept + "…"
  }

  /// The same in whole clauses, which semicolons end: what comes last is advice, or the lesser of several reasons.
  static func cutAtClause(_ text: String, to limit: Int) -> String {
    guard width(text) > limit else { return text }
    var kept = ""
    for clause in text.split(separator: "; ") {
      let longer = kept.isEmpty ? String(clause) : "\(kept); \(clause)"
      guard width(longer) < limit else { break }
      kept = longer
    }
    return kept.isEmpty ? cut(text, to: limit) : kept
  }

  /// The text with blanks on the side away from its alignment.
  static func pad(_ text: String, to limit: Int, _ alignment: Column.Alignment) -> String {
    let blanks = String(repeating: " ", count: max(0, limit - width(text)))
    return alignment == .left ? text + blanks : blanks + text
  }

  /// Lines no wider than `limit`, broken at blanks, and within a word only where it is wider than a line.
  static func wrap(_ text: String, to limit: Int, indent: String = "") -> [String] {
    wrap(words(of: text), to: limit, indent: indent)
  }

  /// The words of a text; `… (58 more)` is one.
  private static func words(of text: String) -> [String] {
    var words: [String] = []
    for word in text.split(separator: " ") {
      let isRest =
        words.last.map {
          $0 == "…" && word.hasPrefix("(") || $0.hasPrefix("… (") && !$0.hasSuffix(")")
        }
      if isRest == true, let last = words.popLast() {
        words.append("\(last) \(word)")
      } else {
        words.append(String(word))
      }
    }
    return words
  }

  /// The same of words that may have blanks in them, at which no line is broken.
  static func wrap(_ words: [String], to limit: Int, indent: String = "") -> [String] {
    let room = max(1, limit - width(indent))
    var lines: [String] = []
    var line = ""
    for word in words.flatMap({ pieces(of: $0, room) }) {
      if !line.isEmpty, width(line) + 1 + width(word) > room {
        lines.append(indent + line)
        line = word
      } else {
        line += line.isEmpty ? word : " " + word
      }
    }
    return line.isEmpty ? lines : lines + [indent + line]
  }

  /// A word in pieces that fit a line each. None but the first begins with `::`, which a runner would obey at the
  /// start of a line: the character in front of it goes along.
  private static func pieces(of word: String, _ room: Int) -> [String] {
    var pieces: [String] = []
    var piece = ""
    var used = 0
    let characters = Array(word)
    for (place, character) in characters.enumerated() {
      let next = width(character)
      if used + next > room, !piece.isEmpty {
        let beginsCommand = characters[place...].prefix(2) == [":", ":"] && piece.count > 1
        let kept = beginsCommand ? piece.removeLast() : nil
        pieces.append(piece)
        piece = kept.map { String($0) } ?? ""
        used = width(piece)
      }
      piece.append(character)
      used += next
    }
    return pieces + [piece]
  }
}
