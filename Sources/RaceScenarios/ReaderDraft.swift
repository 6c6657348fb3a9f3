import RaceModel

/// How readers look, as far as that has been said. What excludes each other cannot be said here.
package enum ReaderDraft: Hashable, Sendable {
  /// A name from the catalogue of readers and, for one that loads a library, perhaps the symbol that it calls.
  case named(String, symbol: String?)
  /// The symbol alone, for the reader that something else names.
  case symbol(String)
  /// The user's own command.
  case command(String)

  /// One of the three things that can be said.
  package enum Part: Hashable, Sendable {
    case reader, symbol, command

    fileprivate var flag: String {
      switch self {
      case .reader: "--reader"
      case .symbol: "--symbol"
      case .command: "--reader-command"
      }
    }
  }

  /// Parts that do not go together.
  package struct Mismatch: Error, Hashable, Sendable {
    /// The one to be left out, or to be said otherwise.
    let part: Part
    /// Why.
    let problem: Problem

    /// Wrong usage: the parts were given by flags.
    package var failure: Failure { problem.failure(flag: part.flag) }
  }

  /// What was said; nil where that is nothing. Each part has passed its check.
  package init?(reader: String?, symbol: String?, command: String?) throws(Mismatch) {
    if let command {
      guard reader == nil && symbol == nil else { throw Self.besideCommand }
      self = .command(command)
    } else if let reader {
      self = try Self.named(reader, calling: symbol)
    } else if let symbol {
      self = .symbol(symbol)
    } else {
      return nil
    }
  }

  /// This in place of `base`, of which only what goes with it stays: a symbol changes the reader it is for, and a
  /// reader that is named once more keeps its symbol.
  package func merged(over base: ReaderDraft?) throws(Mismatch) -> ReaderDraft {
    switch (self, base) {
    case (.symbol(let symbol), .named(let name, _)): try Self.named(name, calling: symbol)
    case (.symbol, .command): throw Self.misplaced("a command")
    case (.named(let name, nil), .named(let other, let symbol)) where name == other:
      .named(name, symbol: symbol)
    default: self
    }
  }

  /// With the default for what was not said.
  func resolved() throws(Mismatch) -> ReaderSpec {
    switch self {
    case .named(let name, let symbol): .named(name, symbol: symbol)
    case .symbol: throw Self.misplaced(OneLine.quoted(ReaderSpec.standard.name))
    case .command(let command): .command(command)
    }
  }

  private static func named(
    _ name: String, calling symbol: String?
  ) throws(Mismatch) -> ReaderDraft {
    guard symbol == nil || name == ReaderSpec.loaderName else {
      throw misplaced(OneLine.quoted(name))
    }
    return .named(name, symbol: symbol)
  }

  private static let besideCommand = Mismatch(
    part: .command,
    problem: Problem(
      "a command is a reader of its own; expected it without another reader or a symbol"))

  private static func misplaced(_ reader: String) -> Mismatch {
    Mismatch(
      part: .symbol,
      problem: Problem(
        "the reader is \(reader), and only \(ReaderSpec.loaderName) calls a symbol; expected it"
          + " beside the reader \(ReaderSpec.loaderName)"))
  }
}
