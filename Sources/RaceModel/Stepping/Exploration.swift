/// What stepping through one updater gave.
package struct Exploration: Hashable, Sendable {
  /// How the updater ended.
  package enum Ending: Hashable, Sendable {
    case exited(status: Int32)
    case killed(signal: Int32)
    /// It was killed by us, for it took too long.
    case timedOut
  }

  /// What was explored.
  package var subject: Subject
  /// Both stable contents as published.
  package var contents: Contents
  /// How the updater ended.
  package var ending: Ending
  /// What the updater said when it failed: a strategy's error, or a command's last line.
  package var failure: String?
  /// The last of what a command printed that failed.
  package var failureOutput: String?
  /// From the updater's start to its end, traced.
  package var wallNanoseconds: UInt64
  /// At most so many bytes by one write; nil where none was cut short, since nobody wrote more than that at once.
  package var split: UInt64?
  /// What was there before the first step.
  package var start: Sighting
  /// All steps in the order of their completion.
  package var steps: [Step]
  /// How many of them there were when the updater ended. Processes that it left behind took the others.
  package var stepsAtEnd: Int
  /// What was there when all had ended, and the time to settle was over.
  package var end: Sighting
  /// Distinct observations in the order of first sight.
  package var states: [SteppedState]
  /// The files that steps speak of.
  package var files: [SteppedFile]
  /// Which process waited for the end of which.
  package var waits: [Wait]
  /// What the tracer could not see, or saw happen outside of any step.
  package var limits: [ExplorationLimit]
  /// What another exploration of the same updater has added; nil where one was enough.
  package var again: Repetition?
  /// Whether the program takes a short write for a whole one: it published something else than B where its writes were
  /// cut, and B where they were not.
  package var mishandlesShortWrites: Bool
  /// What a second swap shows, on what this one has left: the first forbidden thing, or why not all could be seen. Nil
  /// where there is nothing of that, and where none was made. The verdict is on this swap alone.
  package var nextSwap: String?
  /// The verdict on it, and why.
  package var judgement: Judgement

  /// Takes each value as it is.
  package init(
    subject: Subject, contents: Contents, ending: Ending, failure: String? = nil,
    failureOutput: String? = nil, wallNanoseconds: UInt64 = 0, split: UInt64? = nil,
    start: Sighting, steps: [Step], stepsAtEnd: Int, end: Sighting, states: [SteppedState],
    files: [SteppedFile], waits: [Wait] = [], limits: [ExplorationLimit] = [],
    again: Repetition? = nil,
    mishandlesShortWrites: Bool = false, nextSwap: String? = nil,
    judgement: Judgement = Judgement(.inconclusive, "not judged yet")
  ) {
    self.subject = subject
    self.contents = contents
    self.ending = ending
    self.failure = failure
    self.failureOutput = failureOutput
    self.wallNanoseconds = wallNanoseconds
    self.split = split
    self.start = start
    self.steps = steps
    self.stepsAtEnd = stepsAtEnd
    self.end = end
    self.states = states
    self.files = files
    self.waits = waits
    self.limits = limits
    self.again = again
    self.mishandlesShortWrites = mishandlesShortWrites
    self.nextSwap = nextSwap
    self.judgement = judgement
  }

  /// A process has been told that a child of its has ended.
  package struct Wait: Hashable, Sendable, Codable {
    /// The child, as steps count processes.
    package var process: Int
    /// Its parent.
    package var by: Int
    /// How many steps there were.
    package var steps: Int

    /// Takes each value as it is.
    package init(process: Int, by: Int, steps: Int) {
      self.process = process
      self.by = by
      self.steps = steps
    }
  }

  /// What a second exploration was made for, and what it showed.
  package struct Repetition: Hashable, Sendable, Codable {
    /// Whether its steps were the same, names of staging files aside.
    package var isSame: Bool
    /// The first step that differs, as the first exploration counts; nil where none does.
    package var firstDifference: Int?
    /// The names of staging files that both used, so that two writers would share them.
    package var sharedNames: [String]

    /// Takes each value as it is.
    package init(isSame: Bool, firstDifference: Int? = nil, sharedNames: [String] = []) {
      self.isSame = isSame
      self.firstDifference = firstDifference
      self.sharedNames = sharedNames
    }
  }
}
