/// Makes text from outside fit into a message of one line.
enum OneLine {
  /// How many characters of a value a message shows.
  private static let longest = 60

  /// The text with everything escaped that would break a line, or move about in a terminal.
  static func escaping(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .control, .lineSeparator, .paragraphSeparator: result += scalar.escaped(asASCII: true)
      // Marks that reorder what stands around them.
      case .format: result += scalar.escaped(asASCII: true)
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// The text itself, or its beginning and `…` where it is long.
  static func cut(_ text: String) -> String {
    // By scalars, for one character may be as long as a file; and without counting all of them.
    let scalars = text.unicodeScalars
    guard
      let end = scalars.index(scalars.startIndex, offsetBy: longest, limitedBy: scalars.endIndex),
      end < scalars.endIndex
    else { return text }
    return String(scalars[..<end]) + "…"
  }

  /// The text as a message quotes it.
  static func quoted(_ text: String) -> String { "\"\(cut(text))\"" }
}
