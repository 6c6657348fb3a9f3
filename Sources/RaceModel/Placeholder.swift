/// What a command may ask racebench for: by a name in braces, or by a variable of its environment.
package enum Placeholder: String, Hashable, Sendable, CaseIterable {
  /// The file with the next content.
  case source
  /// The path that is to have it.
  case target
  /// The target's directory.
  case directory
  /// The directory that everything plays in.
  case root

  /// As it stands in a command: `{source}`.
  package var name: String { "{\(rawValue)}" }

  /// The variable with the same value: `RACEBENCH_SOURCE`.
  package var variable: String { "RACEBENCH_\(rawValue.uppercased())" }

  /// Those that a command mentions, by name or by variable.
  package static func mentioned(in command: String) -> Set<Placeholder> {
    // By bytes: a combining mark behind a brace makes one character of both.
    let command = Array(command.utf8)
    return Set(
      allCases.filter { placeholder in
        places(of: placeholder.name, in: command).contains {
          !isVariable($0, in: command) && !isLiteral($0, in: command)
        }
          || places(of: placeholder.variable, in: command).contains { isWord($0, in: command) }
      })
  }

  private static func places(of text: String, in command: [UInt8]) -> [Range<Int>] {
    let text = Array(text.utf8)
    return command.indices.filter { command[$0...].starts(with: text) }
      .map { $0..<($0 + text.count) }
  }

  /// Whether it is a variable of a shell or a script: `${target}`.
  private static func isVariable(_ place: Range<Int>, in command: [UInt8]) -> Bool {
    place.lowerBound > 0 && command[place.lowerBound - 1] == UInt8(ascii: "$")
  }

  /// Whether it stands in double braces.
  private static func isLiteral(_ place: Range<Int>, in command: [UInt8]) -> Bool {
    place.lowerBound > 0 && literal(at: command[(place.lowerBound - 1)...]) != nil
  }

  /// Whether what stands there is no part of a longer name.
  private static func isWord(_ place: Range<Int>, in command: [UInt8]) -> Bool {
    let neighbours = [place.lowerBound - 1, place.upperBound].filter(command.indices.contains)
    return !neighbours.contains { isPartOfName(command[$0]) }
  }

  static func isPartOfName(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }
}
