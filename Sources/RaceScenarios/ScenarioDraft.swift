import RaceModel

/// A scenario of which not every choice has been made: what a file says, or what the flags say.
///
/// Nil means that nothing was said, which is not the same as the default: the flags' silence leaves the file's
/// choice in force.
package struct ScenarioDraft: Hashable, Sendable {
  /// One line for the head of a report.
  package var title: String?
  /// What the experiment teaches.
  package var description: String?
  /// Where the contents come from.
  package var contents: ContentsDraft?
  /// Where the stage is put.
  package var directory: String?
  /// Where updaters' temporary directories lie.
  package var temporaryDirectory: TemporaryPlace?
  /// The path that readers open.
  package var target: Target?
  /// Whether that path is a symlink to a file beside it.
  package var symlink: Bool?
  /// How many bytes updaters may write.
  package var sizeLimit: ByteCount?
  /// How readers look.
  package var reader: ReaderDraft?
  /// How many processes read.
  package var readers: Int?
  /// How many only glance.
  package var glancers: Int?
  /// How many swap at once.
  package var writers: Int?
  /// How long each subject is raced, where that is fixed beforehand.
  package var extent: Scenario.Extent?
  /// When a gate gives up that goes on until it is decided.
  package var timeLimit: TimeSpan?
  /// In the order in which they are raced; not empty.
  package var subjects: [SubjectDraft]?
  /// What a gate races beside them; not empty.
  package var controls: [SubjectDraft]?
  /// How sure a gate's `pass` must be.
  package var confidence: Double?
  /// What every subject must keep in a gate, whatever it is expected to do besides.
  package var required: [Contract]?
  /// What holds for strategies that do not say for themselves.
  package var strategies = StrategyChoices()
  /// What holds for commands that do not say for themselves.
  package var commands = CommandChoices()
  /// Kinds besides `stable` that readers may see.
  package var acceptable: [Kind]?
  /// Whether readers and writers go in lock-step.
  package var rendezvous: Bool?
  /// Programs that must be in PATH.
  package var requires: [String]?

  /// Says nothing.
  package init() {}

  /// These choices where they were made, and `base` where they were not.
  ///
  /// What is said here for all strategies or all commands beats even what each of the base's subjects says for
  /// itself. It leaves alone what controls say for themselves: they show what can be seen only as long as they are
  /// broken in the way that they were chosen for.
  /// - Throws: wrong usage where a choice is made here for which there is nothing: a symbol without a loader, a
  ///   signer without a strategy, a timeout without a command.
  package func merged(over base: ScenarioDraft) throws(Failure) -> ScenarioDraft {
    try checkAddressees(subjects ?? base.subjects, signer: base.strategies.signer)
    var merged = ScenarioDraft()
    merged.title = title ?? base.title
    merged.description = description ?? base.description
    merged.contents = contents?.merged(over: base.contents) ?? base.contents
    merged.directory = directory ?? base.directory
    merged.temporaryDirectory = temporaryDirectory ?? base.temporaryDirectory
    merged.target = target ?? base.target
    merged.symlink = symlink ?? base.symlink
    merged.sizeLimit = sizeLimit ?? base.sizeLimit
    merged.reader = try mergedReader(over: base.reader)
    merged.readers = readers ?? base.readers
    merged.glancers = glancers ?? base.glancers
    merged.writers = writers ?? base.writers
    merged.extent = extent ?? base.extent
    merged.timeLimit = timeLimit ?? base.timeLimit
    merged.subjects = subjects ?? base.subjects?.map(overriding)
    merged.controls = controls ?? base.controls
    merged.confidence = confidence ?? base.confidence
    merged.required = required ?? base.required
    merged.strategies = strategies.merged(over: base.strategies)
    merged.commands = commands.merged(over: base.commands)
    merged.acceptable = acceptable ?? base.acceptable
    merged.rendezvous = rendezvous ?? base.rendezvous
    merged.requires = requires ?? base.requires
    return merged
  }

  private func overriding(_ subject: SubjectDraft) -> SubjectDraft {
    var subject = subject
    subject.updater =
      switch subject.updater {
      case .strategy(let name, let own): .strategy(name, strategies.merged(over: own))
      case .command(let text, let own): .command(text, commands.merged(over: own))
      }
    return subject
  }

  private func mergedReader(over base: ReaderDraft?) throws(Failure) -> ReaderDraft? {
    guard let reader else { return base }
    do throws(ReaderDraft.Mismatch) { return try reader.merged(over: base) } catch {
      throw error.failure
    }
  }

  /// Whether there is something among the subjects for each choice that flags make; nil stands for the default
  /// subjects, which are strategies.
  /// - Parameter signer: of strategies where neither flags nor they name one.
  private func checkAddressees(
    _ subjects: [SubjectDraft]?, signer: SignerSpec?
  ) throws(Failure) {
    let updaters = subjects?.map(\.updater) ?? []
    if subjects != nil, updaters.allSatisfy(\.isCommand), let flag = strategies.firstFlag {
      throw Problem(StrategyChoices.withoutStrategy(flag)).failure(flag: flag)
    }
    if !updaters.contains(where: \.isCommand), let flag = commands.firstFlag {
      throw Problem(CommandChoices.withoutCommand).failure(flag: flag)
    }
    let signers = subjects?.map { $0.updater.signer } ?? [nil]
    if commands.timeout != nil, !updaters.contains(where: \.isCommand),
      !signers.contains(where: { (strategies.signer ?? $0 ?? signer)?.isCommand == true })
    {
      throw Problem(CommandChoices.withoutAnyCommand).failure(flag: "--timeout")
    }
  }
}

/// Where contents come from, as far as that has been said.
package enum ContentsDraft: Hashable, Sendable {
  case generate(size: ByteCount?, seed: UInt64?)
  /// Paths as the process sees them.
  case files(a: String, b: String)
  /// A shell command that makes both, at `{a}` and `{b}`.
  case command(String)

  /// Size and seed complete each other where both are generated; contents of another origin are replaced.
  package func merged(over base: ContentsDraft?) -> ContentsDraft {
    guard case .generate(let size, let seed) = self,
      case .generate(let baseSize, let baseSeed) = base
    else { return self }
    return .generate(size: size ?? baseSize, seed: seed ?? baseSeed)
  }
}
