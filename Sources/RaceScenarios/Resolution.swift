import RaceModel

extension ScenarioDraft {
  /// The scenario with every default filled in: those of the reference experiment.
  ///
  /// `defaultSeed` is for generated contents without a seed. Throws wrong usage where there is no subject, or
  /// where two have one name; a draft that comes from a file alone has neither fault.
  package func resolved(defaultSeed: UInt64) throws(Failure) -> Scenario {
    let drafts = subjects ?? [SubjectDraft(strategy: "inplace"), SubjectDraft(strategy: "staged")]
    guard !drafts.isEmpty else { throw Failure(.usage, "got no subject; expected at least one") }
    var names: Set<String> = []
    for draft in drafts where !names.insert(draft.finalName).inserted {
      let problem = Problem(
        got: "two subjects called \(OneLine.quoted(draft.finalName))",
        expected: "another name for each")
      throw Failure(.usage, problem.message)
    }
    return Scenario(
      title: title, description: description,
      contents: contents.resolved(defaultSeed: defaultSeed), directory: directory,
      target: target ?? .standard, reader: reader ?? "read", readers: readers ?? 8,
      glancers: glancers ?? 0, writers: writers ?? 1, extent: extent ?? .swaps(30),
      subjects: drafts.map(resolved), acceptable: acceptable ?? [],
      rendezvous: rendezvous ?? false)
  }

  private func resolved(_ subject: SubjectDraft) -> Subject {
    Subject(
      name: subject.name, strategy: subject.strategy, copy: subject.copy ?? copy ?? .write,
      signer: subject.signer ?? signer ?? .standard,
      stagingDirectory: subject.stagingDirectory ?? stagingDirectory)
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
