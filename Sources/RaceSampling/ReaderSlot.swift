import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import Synchronization

/// A reader's part of the board: what it has counted in this round. The reader writes it while the phase says
/// go; the coordinator reads and clears it while the phase says wait.
struct ReaderSlot {
  /// Words that others look at while the reader runs.
  struct Signals: ~Copyable {
    /// The phase word that the reader is quiet under.
    let acknowledged = Atomic<UInt32>(0)
    /// Looks made in this round, for the progress line.
    let looks = Atomic<UInt64>(0)
    /// Which of the two copies of the counts holds.
    let current = Atomic<UInt32>(0)
    /// Looks of this round that a word asked for one by one, and that were counted.
    let answered = Atomic<UInt32>(0)
  }

  /// What is counted, whether the looks are reads or glances.
  struct Counts {
    /// Looks made, lost ones included.
    var looks: UInt64 = 0
    var exposed: UInt64 = 0
    var partial: UInt64 = 0
    var exposedPartial: UInt64 = 0
    var late: UInt64 = 0
    var lost: UInt64 = 0
    var overflow: UInt64 = 0
    var bytes: UInt64 = 0
    var exposedByPhase = PhaseCounts()
    /// Looks at a stable content that were held against the ones before, and those that stepped back.
    var ordered: UInt64 = 0
    var stepsBack: UInt64 = 0
    /// States in the table.
    var states = 0
    /// The state that the last look saw, and its count from then on; -1 for none.
    var lastState = -1
    var lastCount: UInt64 = 0
    /// How many of those overlapped a window.
    var lastExposed: UInt64 = 0
    /// The window that the last look was counted in, and its counts from then on; -1 for none.
    var lastWindow = -1
    var lastWindowCounts = WindowCounts()
  }

  /// Looks that overlapped one window.
  struct WindowCounts {
    var exposed: UInt32 = 0
    var partial: UInt32 = 0
  }

  /// Distinct states that one reader can hold in one round.
  static var stateLimit: Int { 4096 }
  /// Twice the states, so that probing stays short.
  static var indexSize: Int { 2 * stateLimit }

  private static var countsOffset: Int { Board.line }
  private static var countsSize: Int { Board.lines(MemoryLayout<Counts>.size) }
  private static var windowsOffset: Int { countsOffset + 2 * countsSize }

  let base: UnsafeMutableRawPointer
  let writers: Int

  static func size(writers: Int) -> Int {
    indexOffset(writers) + Board.lines(indexSize * MemoryLayout<UInt32>.size)
      + Board.lines(stateLimit * StateRecord.stride)
  }

  private static func indexOffset(_ writers: Int) -> Int {
    windowsOffset + Board.lines(writers * Board.windowLimit * MemoryLayout<WindowCounts>.stride)
  }

  var signals: UnsafeMutablePointer<Signals> { base.assumingMemoryBound(to: Signals.self) }

  /// What has been counted so far.
  var counts: Counts { copy(signals.pointee.current.load(ordering: .acquiring)).pointee }

  /// Replaces the counts in one step, so that a reader that is killed at any point leaves either those with its
  /// last look or those without it.
  @inline(__always)
  func commit(_ counts: Counts) {
    let next = 1 - signals.pointee.current.load(ordering: .relaxed)
    copy(next).pointee = counts
    signals.pointee.current.store(next, ordering: .releasing)
    // What follows from the counts, and can be repeated from them; releasing, so that it never comes first.
    if counts.lastState >= 0 {
      let record = state(counts.lastState)
      let (count, exposed) = (
        UnsafeMutableRawPointer(record.count), UnsafeMutableRawPointer(record.count + 1)
      )
      exposed.assumingMemoryBound(to: Atomic<UInt64>.self).pointee
        .store(counts.lastExposed, ordering: .releasing)
      count.assumingMemoryBound(to: Atomic<UInt64>.self).pointee
        .store(counts.lastCount, ordering: .releasing)
    }
    if counts.lastWindow >= 0 {
      let both = unsafeBitCast(counts.lastWindowCounts, to: UInt64.self)
      let window = UnsafeMutableRawPointer(windows + counts.lastWindow)
      window.assumingMemoryBound(to: Atomic<UInt64>.self).pointee.store(both, ordering: .releasing)
    }
  }

  /// Mends the slot of a reader that died: its last look may have been counted but not added to its state and
  /// its window, and the one that it was making is lost. Only for the coordinator.
  func recover(losingLook: Bool) {
    var counts = self.counts
    if losingLook {
      counts.looks += 1
      counts.lost += 1
    }
    commit(counts)
  }

  private func copy(_ number: UInt32) -> UnsafeMutablePointer<Counts> {
    (base + Self.countsOffset + Int(number) * Self.countsSize).assumingMemoryBound(to: Counts.self)
  }

  /// Looks counted in the window at `place`: the writer's number times the limit, and the window's.
  func window(_ place: Int) -> WindowCounts { windows[place] }

  private var windows: UnsafeMutablePointer<WindowCounts> {
    (base + Self.windowsOffset).assumingMemoryBound(to: WindowCounts.self)
  }

  /// The open-addressed index: places of states plus one, 0 for none.
  var index: UnsafeMutablePointer<UInt32> {
    (base + Self.indexOffset(writers)).assumingMemoryBound(to: UInt32.self)
  }

  /// The states, in the order of first sight.
  func state(_ place: Int) -> StateRecord {
    let states =
      base + Self.indexOffset(writers) + Board.lines(Self.indexSize * MemoryLayout<UInt32>.size)
    return StateRecord(base: states + place * StateRecord.stride)
  }

  func initialize() {
    signals.initialize(to: Signals())
    copy(0).initialize(to: Counts())
    copy(1).initialize(to: Counts())
  }

  /// Forgets the round. Only for the coordinator, while the reader is quiet.
  func clear() {
    // A page that was never touched takes no memory, and it shall stay so.
    let counts = self.counts
    if counts.states > 0 { memset(index, 0, Self.indexSize * MemoryLayout<UInt32>.size) }
    if counts.exposed > 0 {
      memset(windows, 0, writers * Board.windowLimit * MemoryLayout<WindowCounts>.stride)
    }
    commit(Counts())
    signals.pointee.looks.store(0, ordering: .relaxed)
    signals.pointee.answered.store(0, ordering: .relaxed)
  }
}

/// A state in a reader's table.
struct StateRecord {
  /// All but the runs of a content or what was said of anything else, which follow it.
  struct Head {
    /// First, so that it lies where the record begins.
    var count: UInt64
    /// How many of them overlapped a window; the next word.
    var exposed: UInt64
    var outcome: Sight.Outcome
    var kind: Kind
    /// The last phase that the first look overlapped, as its index; -1 for none.
    var phase: Int8
    var runsWereDropped: Bool
    var code: Int32
    var digest: Digest
    var bytes: UInt64
    /// When the first look ended, in nanoseconds.
    var firstSeen: UInt64
    var runCount: Int
    /// Bytes of the message.
    var messageCount: Int
  }

  static var stride: Int {
    MemoryLayout<Head>.stride
      + max(Classifier.runLimit * MemoryLayout<PackedRun>.stride, Message.limit)
  }

  let base: UnsafeMutableRawPointer

  var head: UnsafeMutablePointer<Head> { base.assumingMemoryBound(to: Head.self) }

  var count: UnsafeMutablePointer<UInt64> { base.assumingMemoryBound(to: UInt64.self) }

  var runs: UnsafeMutablePointer<PackedRun> {
    (base + MemoryLayout<Head>.stride).assumingMemoryBound(to: PackedRun.self)
  }

  /// Where a message stands; there are no runs beside it.
  var message: UnsafeMutableRawBufferPointer {
    UnsafeMutableRawBufferPointer(start: base + MemoryLayout<Head>.stride, count: Message.limit)
  }

  /// What was said.
  var text: String {
    String(decoding: message.prefix(head.pointee.messageCount), as: UTF8.self)
  }
}
