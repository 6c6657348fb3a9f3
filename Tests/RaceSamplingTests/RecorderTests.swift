import RaceModel
import Testing

@testable import RaceReaders
@testable import RaceSampling

struct RecorderTests {
  @Test("Each look is counted where it belongs")
  func counts() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    var recorder = Recorder(slot, board)
    let reader = BlindReader()
    board.open(0, from: 10, to: 20)
    recorder.begin(board.facts.pointee)
    func record(_ sight: Sight, _ start: UInt64, _ end: UInt64) -> Bool {
      recorder.record(sight, by: reader, from: start, to: end)
    }
    #expect(!record(.content(1, .stable), 0, 5))
    #expect(!record(.content(1, .stable), 5, 11))
    #expect(!record(.content(2, .mixed), 11, 15))
    // The same broken state again: nothing moves.
    #expect(record(.content(2, .mixed), 15, 21))
    #expect(!record(.missing, 21, 22))
    #expect(!record(.lost, 22, 23))
    #expect(!record(.content(2, .mixed), 23, 24))
    let counts = slot.counts
    #expect((counts.looks, counts.lost, counts.states) == (7, 1, 3))
    #expect((counts.exposed, counts.partial) == (3, 3))
    #expect((counts.exposedPartial, counts.late) == (2, 1))
    #expect(counts.bytes == 500)
    #expect((slot.window(0).exposed, slot.window(0).partial) == (3, 2))
    #expect((0..<3).map { slot.state($0).head.pointee.count } == [2, 3, 1])
    #expect((0..<3).map { slot.state($0).head.pointee.firstSeen } == [5, 15, 22])
    #expect(slot.sumsHold)
    #expect(slot.signals.pointee.looks.load(ordering: .relaxed) == 7)
  }

  @Test("What is alike in all but one respect is not one state")
  func distinct() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    var recorder = Recorder(slot, board)
    recorder.begin(board.facts.pointee)
    let sights: [Sight] = [
      .content(1, .mixed), .content(2, .mixed), .content(1, .mixed, bytes: 101),
      .failed(errno: 2), .failed(errno: 13), Sight(.crash, .crash, code: 2),
      Sight(.size, .truncated, bytes: 100), Sight(.size, .truncated, bytes: 101),
    ]
    for round in 0..<3 {
      for (place, sight) in sights.enumerated() {
        let time = UInt64(round * 10 + place)
        _ = recorder.record(sight, by: BlindReader(), from: time, to: time + 1)
      }
    }
    #expect(slot.counts.states == sights.count && slot.sumsHold)
    #expect((0..<sights.count).allSatisfy { slot.state($0).head.pointee.count == 3 })
  }

  @Test("A full table counts what it cannot hold, and loses nothing that it can")
  func overflow() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    var recorder = Recorder(slot, board)
    recorder.begin(board.facts.pointee)
    let total = UInt64(ReaderSlot.stateLimit + 100)
    for _ in 0..<2 {
      for number in 0..<total {
        _ = recorder.record(
          .content(number, .truncated), by: BlindReader(), from: number, to: number + 1)
      }
    }
    #expect(slot.counts.states == ReaderSlot.stateLimit)
    #expect(slot.counts.overflow == 200 && slot.counts.partial == 2 * total)
    #expect(slot.sumsHold && slot.stateSum == 2 * UInt64(ReaderSlot.stateLimit))
    slot.clear()
    #expect(slot.counts.looks == 0 && slot.counts.states == 0)
    #expect((0..<ReaderSlot.indexSize).allSatisfy { slot.index[$0] == 0 })
  }

  @Test("A round begins with nothing of the last one")
  func clear() throws {
    let board = try Board.prepared(writers: 2)
    let slot = board.reader(0)
    var recorder = Recorder(slot, board)
    for _ in 0..<3 {
      board.open(0, writer: 1, from: 1, to: 2)
      recorder.begin(board.facts.pointee)
      _ = recorder.record(.content(1, .mixed), by: BlindReader(), from: 1, to: 2)
      #expect(slot.counts.looks == 1 && slot.counts.states == 1 && slot.sumsHold)
      #expect(slot.window(Board.windowLimit).partial == 1)
      slot.clear()
      board.writer(1).clear()
      #expect(slot.window(Board.windowLimit).exposed == 0 && slot.counts.looks == 0)
    }
  }

  @Test("Who goes on in a round that another one began adds to it")
  func successor() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    for life in 1...5 as ClosedRange<UInt64> {
      var recorder = Recorder(slot, board)
      recorder.begin(board.facts.pointee)
      _ = recorder.record(.content(1, .stable), by: BlindReader(), from: 0, to: 1)
      _ = recorder.record(.content(life, .mixed), by: BlindReader(), from: 1, to: 2)
      slot.recover(losingLook: life % 2 == 0)
      #expect(slot.sumsHold)
    }
    #expect(slot.counts.looks == 12 && slot.counts.lost == 2 && slot.counts.states == 5)
    #expect(slot.state(0).head.pointee.count == 6)
  }

  @Test("A look before a target is put right says nothing of the order in the round before")
  func looksBetweenRounds() throws {
    let board = try Board.prepared()
    let slot = board.reader(0)
    var recorder = Recorder(slot, board)
    board.facts.pointee.round = 7
    board.facts.pointee.resting = .b
    recorder.begin(board.facts.pointee)
    let new = Sight(.content, .stable, digest: Digest(high: 0, low: 2), bytes: 100, content: .b)
    let old = Sight(.content, .stable, digest: Digest(high: 0, low: 1), bytes: 100, content: .a)
    _ = recorder.record(new, by: BlindReader(), from: 0, to: 1)
    board.facts.pointee.resting = nil
    recorder.begin(board.facts.pointee)
    _ = recorder.record(old, by: BlindReader(), from: 2, to: 3)
    #expect(slot.counts.looks == 2 && slot.counts.stepsBack == 0)
  }
}
