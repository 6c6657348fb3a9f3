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
  /// The path that readers open.
  package var target: Target?
  /// A name from the catalogue of readers.
  package var reader: String?
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
  /// The copy method of the subjects that name none.
  package var copy: CopyMethod?
  /// The signer of the subjects that name none.
  package var signer: SignerSpec?
  /// Where the subjects stage that do not name a directory.
  package var stagingDirectory: String?
  /// Kinds besides `stable` that readers may see.
  package var acceptable: [Kind]?
  /// Whether readers and writers go in lock-step.
  package var rendezvous: Bool?

  /// Says nothing.
  package init() {}

  /// These choices where they were made, and `base` where they were not.
  ///
  /// What is said here for all subjects (copy, signer, staging directory) beats even what each of the base's
  /// subjects says for itself. It leaves alone what controls say for themselves: they show what can be seen only
  /// as long as they are broken in the way that they were chosen for.
  package func merged(over base: ScenarioDraft) -> ScenarioDraft {
    var merged = ScenarioDraft()
    merged.title = title ?? base.title
    merged.description = description ?? base.description
    merged.contents = contents?.merged(over: base.contents) ?? base.contents
    merged.directory = directory ?? base.directory
    merged.target = target ?? base.target
    merged.reader = reader ?? base.reader
    merged.readers = readers ?? base.readers
    merged.glancers = glancers ?? base.glancers
    merged.writers = writers ?? base.writers
    merged.extent = extent ?? base.extent
    merged.timeLimit = timeLimit ?? base.timeLimit
    merged.subjects = subjects ?? base.subjects?.map(overriding)
    merged.controls = controls ?? base.controls
    merged.confidence = confidence ?? base.confidence
    merged.required = required ?? base.required
    merged.copy = copy ?? base.copy
    merged.signer = signer ?? base.signer
    merged.stagingDirectory = stagingDirectory ?? base.stagingDirectory
    merged.acceptable = acceptable ?? base.acceptable
    merged.rendezvous = rendezvous ?? base.rendezvous
    return merged
  }

  private func overriding(_ subject: SubjectDraft) -> SubjectDraft {
    var subject = subject
    subject.copy = copy ?? subject.copy
    subject.signer = signer ?? subject.signer
    subject.stagingDirectory = stagingDirectory ?? subject.stagingDirectory
    return subject
  }
}

/// A subject, or a control, of which not every choice has been made.
package struct SubjectDraft: Hashable, Sendable {
  /// A name from the catalogue of strategies.
  package var strategy: String
  /// The strategy's name if nil.
  package var name: String?
  /// How its bytes move.
  package var copy: CopyMethod?
  /// What signs them.
  package var signer: SignerSpec?
  /// Where it stages.
  package var stagingDirectory: String?
  /// What a gate expects of it; nil for a control.
  package var expect: Expectation?

  /// Takes each value as it is.
  package init(
    strategy: String, name: String? = nil, copy: CopyMethod? = nil, signer: SignerSpec? = nil,
    stagingDirectory: String? = nil, expect: Expectation? = nil
  ) {
    self.strategy = strategy
    self.name = name
    self.copy = copy
    self.signer = signer
    self.stagingDirectory = stagingDirectory
    self.expect = expect
  }

  /// What reports will call it.
  package var finalName: String { name ?? strategy }
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
