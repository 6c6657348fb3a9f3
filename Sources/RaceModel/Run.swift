/// What racing one subject gave, all its rounds merged.
package struct Run: Hashable, Sendable {
  /// What was raced.
  package var subject: Subject
  /// Why it took part.
  package var role: Role
  /// How readers looked, a name from the catalogue.
  package var reader: String
  /// How many processes read.
  package var readers: Int
  /// How many only glanced.
  package var glancers: Int
  /// How many swapped at once.
  package var writers: Int
  /// Whether the subject is known to be broken under the conditions of this run.
  package var knownBroken: Bool
  /// Both stable contents as published. Each must be seen, or the run proves nothing.
  package var contents: Contents
  /// Time raced, from go to stop, without set-up and without the changes of round.
  package var wallNanoseconds: UInt64
  /// What the readers counted.
  package var tally: Tally
  /// Distinct observations, the stable ones first, then in the order of first sight.
  package var states: [State]
  /// All swaps, in the order of their starts.
  package var windows: [Window]
  /// What was found after swaps that had to fail; nil where the signer does not fail.
  package var rollback: Inspection?
  /// What was found of the other contracts that are looked into after swaps; nothing of those that cannot be judged
  /// here.
  package var inspections: [Contract: Inspection]
  /// The last of what the updater printed in the first swap that failed; nil where it is no command, or none did.
  package var failureOutput: String?
  /// How much was written where that was more than is allowed (`--size-limit`), in words; nil where it was not.
  package var excess: String?
  /// The verdict on it, and why.
  package var judgement: Judgement

  /// Takes each value as it is.
  package init(
    subject: Subject, role: Role, reader: String, readers: Int, glancers: Int, writers: Int,
    knownBroken: Bool, contents: Contents, wallNanoseconds: UInt64 = 0, tally: Tally = Tally(),
    states: [State] = [], windows: [Window] = [], rollback: Inspection? = nil,
    inspections: [Contract: Inspection] = [:], failureOutput: String? = nil,
    judgement: Judgement = Judgement(.inconclusive, "not judged yet")
  ) {
    self.subject = subject
    self.role = role
    self.reader = reader
    self.readers = readers
    self.glancers = glancers
    self.writers = writers
    self.knownBroken = knownBroken
    self.contents = contents
    self.wallNanoseconds = wallNanoseconds
    self.tally = tally
    self.states = states
    self.windows = windows
    self.rollback = rollback
    self.inspections = inspections
    self.failureOutput = failureOutput
    self.judgement = judgement
  }

  /// Swaps whose updater said that they succeeded.
  package var swaps: Int { windows.count { $0.failure == nil } }
  /// Swaps whose updater said that they failed.
  package var failedSwaps: Int { windows.count - swaps }
  /// Why the first failed swap failed, the first line of what its updater said.
  package var firstFailure: String? {
    windows.lazy.compactMap(\.failure).first.map { String($0.prefix { !$0.isNewline }) }
  }
  /// Windows in which something forbidden was seen.
  package var caughtSwaps: Int { windows.count(where: \.caught) }
  /// Swaps after which the target, with nobody swapping it, held neither stable content.
  package var foreignRests: Int {
    windows.count { if case .other = $0.rest { true } else { false } }
  }
  /// Swaps that failed since the target was being executed (ETXTBSY).
  package var textBusySwaps: Int { windows.count(where: \.wasTextBusy) }
  /// How many distinct forbidden states were seen; a lower bound where a table overflowed.
  package var distinctPartialStates: Int { states.distinctPartialStates }
  /// Time raced, in seconds.
  package var wallSeconds: Double { Double(wallNanoseconds) / 1e9 }
  /// Reads by all readers together; 0 where no time was raced.
  package var readsPerSecond: Double { rate(tally.reads) }
  /// Bytes looked at by all readers together; 0 where no time was raced.
  package var bytesPerSecond: Double { rate(tally.bytesRead) }
  /// The upper bound, at 95 % confidence, for the share of exposed reads that are partial.
  package var upperBound95: Double {
    Binomial.upperBound(successes: tally.exposedPartialReads, trials: tally.exposedReads)
  }
  /// Whether anything says that somebody saw something forbidden: a finding stays one even where another count
  /// contradicts it.
  package var sawPartial: Bool {
    tally.partialReads > 0 || tally.partialGlances > 0 || tally.exposedPartialReads > 0
      || tally.lateReads > 0 || tally.lateGlances > 0
      || partialStates.contains(where: \.wasSeen) || windows.contains(where: \.caught)
  }
  /// Partial reads and partial glances together.
  package var partialLooks: UInt64 { tally.partialReads + tally.partialGlances }
  /// The states that nobody may see.
  package var partialStates: [State] { states.filter { $0.grade == .forbidden } }

  private func rate(_ count: UInt64) -> Double {
    wallNanoseconds == 0 ? 0 : Double(count) / wallSeconds
  }
}

extension Run {
  /// Adds a further round of the same subject. States unite, windows concatenate, tallies and times add up.
  package mutating func merge(_ other: Run) {
    wallNanoseconds += other.wallNanoseconds
    tally += other.tally
    states = Self.united(states + other.states)
    if let other = other.rollback { rollback = (rollback ?? Inspection()) + other }
    inspections.merge(other.inspections, uniquingKeysWith: +)
    failureOutput = failureOutput ?? other.failureOutput
    windows = (windows + other.windows).sorted { ($0.start, $0.writer) < ($1.start, $1.writer) }
  }

  /// The states with the sights of each added up, stable ones first, then in the order of first sight.
  package static func united(_ states: [State]) -> [State] {
    var places: [Observation: Int] = [:]
    var result: [State] = []
    for state in states {
      if let place = places[state.observation] {
        result[place].merge(state)
      } else {
        places[state.observation] = result.count
        result.append(state)
      }
    }
    return result.sorted {
      ($0.kind == .stable ? 0 : 1, $0.firstSeen, $0.observation.bytes ?? 0)
        < ($1.kind == .stable ? 0 : 1, $1.firstSeen, $1.observation.bytes ?? 0)
    }
  }
}
