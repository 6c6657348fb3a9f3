import RaceModel
import RaceReaders
import Synchronization

/// Writes what a reader sees to its slot. Lives in the reader's process; allocates nothing.
struct Recorder: ~Copyable {
  private let slot: ReaderSlot
  private var exposure: Exposure
  private var acceptable: KindSet = []
  private let followsOrder: Bool
  private let onlyWriter: WriterSlot
  /// Nil where the order says nothing, since several writers swap.
  private var sequence: Sequence?
  private var round: UInt32 = 0
  private var counts = ReaderSlot.Counts()

  init(_ slot: ReaderSlot, _ board: Board) {
    self.slot = slot
    exposure = Exposure(board)
    onlyWriter = board.writer(0)
    followsOrder = board.writerCount == 1
  }

  /// Begins a round, or goes on in one that a reader before this one had begun.
  mutating func begin(_ facts: RoundFacts) {
    acceptable = facts.acceptable.union(KindSet([.stable]))
    exposure.reset()
    if facts.resting == nil {
      // Nothing is swapped now; and what the round before was about may have been another subject.
      (sequence, round) = (nil, 0)
    } else if facts.round != round {
      round = facts.round
      let resting = followsOrder ? facts.resting : nil
      sequence = resting.map { Sequence(onlyWriter, from: $0) }
    }
    sequence?.begin()
    counts = slot.counts
    counts.lastState = -1
    counts.lastWindow = -1
  }

  /// Counts a look that lasted from `start` to `end`.
  /// - Returns: whether it saw the same forbidden state as the look before.
  @inline(__always)
  mutating func record<Reader: TargetReader & ~Copyable>(
    _ sight: Sight, by reader: borrowing Reader, from start: UInt64, to end: UInt64
  ) -> Bool {
    counts.looks &+= 1
    var again = false
    if case .lost = sight.outcome {
      counts.lost &+= 1
      counts.lastState = -1
      counts.lastWindow = -1
    } else {
      exposure.find(from: start, to: end)
      if case .content = sight.outcome { counts.bytes &+= sight.bytes }
      let partial = !acceptable.contains(sight.kind)
      countExposure(partial: partial)
      countOrder(sight.content)
      again = countState(sight, by: reader, at: end) && partial
    }
    slot.commit(counts)
    // The next look begins.
    sequence?.begin()
    slot.signals.pointee.looks.store(counts.looks, ordering: .relaxed)
    return again
  }

  @inline(__always)
  private mutating func countExposure(partial: Bool) {
    counts.lastWindow = exposure.window
    if partial { counts.partial &+= 1 }
    guard exposure.window >= 0 else {
      if partial { counts.late &+= 1 }
      return
    }
    counts.exposed &+= 1
    counts.lastWindowCounts = slot.window(exposure.window)
    counts.lastWindowCounts.exposed &+= 1
    if partial {
      counts.exposedPartial &+= 1
      counts.lastWindowCounts.partial &+= 1
    }
    if exposure.phases & 1 != 0 { counts.exposedByPhase.copy &+= 1 }
    if exposure.phases & 2 != 0 { counts.exposedByPhase.sign &+= 1 }
    if exposure.phases & 4 != 0 { counts.exposedByPhase.publish &+= 1 }
  }

  @inline(__always)
  private mutating func countOrder(_ content: Sight.Content) {
    guard let seen = StableContent(content), sequence != nil else { return }
    if sequence?.stepsBack(to: seen) == true { counts.stepsBack &+= 1 }
    if sequence?.isSharp == true { counts.ordered &+= 1 }
  }

  /// Finds or makes the sight's state and counts it there. Returns whether it is that of the look before.
  @inline(__always)
  private mutating func countState<Reader: TargetReader & ~Copyable>(
    _ sight: Sight, by reader: borrowing Reader, at end: UInt64
  ) -> Bool {
    let last = counts.lastState
    if last >= 0 && Self.matches(slot.state(last), sight) {
      counts.lastCount &+= 1
      if exposure.window >= 0 { counts.lastExposed &+= 1 }
      return true
    }
    find(sight, by: reader, at: end)
    return false
  }

  /// 1 where the look that is recorded overlapped a window.
  private var isExposed: UInt64 { exposure.window >= 0 ? 1 : 0 }

  private mutating func find<Reader: TargetReader & ~Copyable>(
    _ sight: Sight, by reader: borrowing Reader, at end: UInt64
  ) {
    var probe = Self.hash(sight) & (ReaderSlot.indexSize - 1)
    while slot.index[probe] != 0 {
      let place = Int(slot.index[probe]) - 1
      // A reader that died here may have left an entry for a state that was never committed.
      if place < counts.states && Self.matches(slot.state(place), sight) {
        counts.lastState = place
        counts.lastCount = slot.state(place).head.pointee.count + 1
        counts.lastExposed = slot.state(place).head.pointee.exposed + isExposed
        return
      }
      probe = (probe + 1) & (ReaderSlot.indexSize - 1)
    }
    let place = counts.states
    guard place < ReaderSlot.stateLimit else {
      counts.overflow &+= 1
      counts.lastState = -1
      return
    }
    write(sight, by: reader, at: end, to: slot.state(place))
    counts.states = place + 1
    counts.lastState = place
    counts.lastCount = 1
    counts.lastExposed = isExposed
    slot.index[probe] = UInt32(place + 1)
  }

  private func write<Reader: TargetReader & ~Copyable>(
    _ sight: Sight, by reader: borrowing Reader, at end: UInt64, to record: StateRecord
  ) {
    let content = if case .content = sight.outcome { true } else { false }
    let runs = reader.runs
    let message = content ? .none : reader.message
    record.head.initialize(
      to: StateRecord.Head(
        count: 0, exposed: 0, outcome: sight.outcome, kind: sight.kind, phase: exposure.lastPhase,
        runsWereDropped: content && reader.runsWereDropped, code: sight.code, digest: sight.digest,
        bytes: sight.bytes, firstSeen: end, runCount: content ? runs.count : 0,
        messageCount: message.count))
    message.withBytes { record.message.copyMemory(from: $0) }
    guard content else { return }
    for place in 0..<runs.count { record.runs[place] = runs[place] }
  }

  @inline(__always)
  private static func matches(_ record: StateRecord, _ sight: Sight) -> Bool {
    let head = record.head
    return head.pointee.digest == sight.digest && head.pointee.bytes == sight.bytes
      && head.pointee.code == sight.code && head.pointee.outcome.isSame(as: sight.outcome)
  }

  private static func hash(_ sight: Sight) -> Int {
    Int(truncatingIfNeeded: sight.digest.low ^ sight.bytes &* 0x9E37_79B9_7F4A_7C15)
      ^ Int(sight.code) ^ Int(sight.outcome.rawValue) << 8
  }
}
