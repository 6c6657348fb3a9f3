/// An experiment as it will be run: every choice made, every default filled in.
///
/// Its JSON form has the keys of a scenario file, so that the scenario in a report can be saved and run again.
package struct Scenario: Hashable, Sendable, Codable {
  /// One line for the head of a report.
  package var title: String?
  /// What the experiment teaches.
  package var description: String?
  /// Where A and B come from.
  package var contents: ContentsPlan
  /// Where the stage is put; the temporary directory if nil.
  package var directory: String?
  /// The path that readers open.
  package var target: Target
  /// Whether that path is a symlink to a file beside it.
  package var symlink: Bool
  /// Where updaters' temporary directories lie; on another file system than the target where there is one if nil.
  package var temporaryDirectory: TemporaryPlace?
  /// How many bytes updaters may write below the stage; a part of what is free if nil.
  package var sizeLimit: ByteCount?
  /// How readers look.
  package var reader: ReaderSpec
  /// How many processes read the target, 1 to 512.
  package var readers: Int
  /// How many further processes only glance at it.
  package var glancers: Int
  /// How many processes swap it at the same time, 1 to 64.
  package var writers: Int
  /// How long each subject is raced.
  package var extent: Extent
  /// In the order in which they are raced; not empty.
  package var subjects: [Subject]
  /// Raced in the same rounds to show what can be seen here; only a gate has any.
  package var controls: [Subject]
  /// How sure a gate's `pass` must be, above 0 and below 1.
  package var confidence: Double
  /// Kinds besides `stable` that readers may see.
  package var acceptable: [Kind]
  /// Programs that its commands need, looked for in PATH before anything is raced.
  package var requires: [String]
  /// Lock-step: writers wait at each checkpoint until every reader has looked once. For tests.
  package var rendezvous: Bool

  /// Takes each value as it is.
  package init(
    title: String? = nil, description: String? = nil,
    contents: ContentsPlan, directory: String? = nil, target: Target = .standard,
    symlink: Bool = false, reader: ReaderSpec = .standard, readers: Int = 8, glancers: Int = 0,
    writers: Int = 1,
    extent: Extent = .swaps(30), subjects: [Subject], controls: [Subject] = [],
    confidence: Double = Limits.defaultConfidence, acceptable: [Kind] = [],
    requires: [String] = [], rendezvous: Bool = false, temporaryDirectory: TemporaryPlace? = nil
  ) {
    self.temporaryDirectory = temporaryDirectory
    self.title = title
    self.description = description
    self.contents = contents
    self.directory = directory
    self.target = target
    self.symlink = symlink
    self.reader = reader
    self.readers = readers
    self.glancers = glancers
    self.writers = writers
    self.extent = extent
    self.subjects = subjects
    self.controls = controls
    self.confidence = confidence
    self.acceptable = acceptable
    self.requires = requires
    self.rendezvous = rendezvous
  }

  /// The ranges that every scenario keeps, whether it comes from a file or from flags.
  package enum Limits {
    /// Processes that read.
    package static let readers = 1...512
    /// Processes that only glance.
    package static let glancers = 0...512
    /// Processes that swap.
    package static let writers = 1...64
    /// Swaps by each writer.
    package static let swaps = 1...1_000_000
    /// How sure a `pass` is where nobody says otherwise, also that of `run`.
    package static let defaultConfidence = 0.95
    /// When a gate gives up where nobody says otherwise.
    package static let defaultTimeLimit = TimeSpan(nanoseconds: 60_000_000_000)
    /// How many processes glance in a gate where nobody says otherwise: without any, the gap of `backup-rename`
    /// is met too rarely.
    package static let defaultGateGlancers = 4
    /// The size of A where nobody names one.
    package static let defaultSize = ByteCount(7_800_000)
    /// Large enough for any experiment, small enough that every offset fits an anatomy's run.
    package static let largestContent = ByteCount(1 << 48)
  }

  /// How many swaps each subject gets.
  package enum Extent: Hashable, Sendable {
    /// This many by each writer.
    case swaps(Int)
    /// As many as fit into this much racing.
    case duration(TimeSpan)
    /// As many as the verdicts take, and none that begins later than this after the first.
    case untilDecided(within: TimeSpan)
  }

  /// Whether it is a gate that races until the verdicts are decided.
  package var goesOnUntilDecided: Bool {
    if case .untilDecided = extent { true } else { false }
  }

  private enum Key: String, CodingKey {
    case title, description, contents, directory, target, symlink, sizeLimit, readers, glancers,
      writers
    case swaps, duration, timeLimit, subjects, controls, confidence, acceptable, requires
    case rendezvous, temporaryDirectory
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    title = try keys.decodeIfPresent(String.self, forKey: .title)
    description = try keys.decodeIfPresent(String.self, forKey: .description)
    contents = try keys.decode(ContentsPlan.self, forKey: .contents)
    directory = try keys.decodeIfPresent(String.self, forKey: .directory)
    target = try keys.decode(Target.self, forKey: .target)
    symlink = try keys.decodeIfPresent(Bool.self, forKey: .symlink) ?? false
    temporaryDirectory = try keys.decodeIfPresent(
      TemporaryPlace.self, forKey: .temporaryDirectory)
    sizeLimit = try keys.decodeIfPresent(ByteCount.self, forKey: .sizeLimit)
    reader = try ReaderSpec(from: decoder)
    readers = try keys.decode(Int.self, forKey: .readers)
    glancers = try keys.decode(Int.self, forKey: .glancers)
    writers = try keys.decode(Int.self, forKey: .writers)
    if let duration = try keys.decodeIfPresent(TimeSpan.self, forKey: .duration) {
      extent = .duration(duration)
    } else if let limit = try keys.decodeIfPresent(TimeSpan.self, forKey: .timeLimit) {
      extent = .untilDecided(within: limit)
    } else {
      extent = .swaps(try keys.decode(Int.self, forKey: .swaps))
    }
    subjects = try keys.decode([Subject].self, forKey: .subjects)
    controls = try keys.decodeIfPresent([Subject].self, forKey: .controls) ?? []
    confidence =
      try keys.decodeIfPresent(Double.self, forKey: .confidence) ?? Limits.defaultConfidence
    acceptable = try keys.decode([Kind].self, forKey: .acceptable)
    requires = try keys.decodeIfPresent([String].self, forKey: .requires) ?? []
    rendezvous = try keys.decode(Bool.self, forKey: .rendezvous)
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encodeIfPresent(title, forKey: .title)
    try keys.encodeIfPresent(description, forKey: .description)
    try keys.encode(contents, forKey: .contents)
    try keys.encodeIfPresent(directory, forKey: .directory)
    try keys.encode(target, forKey: .target)
    if symlink { try keys.encode(symlink, forKey: .symlink) }
    try keys.encodeIfPresent(temporaryDirectory, forKey: .temporaryDirectory)
    try keys.encodeIfPresent(sizeLimit, forKey: .sizeLimit)
    try reader.encode(to: encoder)
    try keys.encode(readers, forKey: .readers)
    try keys.encode(glancers, forKey: .glancers)
    try keys.encode(writers, forKey: .writers)
    switch extent {
    case .swaps(let count): try keys.encode(count, forKey: .swaps)
    case .duration(let span): try keys.encode(span, forKey: .duration)
    case .untilDecided(let limit): try keys.encode(limit, forKey: .timeLimit)
    }
    try keys.encode(subjects, forKey: .subjects)
    if !controls.isEmpty {
      try keys.encode(controls, forKey: .controls)
      try keys.encode(confidence, forKey: .confidence)
    }
    try keys.encode(acceptable, forKey: .acceptable)
    if !requires.isEmpty { try keys.encode(requires, forKey: .requires) }
    try keys.encode(rendezvous, forKey: .rendezvous)
  }
}
