/// What runs the commands that a user names.
package enum CommandShell: Hashable, Sendable {
  /// A shell, called as `PATH -c TEXT`.
  case path(String)
  /// None: a command is split into words, the first of which is the program.
  case none

  /// The one that each POSIX system has.
  package static let standard = CommandShell.path("/bin/sh")

  /// Reads a path, or `none`; nil for an empty text.
  package init?(parsing text: String) {
    if text.isEmpty { return nil }
    self = text == Self.noneText ? .none : .path(text)
  }

  /// As `init(parsing:)` reads it.
  package var text: String {
    switch self {
    case .path(let path): path
    case .none: Self.noneText
    }
  }

  private static let noneText = "none"
}

/// Written in reports and scenarios as `text` does.
extension CommandShell: Codable, CustomStringConvertible {
  package var description: String { text }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let shell = CommandShell(parsing: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected the path of a shell or \"none\", got nothing")
    }
    self = shell
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
