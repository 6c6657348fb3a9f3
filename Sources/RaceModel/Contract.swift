/// One promise of a good replacement. A new one is a case here and a line in `Run.contracts` or
/// `Exploration.contracts`.
package enum Contract: String, Codable, CaseIterable, Sendable, CodingKeyRepresentable {
  /// Readers see A or B, nothing else.
  case content
  /// The path always resolves.
  case presence
  /// Status 0 means that the target is the new content; anything else that it is whole.
  case truth
  /// Where the signer fails, the swap says so, the target is A and the directory is as it was.
  case rollback
  /// Who holds the old file open keeps the old bytes, and what is published is never written again.
  case inode
  /// The staging file lies on the target's file system, under a name that no other writer can have, opened
  /// exclusively.
  case staging
  /// Mode, owner and extended attributes are kept.
  case metadata
  /// A symlinked target stays a symlink.
  case symlink
  /// After success the directory holds nothing that was not there before.
  case leftovers
  /// No reader sees the new content and then the old one again without a swap in between.
  case monotone
  /// The new content is synced before it is published, and the directory after.
  case durability

  /// One line for `racebench list`, without a full stop.
  package var summary: String {
    switch self {
    case .content: "readers see the old or the new content, nothing else"
    case .presence: "the path always resolves"
    case .truth: "success means that the target is the new content, failure that it is whole"
    case .rollback: "where the signer or the updater fails it says so, and all is as it was"
    case .inode:
      "a process that has the old file open keeps its bytes; what is published is not written again"
    case .staging:
      "the staging file lies on the target's file system, opened exclusively under a name of its own"
    case .metadata: "mode, owner and extended attributes are kept"
    case .symlink: "a target that is a symlink stays one"
    case .leftovers: "after success the directory holds nothing that was not there before"
    case .monotone: "no reader sees the new content and then the old one without a swap in between"
    case .durability:
      "the new content is synced before it is published, and the directory after"
    }
  }

  /// Its line in the catalogue, with the commands that judge it.
  package var entry: Catalogue.Entry {
    let commands = Engine.allCases.filter { $0.judges(self) }.flatMap(\.commands)
    return Catalogue.Entry(
      name: rawValue, summary: "\(summary) (\(commands.joined(separator: ", ")))")
  }
}

/// What gets to know about updaters. Each judges the contracts that it can.
package enum Engine: CaseIterable, Sendable {
  /// Readers race the updater, and what swaps have left is looked into.
  case sampling
  /// The updater is stopped at each call, and the target is looked at.
  case stepping

  /// The subcommands that use it.
  package var commands: [String] {
    switch self {
    case .sampling: ["run", "gate"]
    case .stepping: ["explore"]
    }
  }

  /// The contracts that it judges, in their fixed order.
  package var contracts: [Contract] { Contract.allCases.filter(judges) }

  /// Whether it can show of the contract that it is kept or broken.
  package func judges(_ contract: Contract) -> Bool {
    switch contract {
    case .content, .presence, .truth, .rollback, .inode, .metadata, .symlink, .leftovers: true
    case .monotone: self == .sampling
    case .staging, .durability: self == .stepping
    }
  }
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
