import RaceModel
import Testing

@testable import RaceReaders
@testable import RaceSampling

/// A reader that looks at nothing: tests say themselves what was seen.
struct BlindReader: TargetReader, ~Copyable {
  var runs: UnsafeBufferPointer<PackedRun> { UnsafeBufferPointer(start: nil, count: 0) }
  var runsWereDropped: Bool { false }
  mutating func compare(with library: ContentLibrary) {}
  mutating func look(at path: UnsafePointer<CChar>) -> Sight { .failed(errno: 2) }
}

/// A reader that hears a program speak.
struct HearingReader: TargetReader, ~Copyable {
  var message: Message
  var runs: UnsafeBufferPointer<PackedRun> { UnsafeBufferPointer(start: nil, count: 0) }
  var runsWereDropped: Bool { false }
  mutating func compare(with library: ContentLibrary) {}
  mutating func look(at path: UnsafePointer<CChar>) -> Sight { .failed(errno: 2) }
}

extension Sight {
  /// A program's end, with what it printed.
  static func ended(_ status: Int32, _ output: UInt64, _ kind: Kind) -> Sight {
    Sight(.ended, kind, code: status, digest: Digest(high: 0, low: output))
  }

  static func content(_ number: UInt64, _ kind: Kind, bytes: UInt64 = 100) -> Sight {
    Sight(.content, kind, digest: Digest(high: ~number, low: number), bytes: bytes)
  }

  static let lost = Sight.failed(errno: 24)
  static let missing = Sight.failed(errno: 2)
}

extension Board {
  /// A round of one subject, nothing accepted.
  static func prepared(readers: Int = 1, writers: Int = 1) throws -> Board {
    let board = try Board(readers: readers, writers: writers)
    board.facts.pointee = RoundFacts(subject: 0, acceptable: KindSet([.missing]), deadline: 0)
    return board
  }

  /// Puts a window from `start` to `end` at the place.
  func open(_ place: Int, writer index: Int = 0, from start: UInt64, to end: UInt64?) {
    let slot = writer(index)
    slot.window(place).head.pointee.start = start
    if let end { slot.window(place).finish(at: end, failure: nil) }
    slot.signals.pointee.windows.store(UInt32(place + 1), ordering: .releasing)
  }
}

extension ReaderSlot {
  /// What the states count together, and whether the slot's sums hold.
  var stateSum: UInt64 {
    (0..<counts.states).reduce(0) { $0 + state($1).head.pointee.count }
  }

  var sumsHold: Bool {
    let counts = self.counts
    return counts.looks == stateSum + counts.overflow + counts.lost
      && counts.partial == counts.exposedPartial + counts.late && counts.exposed <= counts.looks
      && (0..<counts.states).allSatisfy { state($0).head.pointee.count > 0 }
  }
}
