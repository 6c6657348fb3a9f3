import RaceModel

extension ScenarioDraft {
  /// The scenario with every default filled in: those of the reference experiment.
  ///
  /// `defaultSeed` is for generated contents without a seed. Throws wrong usage where there is no subject or, in
  /// a gate, no control, where two have one name, or where a command has no words and no shell; a draft that comes
  /// from a file alone has no such fault.
  package func resolved(for purpose: Purpose, defaultSeed: UInt64) throws(Failure) -> Scenario {
    let drafts = subjects ?? purpose.defaultSubjects
    try Self.checkNames(drafts, .subject)
    let reader = try resolvedReader
    var scenario = Scenario(
      title: title, description: description,
      contents: contents.resolved(defaultSeed: defaultSeed), directory: directory,
      target: target ?? .standard, symlink: symlink ?? false, reader: reader,
      readers: readers ?? 8,
      glancers: glancers ?? purpose.defaultGlancers(for: reader), writers: writers ?? 1,
      extent: extent ?? .swaps(30), subjects: try subjects(drafts),
      acceptable: acceptable ?? [], requires: requires ?? [], rendezvous: rendezvous ?? false,
      temporaryDirectory: temporaryDirectory)
    scenario.sizeLimit = sizeLimit
    if case .explore = purpose {
      // There the whole updater has its time, which passes while it is stopped, too.
      for index in scenario.subjects.indices {
        scenario.subjects[index].updater.strategy?.timeout = nil
      }
    }
    if case .gate(let catalogue) = purpose { try makeGate(&scenario, catalogue) }
    return scenario
  }

  private func makeGate(_ scenario: inout Scenario, _ catalogue: Catalogue) throws(Failure) {
    scenario.extent = extent ?? .untilDecided(within: timeLimit ?? Scenario.Limits.defaultTimeLimit)
    scenario.confidence = confidence ?? Scenario.Limits.defaultConfidence
    for index in scenario.subjects.indices {
      scenario.subjects[index].expect = try expectation(of: scenario.subjects[index])
    }
    let drafts = controls ?? Purpose.defaultControls(for: scenario.reader, scenario.glancers)
    try Self.checkNames(drafts, .control)
    let choices = choices(ofControlsBeside: scenario.subjects, catalogue)
    scenario.controls = try drafts.map { draft throws(Failure) in
      Subject(
        name: draft.name, updater: try resolved(draft.updater, choices), shows: draft.shows)
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

  private var resolvedReader: ReaderSpec {
    get throws(Failure) {
      do throws(ReaderDraft.Mismatch) { return try reader?.resolved() ?? .standard } catch {
        throw error.failure
      }
    }
  }

  /// A strategy that is raced beside a command does the same work: it signs nothing unless that is said.
  private func subjects(_ drafts: [SubjectDraft]) throws(Failure) -> [Subject] {
    let signer = drafts.contains(where: \.updater.isCommand) ? SignerSpec.none : .standard
    let choices = strategies.merged(over: StrategyChoices(copy: .write, signer: signer))
    return try drafts.map { draft throws(Failure) in
      Subject(
        name: draft.name, updater: try resolved(draft.updater, choices), expect: draft.expect)
    }
  }

  /// A control does what the subjects do, so that it is as hard to catch, but for what would keep it from
  /// publishing: a signer that fails, and a staging directory from which it might not be able to rename. Beside a
  /// command it signs nothing: the work that a signer makes of a swap could only make it easier to catch.
  private func choices(
    ofControlsBeside subjects: [Subject], _ catalogue: Catalogue
  ) -> StrategyChoices {
    let first = subjects.first?.updater.strategy
    let shared = strategies.signer ?? first?.signer ?? .none
    let signsNothing = subjects.contains { $0.updater.command != nil } || catalogue.fails(shared)
    return StrategyChoices(
      copy: strategies.copy ?? first?.copy ?? .write,
      signer: signsNothing ? SignerSpec.none : shared, timeout: strategies.timeout ?? first?.timeout
    )
  }

  /// An updater with these choices where it makes none of its own.
  private func resolved(
    _ updater: UpdaterDraft, _ choices: StrategyChoices
  ) throws(Failure) -> UpdaterSpec {
    switch updater {
    case .strategy(let name, let own):
      let all = own.merged(over: choices)
      let signer = all.signer ?? .standard
      return .strategy(
        StrategySpec(
          name: name, copy: all.copy ?? .write, signer: signer,
          stagingDirectory: all.stagingDirectory,
          timeout: signer.isCommand ? all.timeout ?? CommandSpec.defaultTimeout : nil))
    case .command(let text, let own):
      let command = own.merged(over: commands).resolved(text)
      do throws(Problem) { return .command(try Checks.words(of: command)) } catch {
        throw error.failure(flag: "--shell none")
      }
    }
  }

  /// What is expected of the subject, with what all must keep; nil where nothing was said.
  private func expectation(of subject: Subject) throws(Failure) -> Expectation? {
    guard let required else { return subject.expect }
    if subject.updater.command != nil, let contract = required.first(where: \.needsSigner) {
      throw Checks.unshown(contract).failure(flag: "--require")
    }
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
