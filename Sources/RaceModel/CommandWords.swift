/// The words of a command that no shell reads.
package enum CommandWords {
  /// Why a text has no words.
  package enum Problem: Error, Hashable, Sendable, CustomStringConvertible {
    /// A quote is opened and not closed.
    case unclosedQuote(Character)
    /// There is no word at all.
    case nothing

    package var description: String {
      switch self {
      case .unclosedQuote(let quote): "the quote \(quote) is not closed"
      case .nothing: "there is no program in it"
      }
    }
  }

  /// Splits a text at blanks and line ends, with '…', "…" and \ as a POSIX shell has them. Nothing else has a
  /// meaning: no variable, pattern, operator or comment.
  package static func split(_ text: String) throws(Problem) -> [String] {
    var words: [[UInt8]] = []
    // Nil between two words; a pair of quotes makes an empty one.
    var word: [UInt8]?
    var rest = text.utf8[...]
    while let byte = rest.popFirst() {
      switch byte {
      case space, tab, newline:
        if let word { words.append(word) }
        word = nil
      case singleQuote: word = (word ?? []) + (try singleQuoted(&rest))
      case doubleQuote: word = (word ?? []) + (try doubleQuoted(&rest))
      case backslash where rest.first == newline: rest.removeFirst()
      // At the very end it stands for itself.
      case backslash: word = (word ?? []) + [rest.popFirst() ?? backslash]
      default: word = (word ?? []) + [byte]
      }
    }
    if let word { words.append(word) }
    if words.isEmpty { throw .nothing }
    return words.map { String(decoding: $0, as: UTF8.self) }
  }

  /// Up to the next quote, all of it as it stands.
  private static func singleQuoted(
    _ rest: inout Substring.UTF8View
  ) throws(Problem) -> [UInt8] {
    guard let end = rest.firstIndex(of: singleQuote) else { throw .unclosedQuote("'") }
    defer { rest = rest[rest.index(after: end)...] }
    return Array(rest[..<end])
  }

  /// Up to the next quote that has no backslash in front, which takes its meaning from these five only.
  private static func doubleQuoted(
    _ rest: inout Substring.UTF8View
  ) throws(Problem) -> [UInt8] {
    var bytes: [UInt8] = []
    while let byte = rest.popFirst() {
      if byte == doubleQuote { return bytes }
      if byte == backslash, let next = rest.first, escapable.contains(next) {
        rest.removeFirst()
        if next != newline { bytes.append(next) }
      } else {
        bytes.append(byte)
      }
    }
    throw .unclosedQuote("\"")
  }

  private static let space = UInt8(ascii: " ")
  private static let tab = UInt8(ascii: "\t")
  private static let newline = UInt8(ascii: "\n")
  private static let singleQuote = UInt8(ascii: "'")
  private static let doubleQuote = UInt8(ascii: "\"")
  private static let backslash = UInt8(ascii: "\\")
  private static let escapable = Array("$`\"\\\n".utf8)
}
