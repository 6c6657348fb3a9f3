/// What the tracer found at the target while the updater stood still.
package struct Sighting: Hashable, Sendable {
  /// Which of the exploration's states its content was, as an index.
  package var state: Int
  /// The number of the file that the path led to; nil where it led to none.
  package var file: Int?
  /// Where the path led, below the subject's root; nil where that is the target itself, or nowhere.
  package var resolved: String?
  /// Whether the target itself was a symlink.
  package var isLink: Bool
  /// Permission bits; nil where there was no file.
  package var mode: UInt32?
  /// `user:group` as numbers; nil where there was no file.
  package var owner: String?
  /// What of mode, owner and extended attributes was not as the old file had it, in a few words; nil if nothing.
  package var metadataProblem: String?
  /// The other names in the target's directory, sorted.
  package var entries: [FileName]
  /// The mode of each directory on the way to the target, from the stage's root on, by its path below that.
  package var way: [String: UInt32]

  /// Takes each value as it is.
  package init(
    state: Int, file: Int?, resolved: String? = nil, isLink: Bool = false, mode: UInt32? = nil,
    owner: String? = nil, metadataProblem: String? = nil, entries: [FileName] = [],
    way: [String: UInt32] = [:]
  ) {
    self.state = state
    self.file = file
    self.resolved = resolved
    self.isLink = isLink
    self.mode = mode
    self.owner = owner
    self.metadataProblem = metadataProblem
    self.entries = entries
    self.way = way
  }
}

/// A distinct observation that the tracer made.
package struct SteppedState: Hashable, Sendable {
  /// What was observed: a content or an error.
  package var observation: Observation
  /// What that is.
  package var kind: Kind
  /// What it means here.
  package var grade: Grade
  /// Where its bytes come from; empty for what has none.
  package var anatomy: Anatomy
  /// The first step at or behind which it was seen; 0 for the start.
  package var firstStep: Int
  /// How often it was seen, the start included.
  package var sightings: Int

  /// Takes each value as it is.
  package init(
    observation: Observation, kind: Kind, grade: Grade, anatomy: Anatomy = .none, firstStep: Int,
    sightings: Int = 1
  ) {
    self.observation = observation
    self.kind = kind
    self.grade = grade
    self.anatomy = anatomy
    self.firstStep = firstStep
    self.sightings = sightings
  }
}

/// A file that was the target, or that a step made, wrote or named on the stage.
package struct SteppedFile: Hashable, Sendable, Codable {
  /// From 1 on; 1 is the one that held A. Two files have two numbers, even where the file system gives the same
  /// inode number to both, one after the other.
  package var number: Int
  /// The path by which it was met first, as steps show paths.
  package var path: String
  /// Whether it lies on the target's file system.
  package var isBesideTarget: Bool

  /// Takes each value as it is.
  package init(number: Int, path: String, isBesideTarget: Bool = true) {
    self.number = number
    self.path = path
    self.isBesideTarget = isBesideTarget
  }
}
