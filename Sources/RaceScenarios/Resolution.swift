import RaceModel

extension ScenarioDraft {
  /// The scenario with every default filled in: those of the reference experiment.
  ///
  /// `defaultSeed` is for generated contents without a seed. Throws wrong usage where there is no subject or, in
  /// a gate, no control, or where two have one name; a draft that comes from a file alone has no such fault.
  package func resolved(for purpose: Purpose, defaultSeed: UInt64) throws(Failure) -> Scenario {
    let drafts = subjects ?? purpose.defaultSubjects
    try Self.checkNames(drafts, .subject)
    var scenario = Scenario(
      title: title, description: description,
      contents: contents.resolved(defaultSeed: defaultSeed), directory: directory,
      target: target ?? .standard, reader: reader.map { .named($0, symbol: nil) } ?? .standard,
      readers: readers ?? 8,
      glancers: glancers ?? purpose.defaultGlancers, writers: writers ?? 1,
      extent: extent ?? .swaps(30), subjects: drafts.map(resolved), acceptable: acceptable ?? [],
      rendezvous: rendezvous ?? false)
    if case .gate(let catalogue) = purpose { try makeGate(&scenario, catalogue) }
    return scenario
  }

  private func makeGate(_ scenario: inout Scenario, _ catalogue: Catalogue) throws(Failure) {
    scenario.extent = extent ?? .untilDecided(within: timeLimit ?? Scenario.Limits.defaultTimeLimit)
    scenario.confidence = confidence ?? Scenario.Limits.defaultConfidence
    for index in scenario.subjects.indices {
      scenario.subjects[index].expect = expectation(of: scenario.subjects[index])
    }
    let drafts =
      controls ?? [SubjectDraft(strategy: "inplace"), SubjectDraft(strategy: "backup-rename")]
    try Self.checkNames(drafts, .control)
    scenario.controls = drafts.map {
      resolved(control: $0, beside: scenario.subjects[0], catalogue)
    }
  }

  /// At least one, and no two of one name.
  private static func checkNames(_ drafts: [SubjectDraft], _ role: Role) throws(Failure) {
    guard !drafts.isEmpty else {
      throw Failure(.usage, "got no \(role.rawValue); expected at least one")
    }
    var names: Set<String> = []
    for draft in drafts where !names.insert(draft.finalName).inserted {
      let problem = Problem(
        got: "two \(role.rawValue)s called \(OneLine.quoted(draft.finalName))",
        expected: "another name for each")
      throw Failure(.usage, problem.message)
    }
  }

  private func resolved(_ subject: SubjectDraft) -> Subject {
    Subject(
      name: subject.name, strategy: subject.strategy, copy: subject.copy ?? copy ?? .write,
      signer: subject.signer ?? signer ?? .standard,
      stagingDirectory: subject.stagingDirectory ?? stagingDirectory, expect: subject.expect)
  }

  /// A control does what the subjects do, so that it is as hard to catch, but for what would keep it from
  /// publishing: a signer that fails, and a staging directory from which it might not be able to rename.
  private func resolved(
    control: SubjectDraft, beside subject: Subject, _ catalogue: Catalogue
  ) -> Subject {
    let shared = signer ?? subject.updater.strategy?.signer ?? .none
    return Subject(
      name: control.name, strategy: control.strategy,
      copy: control.copy ?? copy ?? subject.updater.strategy?.copy ?? .write,
      signer: control.signer ?? (catalogue.fails(shared) ? .none : shared),
      stagingDirectory: control.stagingDirectory)
  }

  /// What is expected of the subject, with what all must keep; nil where nothing was said.
  private func expectation(of subject: Subject) -> Expectation? {
    guard let required else { return subject.expect }
    var expectation = subject.expect ?? .standard
    var contracts = expectation.contracts ?? [:]
    for contract in required { contracts[contract] = .kept }
    expectation.contracts = contracts
    return expectation
  }
}

extension ContentsDraft? {
  fileprivate func resolved(defaultSeed: UInt64) -> ContentsPlan {
    switch self {
    case nil: .generate(size: Scenario.Limits.defaultSize, seed: defaultSeed)
    case .generate(let size, let seed):
      .generate(size: size ?? Scenario.Limits.defaultSize, seed: seed ?? defaultSeed)
    case .files(let a, let b): .files(a: a, b: b)
    case .command(let command): .command(command)
    }
  }
}
