import RaceModel
import RaceSystem
import Synchronization

/// The anonymous shared memory through which the processes of a race talk. Laid out once, before the first
/// fork. Each word has one writer; nobody locks; words that different processes write lie on different cache
/// lines.
struct Board {
  /// Two lines of 64 bytes: processors fetch neighbours in pairs.
  static var line: Int { 128 }
  /// The most swaps that one writer makes in one round.
  static var windowLimit: Int { 256 }

  let readerCount: Int
  let writerCount: Int
  let memory: SharedMemory
  private let readersOffset: Int
  private let readerStride: Int
  private let writersOffset: Int

  /// - Parameter readers: readers and glancers together.
  init(readers: Int, writers: Int) throws(SystemCallError) {
    readerCount = readers
    writerCount = writers
    readersOffset = 3 * Self.line
    readerStride = ReaderSlot.size(writers: writers)
    writersOffset = readersOffset + readers * readerStride
    memory = try SharedMemory(count: writersOffset + writers * WriterSlot.size)
    phase.initialize()
    facts.initialize(to: RoundFacts())
    progress.initialize(to: Progress())
    for index in 0..<readers { reader(index).initialize() }
    for index in 0..<writers { writer(index).initialize() }
  }

  /// What readers are to do; written by the coordinator.
  var phase: Futex { Futex(at: memory.base) }

  /// What the round is about; written by the coordinator while the phase says wait.
  var facts: UnsafeMutablePointer<RoundFacts> {
    (memory.base + Self.line).assumingMemoryBound(to: RoundFacts.self)
  }

  /// How far the race is; written by the coordinator, read by whoever shows it.
  var progress: UnsafeMutablePointer<Progress> {
    (memory.base + 2 * Self.line).assumingMemoryBound(to: Progress.self)
  }

  func reader(_ index: Int) -> ReaderSlot {
    ReaderSlot(base: memory.base + readersOffset + index * readerStride, writers: writerCount)
  }

  func writer(_ index: Int) -> WriterSlot {
    WriterSlot(base: memory.base + writersOffset + index * WriterSlot.size)
  }

  /// Reserves whole lines.
  static func lines(_ bytes: Int) -> Int { (bytes + line - 1) / line * line }
}

/// What a round is about.
struct RoundFacts {
  /// The place of the subject in the plan.
  var subject = 0
  /// Kinds that are no findings.
  var acceptable: KindSet = []
  /// Changes with each round; never 0 in one.
  var round: UInt32 = 0
  /// What rests before the round's first swap; nil where nobody can tell.
  var resting: StableContent?
  /// When writers begin no further swap, in nanoseconds; 0 for never.
  var deadline: UInt64 = 0
}

/// How far a race is.
struct Progress: ~Copyable {
  /// Rounds that are over count here; the rest is on the readers' slots.
  let reads = Atomic<UInt64>(0)
  let swaps = Atomic<UInt64>(0)
  /// Distinct partial states, added up over the subjects.
  let partialStates = Atomic<UInt64>(0)
  /// When racing began and what it has taken so far, both in nanoseconds.
  let started = Atomic<UInt64>(0)
  let raced = Atomic<UInt64>(0)
}
