/// What runs the text of a command.
package enum CommandShell: Hashable, Sendable {
  /// This shell, as `PATH -c TEXT`.
  case path(String)
  /// Nothing: the text is split into words, and the first of them is the program.
  case none

  /// That of commands that name none.
  package static let standard = CommandShell.path("/bin/sh")

  /// As it is written: a path, or `none`.
  package init(_ text: String) { self = text == "none" ? .none : .path(text) }
}

extension CommandShell: Codable, CustomStringConvertible {
  package var description: String {
    switch self {
    case .path(let path): path
    case .none: "none"
    }
  }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
