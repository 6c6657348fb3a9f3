import RaceModel
import TestSupport
import Testing

@testable import RaceSampling

/// Exposure against the definition: two spans overlap where each begins before the other ends.
struct ExposureTests {
  struct Span {
    var start: UInt64
    var end: UInt64
    var marks: [(phase: Phase, start: UInt64)]

    func overlaps(_ from: UInt64, _ to: UInt64) -> Bool { start < to && end > from }
  }

  /// Random windows of one writer, one after the other.
  private func spans(_ random: inout SeededGenerator) -> [Span] {
    var now = UInt64.random(in: 1...20, using: &random)
    return (0..<Int.random(in: 0...12, using: &random)).map { _ in
      let start = now
      var marks: [(Phase, UInt64)] = []
      for phase in Phase.allCases where Bool.random(using: &random) {
        now += UInt64.random(in: 0...9, using: &random)
        marks.append((phase, now))
      }
      now += UInt64.random(in: 1...15, using: &random)
      let end = now
      now += UInt64.random(in: 0...15, using: &random)
      return Span(start: start, end: end, marks: marks)
    }
  }

  private func put(_ spans: [Span], on slot: WriterSlot, openAtEnd: Bool) {
    slot.clear()
    for (place, span) in spans.enumerated() {
      let record = slot.window(place)
      record.head.pointee.start = span.start
      for mark in span.marks { record.mark(mark.phase, at: mark.start) }
      let open = openAtEnd && place == spans.count - 1
      if !open { record.finish(at: span.end, failure: nil) }
      slot.signals.pointee.windows.store(UInt32(place + 1), ordering: .releasing)
    }
  }

  @Test(
    "Exposure, phases and windows are those of the definition",
    arguments: 1...150 as ClosedRange<UInt64>)
  func property(seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let writers = Int.random(in: 1...4, using: &random)
    let board = try Board(readers: 1, writers: writers)
    let openAtEnd = Bool.random(using: &random)
    let all = (0..<writers).map { writer in
      var spans = spans(&random)
      put(spans, on: board.writer(writer), openAtEnd: openAtEnd)
      if openAtEnd, !spans.isEmpty { spans[spans.count - 1].end = .max }
      return spans
    }
    var exposure = Exposure(board)
    var expected = [UInt32](repeating: 0, count: writers * Board.windowLimit)
    var counted = expected
    var start: UInt64 = 0
    for _ in 0..<60 {
      let end = start + UInt64.random(in: 1...20, using: &random)
      exposure.find(from: start, to: end)
      expect(
        exposure, all.joined().contains { $0.overlaps(start, end) }, phases(all, start, end),
        lastPhase(all, start, end))
      if exposure.window >= 0 { counted[exposure.window] += 1 }
      if let window = lastWindow(all, start, end) { expected[window] += 1 }
      // A look begins where the last one ended, or later.
      start = end + (Bool.random(using: &random) ? 0 : UInt64.random(in: 0...10, using: &random))
    }
    #expect(counted == expected)
  }

  private func expect(
    _ exposure: borrowing Exposure, _ exposed: Bool, _ phases: UInt8, _ last: Int8,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    let found = (exposure.window >= 0, exposure.phases, exposure.lastPhase)
    #expect(found == (exposed, phases, last), sourceLocation: sourceLocation)
  }

  /// The window that began last of those that the look overlapped; of several that began together, the last in
  /// the order of writers.
  private func lastWindow(_ all: [[Span]], _ start: UInt64, _ end: UInt64) -> Int? {
    var best: (start: UInt64, window: Int)?
    for (writer, spans) in all.enumerated() {
      for (place, span) in spans.enumerated() where span.overlaps(start, end) {
        guard span.start >= best?.start ?? 0 else { continue }
        best = (span.start, writer * Board.windowLimit + place)
      }
    }
    return best?.window
  }

  /// The phase that began last of those that the look overlapped; of several that began together, the last
  /// in the order of writers and marks.
  private func lastPhase(_ all: [[Span]], _ start: UInt64, _ end: UInt64) -> Int8 {
    var best: (start: UInt64, phase: Int8) = (0, -1)
    for span in all.joined() where span.overlaps(start, end) {
      for (place, mark) in span.marks.enumerated() {
        let until = place + 1 < span.marks.count ? span.marks[place + 1].start : span.end
        guard mark.start < end && until > start, mark.start >= best.start else { continue }
        best = (mark.start, Int8(mark.phase.index))
      }
    }
    return best.phase
  }

  private func phases(_ all: [[Span]], _ start: UInt64, _ end: UInt64) -> UInt8 {
    var bits: UInt8 = 0
    for span in all.joined() where span.overlaps(start, end) {
      for (place, mark) in span.marks.enumerated() {
        let until = place + 1 < span.marks.count ? span.marks[place + 1].start : span.end
        if mark.start < end && until > start { bits |= 1 << UInt8(mark.phase.index) }
      }
    }
    return bits
  }

  @Test("A window that opens while looks go on is found, and an old one is not found again")
  func growing() throws {
    let board = try Board(readers: 1, writers: 1)
    var exposure = Exposure(board)
    exposure.find(from: 0, to: 10)
    expect(exposure, false, 0, -1)
    let slot = board.writer(0)
    slot.window(0).head.pointee.start = 12
    slot.signals.pointee.windows.store(1, ordering: .releasing)
    exposure.find(from: 10, to: 13)
    expect(exposure, true, 0, -1)
    slot.window(0).mark(.copy, at: 14)
    exposure.find(from: 13, to: 15)
    expect(exposure, true, 1, 0)
    slot.window(0).mark(.publish, at: 16)
    slot.window(0).finish(at: 18, failure: nil)
    exposure.find(from: 15, to: 17)
    expect(exposure, true, 0b101, 2)
    // To touch is not to overlap.
    exposure.find(from: 18, to: 20)
    expect(exposure, false, 0, -1)
    exposure.reset()
    slot.clear()
    exposure.find(from: 0, to: 1)
    expect(exposure, false, 0, -1)
  }

  @Test("Failures are kept, cut to what fits")
  func failures() throws {
    let slot = try Board(readers: 1, writers: 1).writer(0)
    slot.window(0).finish(at: 1, failure: nil)
    slot.window(1).finish(at: 1, failure: "no room")
    slot.window(2).finish(at: 1, failure: String(repeating: "x", count: 5000))
    #expect(slot.window(0).failure == nil)
    #expect(slot.window(1).failure == "no room")
    #expect(slot.window(2).failure?.utf8.count == WindowRecord.messageLimit)
    slot.window(1).clear()
    #expect(slot.window(1).failure == nil)
  }
}
