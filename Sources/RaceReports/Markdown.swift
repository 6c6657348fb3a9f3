/// Text that shows in GitHub's Markdown just as it stands, in a table's cell or outside one.
enum Markdown {
  /// The text as running text. Nothing in it is markup, ends a cell, mentions anybody or links to an issue.
  ///
  /// A backslash holds for punctuation (GitHub Flavored Markdown 6.1, and 4.10 for `|`). Mentions and issues are
  /// found after that, in the text as shown, so only a comment in between keeps them apart.
  static func escape(_ text: String) -> String {
    // By scalar: a bar with a combining accent behind it is another character to Swift, and a bar to GitHub.
    let scalars = Array(Text.printable(text).unicodeScalars)
    var result = String.UnicodeScalarView()
    for (place, scalar) in scalars.enumerated() {
      switch scalar {
      case "_" where isWithinWord(place, of: scalars): result.append(scalar)
      case "\\", "`", "*", "_", "[", "]", "~", "|": result.append(contentsOf: ["\\", scalar])
      default: result.append(contentsOf: reference(scalar))
      }
    }
    return String(result)
  }

  /// What stands for a scalar that HTML, formulas, mentions or issues would take; itself for any other.
  private static func reference(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    switch scalar {
    case "&": "&amp;".unicodeScalars
    case "<": "&lt;".unicodeScalars
    case ">": "&gt;".unicodeScalars
    case "$": "&#36;".unicodeScalars
    case "@", "#": "\(scalar)<!-- -->".unicodeScalars
    default: String(scalar).unicodeScalars
    }
  }

  /// Between two letters or digits an underscore is no markup (`copy_file_range`).
  private static func isWithinWord(_ place: Int, of scalars: [Unicode.Scalar]) -> Bool {
    guard place > 0, place + 1 < scalars.count else { return false }
    return [scalars[place - 1], scalars[place + 1]].allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
  }

  /// The text as code: between backticks where it is as plain as names mostly are.
  static func code(_ text: String) -> String {
    let hasNothingElse = !text.isEmpty && text.unicodeScalars.allSatisfy(isPlain)
    return hasNothingElse ? "`\(text)`" : "<code>\(escape(text))</code>"
  }

  /// The text between tags of HTML, where nothing of Markdown holds but mentions and issues.
  static func html(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in Text.printable(text).unicodeScalars {
      result.append(contentsOf: reference(scalar))
    }
    return String(result)
  }

  /// Lines as they stand, fenced with more backticks than there are anywhere in them (GitHub Flavored Markdown 4.5).
  static func fenced(_ lines: [String]) -> [String] {
    var longest = 2
    for line in lines {
      for run in line.unicodeScalars.split(whereSeparator: { $0 != "`" }) {
        longest = max(longest, run.count)
      }
    }
    let fence = String(repeating: "`", count: longest + 1)
    return [fence] + lines + [fence]
  }

  private static func isPlain(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "a"..."z", "A"..."Z", "0"..."9", "-", "_", ".", ":", "/", "+", "=", ",": true
    default: false
    }
  }
}
