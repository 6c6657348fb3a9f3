/// How readers look at the target, as it is written.
package enum ReaderSpec: Hashable, Sendable {
  /// A name from the catalogue of readers and, for one that loads a library, the symbol that it calls.
  case named(String, symbol: String?)
  /// A user's command, run once a look. `{target}`, `{directory}` and `{root}` in it stand for paths.
  case command(String)

  /// That of a race that names none.
  package static let standard = ReaderSpec.named("read", symbol: nil)
  /// What the catalogue calls readers that run a user's command.
  package static let commandName = "command"
  /// What it calls those that load the target as a library, which alone call a symbol.
  package static let loaderName = "dlopen"

  /// What the catalogue calls it.
  package var name: String {
    switch self {
    case .named(let name, _): name
    case .command: Self.commandName
    }
  }

  /// The symbol that it calls; nil where it calls none.
  package var symbol: String? { if case .named(_, let symbol) = self { symbol } else { nil } }

  /// The user's command; nil for one from the catalogue.
  package var command: String? { if case .command(let command) = self { command } else { nil } }
}

extension ReaderSpec: CustomStringConvertible {
  /// For people: `read`, `dlopen of answer`, the command.
  package var description: String {
    switch self {
    case .named(let name, let symbol): name + (symbol.map { " of \($0)" } ?? "")
    case .command(let command): command
    }
  }
}

/// The keys stand beside those of the scenario that it is part of.
extension ReaderSpec: Codable {
  private enum Key: String, CodingKey { case reader, symbol, readerCommand }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    if let command = try keys.decodeIfPresent(String.self, forKey: .readerCommand) {
      self = .command(command)
    } else {
      self = .named(
        try keys.decode(String.self, forKey: .reader),
        symbol: try keys.decodeIfPresent(String.self, forKey: .symbol))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    switch self {
    case .named(let name, let symbol):
      try keys.encode(name, forKey: .reader)
      try keys.encodeIfPresent(symbol, forKey: .symbol)
    case .command(let command): try keys.encode(command, forKey: .readerCommand)
    }
  }
}
