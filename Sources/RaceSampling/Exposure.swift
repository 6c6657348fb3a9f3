import RaceModel
import Synchronization

/// Finds the windows that a look overlaps. Lives in the reader's process; allocates nothing after `init`.
struct Exposure: ~Copyable {
  private let board: Board
  /// For each writer, the first window that has not ended before the last look began.
  private let from: UnsafeMutablePointer<Int>
  /// The window that the look overlapped, as its place in a reader's counts; of several, the one that began last.
  /// -1 for none.
  private(set) var window = -1
  private var windowStart: UInt64 = 0
  /// The phases that it overlapped, one bit each.
  private(set) var phases: UInt8 = 0
  /// The index of the one of them that began last; -1 for none.
  private(set) var lastPhase: Int8 = -1
  private var lastStart: UInt64 = 0

  init(_ board: Board) {
    self.board = board
    from = .allocate(capacity: board.writerCount)
    reset()
  }

  /// Begins a round, whose windows are new.
  mutating func reset() {
    from.update(repeating: 0, count: board.writerCount)
  }

  /// Looks up a look that lasted from `start` to `end`. Later calls must not have an earlier `start`.
  @inline(__always)
  mutating func find(from start: UInt64, to end: UInt64) {
    window = -1
    windowStart = 0
    phases = 0
    lastPhase = -1
    lastStart = 0
    for writer in 0..<board.writerCount {
      let slot = board.writer(writer)
      let begun = Int(slot.signals.pointee.windows.load(ordering: .acquiring))
      var place = from[writer]
      while place < begun {
        let closed = slot.window(place).head.pointee.end.load(ordering: .acquiring)
        if closed == 0 || closed > start { break }
        place += 1
      }
      from[writer] = place
      while place < begun && slot.window(place).head.pointee.start < end {
        let began = slot.window(place).head.pointee.start
        if window < 0 || began >= windowStart {
          window = writer * Board.windowLimit + place
          windowStart = began
        }
        addPhases(slot.window(place), start, end)
        place += 1
      }
    }
  }

  @inline(__always)
  private mutating func addPhases(_ window: WindowRecord, _ start: UInt64, _ end: UInt64) {
    let closed = window.head.pointee.end.load(ordering: .acquiring)
    let count = Int(window.head.pointee.marks.load(ordering: .acquiring))
    for place in 0..<count {
      let began = window.marks[place] >> 2
      let ended =
        place + 1 < count ? window.marks[place + 1] >> 2 : closed == 0 ? UInt64.max : closed
      guard began < end && ended > start else { continue }
      let phase = Int8(window.marks[place] & 3)
      phases |= 1 << UInt8(phase)
      if began >= lastStart {
        lastStart = began
        lastPhase = phase
      }
    }
  }
}
