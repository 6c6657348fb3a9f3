/// One promise of a good replacement. A new one is a case here and a line in `Run.contracts`.
package enum Contract: String, Codable, CaseIterable, Sendable, CodingKeyRepresentable {
  /// Readers see A or B, nothing else.
  case content
  /// The path always resolves.
  case presence
  /// Where the signer fails, the swap says so, the target is A and the directory is as it was.
  case rollback

  /// One line for `racebench list`, without a full stop.
  package var summary: String {
    switch self {
    case .content: "readers see the old or the new content, nothing else"
    case .presence: "the path always resolves"
    case .rollback: "where the signer fails the swap says so, and all is as it was"
    }
  }

  /// Its line in the catalogue.
  package var entry: Catalogue.Entry { Catalogue.Entry(name: rawValue, summary: summary) }
}

/// What a race has shown of a contract.
package enum ContractState: Hashable, Sendable {
  /// It could have been seen broken, and was not.
  case kept
  /// It was seen broken; the text says what shows it, in one line.
  case broken(String)
  /// Nothing was shown; the text says why, in one line.
  case notChecked(String)

  /// How it is written.
  package enum Name: String, Codable, CaseIterable, Sendable {
    case kept
    case broken
    case notChecked = "not checked"
  }

  /// The state without its text.
  package var name: Name {
    switch self {
    case .kept: .kept
    case .broken: .broken
    case .notChecked: .notChecked
    }
  }

  /// What shows it, or why nothing is shown; empty where it is kept.
  package var evidence: String {
    switch self {
    case .kept: ""
    case .broken(let text), .notChecked(let text): text
    }
  }
}

extension ContractState: Codable {
  private enum Key: String, CodingKey { case state, evidence }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    let evidence = try keys.decodeIfPresent(String.self, forKey: .evidence) ?? ""
    self =
      switch try keys.decode(Name.self, forKey: .state) {
      case .kept: .kept
      case .broken: .broken(evidence)
      case .notChecked: .notChecked(evidence)
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(name, forKey: .state)
    if !evidence.isEmpty { try keys.encode(evidence, forKey: .evidence) }
  }
}
