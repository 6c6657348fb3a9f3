/// The keys that one kind of mapping in a scenario file may have.
protocol ScenarioKey: RawRepresentable<String>, CaseIterable {}

extension ScenarioKey {
  /// In the order in which messages name them.
  static var names: [String] { allCases.map(\.rawValue) }
}

/// The keys of a scenario.
enum RootKey: String, ScenarioKey {
  case title, description, contents, directory, target, reader, readers, glancers, writers
  case swaps, duration, signer, copy, acceptable, rendezvous, subjects
}

/// The keys of `contents`, of which one is given.
enum ContentsKey: String, ScenarioKey { case generate, files, command }

/// The keys of generated contents.
enum GenerateKey: String, ScenarioKey { case size, seed }

/// The keys of a subject.
enum SubjectKey: String, ScenarioKey { case strategy, name, copy, signer, stagingDirectory }
