import RaceModel

/// The keys that one kind of mapping in a scenario file may have.
protocol ScenarioKey: RawRepresentable<String>, CaseIterable {
  /// In the order in which messages name them.
  static var names: [String] { get }
}

extension ScenarioKey {
  static var names: [String] { allCases.map(\.rawValue) }
}

/// The keys of a scenario.
enum RootKey: String, ScenarioKey {
  case title, description, contents, directory, temporaryDirectory, target, symlink, sizeLimit
  case reader, symbol, readerCommand, readers, glancers, writers
  case swaps, duration, timeLimit, signer, copy, acceptable, rendezvous, subjects, controls
  case confidence, requires
}

/// The keys of `contents`, of which one is given.
enum ContentsKey: String, ScenarioKey { case generate, files, command }

/// The keys of generated contents.
enum GenerateKey: String, ScenarioKey { case size, seed }

/// The keys of a subject. Those of a control are the same but for `expect`, which is known there to be refused.
/// `strategy` and `updater` exclude each other, with all that belongs to one of them.
enum SubjectKey: String, ScenarioKey {
  case strategy, updater, name, copy, signer, stagingDirectory
  case setup, teardown, timeout, shell, expect
}

/// The keys of `expect`, of which at least one is given.
enum ExpectationKey: String, ScenarioKey { case verdict, partialReads, kinds, contracts }

/// The keys of `contracts`. Those that no race judges are known, and refused with the reason.
extension Contract: ScenarioKey {
  static var names: [String] { Engine.sampling.contracts.map(\.rawValue) }
}
