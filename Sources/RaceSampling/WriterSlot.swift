import Glibc
import RaceModel
import RaceSystem
import Synchronization

/// A writer's part of the board: what it is to do, and its windows of this round.
struct WriterSlot {
  /// Written by the coordinator.
  struct Orders {
    enum Task {
      case swap
      /// Run what is to be run before a swap.
      case setUp
      /// Run what is to be run after one.
      case tearDown
    }
    /// What to do.
    var task = Task.swap
    /// How many swaps to make.
    var quota = 0
    /// What the first swap publishes.
    var publishes = StableContent.b
  }

  /// Written by the writer.
  struct Signals: ~Copyable {
    /// The assignment that it has carried out.
    let done = Atomic<UInt32>(0)
    /// Checkpoints that it has come to; rendezvous mode only.
    let arrived = Atomic<UInt32>(0)
    /// Windows begun in this round.
    let windows = Atomic<UInt32>(0)
    /// The last window of this round after which the target held what was to be published, counted from 1; 0 for
    /// none.
    let settled = Atomic<UInt32>(0)
    /// 1 where the target held something else before a swap than after the one before.
    let disordered = Atomic<UInt32>(0)
  }

  private static var ordersOffset: Int { 2 * Futex.size }
  private static var signalsOffset: Int {
    Board.lines(ordersOffset + MemoryLayout<Orders>.size)
  }
  private static var inspectionsOffset: Int {
    signalsOffset + Board.lines(MemoryLayout<Signals>.size)
  }
  private static var troubleOffset: Int {
    inspectionsOffset + Contract.allCases.count * InspectionRecord.stride
  }
  private static var outputOffset: Int { troubleOffset + BoardText.size(limit: troubleLimit) }
  private static var windowsOffset: Int { outputOffset + BoardText.size(limit: outputLimit) }
  private static var troubleLimit: Int { 1024 }
  private static var outputLimit: Int { 65536 }
  static var size: Int { windowsOffset + Board.windowLimit * WindowRecord.stride }

  let base: UnsafeMutableRawPointer

  /// Changes when there is something to do; written by the coordinator.
  var assignment: Futex { Futex(at: base) }

  /// Set to the number of the checkpoint that the writer may pass; written by the coordinator, rendezvous mode
  /// only.
  var resumed: Futex { Futex(at: base + Futex.size) }

  var orders: UnsafeMutablePointer<Orders> {
    (base + Self.ordersOffset).assumingMemoryBound(to: Orders.self)
  }

  var signals: UnsafeMutablePointer<Signals> {
    (base + Self.signalsOffset).assumingMemoryBound(to: Signals.self)
  }

  /// What the writer has found of a contract in this round.
  func inspection(_ contract: Contract) -> InspectionRecord {
    InspectionRecord(base: base + Self.inspectionsOffset + contract.index * InspectionRecord.stride)
  }

  /// Why the race cannot go on, in one line; nothing where it can.
  var trouble: BoardText { BoardText(base: base + Self.troubleOffset, limit: Self.troubleLimit) }

  /// The last of what the updater printed in the first swap of this round that failed.
  var output: BoardText { BoardText(base: base + Self.outputOffset, limit: Self.outputLimit) }

  @inline(__always)
  func window(_ place: Int) -> WindowRecord {
    WindowRecord(base: base + Self.windowsOffset + place * WindowRecord.stride)
  }

  /// Whether the writer has carried out what it was last told to.
  var isDone: Bool {
    signals.pointee.done.load(ordering: .acquiring) == assignment.value
  }

  /// Whether the writer waits for its readers; rendezvous mode only.
  var isAtCheckpoint: Bool {
    signals.pointee.arrived.load(ordering: .acquiring) != resumed.value
  }

  func initialize() {
    assignment.initialize()
    resumed.initialize()
    orders.initialize(to: Orders())
    signals.initialize(to: Signals())
    for place in 0..<Board.windowLimit { window(place).clear() }
    clearFindings()
  }

  private func clearFindings() {
    for contract in Contract.allCases { inspection(contract).clear() }
    trouble.clear()
    output.clear()
  }

  /// Forgets the round. Only for the coordinator, while writer and readers are quiet.
  func clear() {
    for place in 0..<Int(signals.pointee.windows.load(ordering: .acquiring)) {
      window(place).clear()
    }
    signals.pointee.windows.store(0, ordering: .releasing)
    signals.pointee.settled.store(0, ordering: .releasing)
    signals.pointee.disordered.store(0, ordering: .releasing)
    clearFindings()
  }
}

/// A swap on the board.
struct WindowRecord {
  /// All but the marks and the message, which follow it.
  struct Head: ~Copyable {
    /// In nanoseconds, as all times here.
    var start: UInt64 = 0
    /// 0 while it is open.
    let end = Atomic<UInt64>(0)
    let marks = Atomic<UInt32>(0)
    /// What the swap is to publish.
    var publishes = StableContent.b
    /// What the target held afterwards; nil where nobody looked.
    var rest: Rest?
    /// What it held, where that was taken for B; nil where B was known before.
    var taken: TakenEnd?
  }

  /// More phases than any strategy has.
  static var markLimit: Int { 8 }
  static var messageLimit: Int { 384 }

  private static var marksOffset: Int { 64 }
  private static var messageOffset: Int { marksOffset + markLimit * MemoryLayout<UInt64>.size }
  static var stride: Int { Board.lines(messageOffset + BoardText.size(limit: messageLimit)) }

  let base: UnsafeMutableRawPointer

  @inline(__always)
  var head: UnsafeMutablePointer<Head> { base.assumingMemoryBound(to: Head.self) }

  /// The marks: a phase's index in the two low bits, its start above them.
  @inline(__always)
  var marks: UnsafeMutablePointer<UInt64> {
    (base + Self.marksOffset).assumingMemoryBound(to: UInt64.self)
  }

  /// Why the swap failed; nothing where it did not.
  private var message: BoardText {
    BoardText(base: base + Self.messageOffset, limit: Self.messageLimit)
  }

  func clear() {
    head.initialize(to: Head())
    message.clear()
  }

  /// Begins a phase, if it has not begun already. Only for the writer.
  func mark(_ phase: Phase, at time: UInt64) {
    let count = Int(head.pointee.marks.load(ordering: .relaxed))
    if count > 0 && Int(marks[count - 1] & 3) == phase.index { return }
    guard count < Self.markLimit else { return }
    marks[count] = time << 2 | UInt64(phase.index)
    head.pointee.marks.store(UInt32(count + 1), ordering: .releasing)
  }

  /// Ends the swap. Only for the writer.
  /// - Parameter failure: why the updater says that it failed.
  func finish(at time: UInt64, failure: String?) {
    if let failure { message.write(failure) }
    head.pointee.end.store(time, ordering: .releasing)
  }

  /// Whether the swap has ended.
  var isClosed: Bool { head.pointee.end.load(ordering: .relaxed) != 0 }

  /// Why the swap failed; nil where it did not.
  var failure: String? { message.text }
}
