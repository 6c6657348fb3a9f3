/// An exploration's result, as it is saved and rendered.
package struct ExplorationReport: Hashable, Sendable {
  /// The version of racebench that explored.
  package var toolVersion: String
  /// Where it was explored.
  package var host: Host
  /// That of generated contents; nil for others.
  package var seed: UInt64?
  /// When it began, in UTC, as ISO 8601 writes it.
  package var startedAt: String
  /// What was explored, with every choice made.
  package var plan: ExplorationPlan
  /// What that gave.
  package var exploration: Exploration

  /// Takes each value as it is.
  package init(
    toolVersion: String, host: Host, seed: UInt64?, startedAt: String, plan: ExplorationPlan,
    exploration: Exploration
  ) {
    self.toolVersion = toolVersion
    self.host = host
    self.seed = seed
    self.startedAt = startedAt
    self.plan = plan
    self.exploration = exploration
  }
}

/// An updater to be stepped through, with every choice made and every default filled in.
package struct ExplorationPlan: Hashable, Sendable {
  /// Where A and B come from.
  package var contents: ContentsPlan
  /// Where the stage is put; the temporary directory if nil.
  package var directory: String?
  /// The path that readers open.
  package var target: Target
  /// Whether that path is a symlink to a file beside it.
  package var symlink: Bool
  /// Where the updater's temporary directory lies; on another file system than the target where there is one if nil.
  package var temporaryDirectory: TemporaryPlace?
  /// How many bytes the updater may write below the stage; a part of what is free if nil.
  package var sizeLimit: ByteCount?
  /// What is explored. What a gate would expect of it does not count.
  package var subject: Subject
  /// The largest write that is let pass in one piece, in bytes; above 0.
  package var split: ByteCount
  /// How long is watched on when the updater has ended.
  package var settle: TimeSpan
  /// When an updater that has not ended is killed.
  package var timeout: TimeSpan
  /// The contracts on which the verdict rests besides content and presence.
  package var required: [Contract]

  /// Of explorations that name none.
  package enum Defaults {
    /// The largest write in one piece.
    package static let split = ByteCount(1 << 20)
    /// How long is watched on.
    package static let settle = TimeSpan(nanoseconds: 100_000_000)
  }

  /// Takes each value as it is.
  package init(
    contents: ContentsPlan, directory: String? = nil, target: Target = .standard,
    symlink: Bool = false, subject: Subject, split: ByteCount = Defaults.split,
    settle: TimeSpan = Defaults.settle, timeout: TimeSpan = CommandSpec.defaultTimeout,
    required: [Contract] = [], temporaryDirectory: TemporaryPlace? = nil
  ) {
    self.temporaryDirectory = temporaryDirectory
    self.contents = contents
    self.directory = directory
    self.target = target
    self.symlink = symlink
    self.subject = subject
    self.split = split
    self.settle = settle
    self.timeout = timeout
    self.required = required
  }
}
