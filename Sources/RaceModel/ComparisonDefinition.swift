extension Comparison {
  /// Why two results cannot be compared.
  package enum Mismatch: Error, Hashable {
    /// No subject of BASE stands in HEAD.
    case nothingInCommon
    /// BASE and HEAD hold the same race, so that no difference could show; with the scenario's title.
    case sameRace(title: String?)
    /// What makes figures comparable is not the same.
    case definition(Definition)
  }

  /// A choice that differs, in words for people.
  package struct Definition: Hashable, Sendable {
    /// What is compared only if it is the same.
    package enum Choice: String, Sendable {
      case contents, acceptable, confidence, rendezvous, reader, readers, glancers, writers
    }

    /// The scenario's title.
    package let title: String?
    /// The subject's name; nil for what holds for the whole scenario.
    package let subject: String?
    /// What differs.
    package let choice: Choice
    /// How it stands in BASE.
    package let base: String
    /// How it stands in HEAD.
    package let head: String
  }

  /// Something about the place or the means of a race that differs, and may explain different rates.
  package struct Condition: Hashable, Sendable, Encodable {
    /// What may differ between results that are compared all the same.
    package enum Name: String, Sendable, Encodable {
      case kernel, architecture, cpus, cpuModel, racebench, target, strategy, updater
      case setup, teardown, timeout, shell, copy, signer
      case fileSystem, contentSizes, stagingDirectory, knownBroken

      /// For people.
      package var words: String {
        switch self {
        case .cpus: "processors"
        case .cpuModel: "processor"
        case .fileSystem: "file system"
        case .contentSizes: "content sizes"
        case .stagingDirectory: "staging directory"
        case .knownBroken: "known to be broken"
        default: rawValue
        }
      }
    }

    /// What differs.
    package let name: Name
    /// The subject's name; nil for what holds for the whole scenario.
    package let subject: String?
    /// How it stands in BASE.
    package let base: String
    /// How it stands in HEAD.
    package let head: String
  }

  /// Throws at the first choice that differs, and where both are the same race.
  static func checkDefinitions(
    _ base: Report, _ head: Report, _ runs: [Paired<Run>]
  ) throws(Mismatch) {
    let title = base.scenario.title
    if base == head { throw .sameRace(title: title) }
    for (choice, text) in scenarioChoices where text(base.scenario) != text(head.scenario) {
      throw .definition(
        Definition(
          title: title, subject: nil, choice: choice, base: text(base.scenario),
          head: text(head.scenario)))
    }
    for case (let base?, let head?) in runs {
      for (choice, text) in runChoices where text(base) != text(head) {
        throw .definition(
          Definition(
            title: title, subject: base.subject.name, choice: choice, base: text(base),
            head: text(head)))
      }
    }
  }

  private static let scenarioChoices:
    [(Definition.Choice, @Sendable (RaceModel.Scenario) -> String)] = [
      (.contents, { $0.contents.definition }), (.reader, { "\($0.reader)" }),
      (.acceptable, { names(of: $0.acceptable) }),
      (.confidence, { "\($0.confidence)" }),
      (.rendezvous, { $0.rendezvous ? "yes" : "no" }),
    ]

  private static let runChoices: [(Definition.Choice, @Sendable (Run) -> String)] = [
    (.reader, { $0.reader }), (.readers, { "\($0.readers)" }), (.glancers, { "\($0.glancers)" }),
    (.writers, { "\($0.writers)" }),
  ]

  /// What differs and yet allows a comparison, each once, in the order of `Condition.Name`'s lists below.
  static func conditions(_ base: Report, _ head: Report, _ runs: [Paired<Run>]) -> [Condition] {
    let ofReport = reportConditions.compactMap { name, text in
      condition(name, nil, text(base), text(head))
    }
    let ofRuns = runs.flatMap { pair -> [Condition] in
      guard let base = pair.base, let head = pair.head else { return [] }
      return runConditions.compactMap { name, text in
        condition(name, base.subject.name, text(base), text(head))
      }
    }
    return ofReport + ofRuns
  }

  private static func condition(
    _ name: Condition.Name, _ subject: String?, _ base: String, _ head: String
  ) -> Condition? {
    base == head ? nil : Condition(name: name, subject: subject, base: base, head: head)
  }

  private static let reportConditions: [(Condition.Name, @Sendable (Report) -> String)] = [
    (.kernel, { $0.host.kernel }), (.architecture, { $0.host.architecture }),
    (.cpus, { "\($0.host.cpus)" }), (.cpuModel, { $0.host.cpuModel ?? "unknown" }),
    (.fileSystem, { $0.host.fileSystem }), (.racebench, { $0.toolVersion }),
    (.target, { $0.scenario.target.path + ($0.scenario.symlink ? " (a symlink)" : "") }),
  ]

  /// What the subject does is what a change may have changed: a name stays, and in place becomes staged.
  private static let runConditions: [(Condition.Name, @Sendable (Run) -> String)] = [
    (.strategy, { $0.subject.updater.strategy?.name ?? "none" }),
    (.updater, { $0.subject.updater.command?.command ?? "none" }),
    (.setup, { $0.subject.updater.command?.setup ?? "none" }),
    (.teardown, { $0.subject.updater.command?.teardown ?? "none" }),
    (.timeout, { $0.subject.updater.timeoutInForce?.exact ?? "no command" }),
    (.shell, { $0.subject.updater.command.map { "\($0.shell)" } ?? "no command" }),
    (.copy, { $0.subject.updater.strategy?.copy.rawValue ?? "none" }),
    (.signer, { $0.subject.updater.strategy?.signer.description ?? "none" }),
    (.contentSizes, { $0.contents.sizes }),
    (.stagingDirectory, { $0.subject.updater.strategy?.stagingDirectory ?? "none" }),
    (.knownBroken, { $0.knownBroken ? "yes" : "no" }),
  ]

  private static func names(of kinds: [Kind]) -> String {
    let names = Set(kinds).sorted().map(\.rawValue)
    return names.isEmpty ? "nothing" : names.joined(separator: ", ")
  }
}

extension UpdaterSpec {
  /// Results that do not say when a signer's command was killed are compared as if that had been usual.
  fileprivate var timeoutInForce: TimeSpan? {
    timeout ?? (strategy?.signer.isCommand == true ? CommandSpec.defaultTimeout : nil)
  }
}

extension ContentsPlan {
  /// What of the plan must be the same. Not the seed; and files and commands lie elsewhere on another machine, so
  /// that their sizes are looked at, once they are known.
  fileprivate var definition: String {
    switch self {
    case .generate(let size, _): "\(size.exact) generated"
    case .files: "from files"
    case .command: "from a command"
    }
  }
}

extension Contents {
  fileprivate var sizes: String { "\(ByteCount(a.bytes).exact) and \(ByteCount(b.bytes).exact)" }
}
