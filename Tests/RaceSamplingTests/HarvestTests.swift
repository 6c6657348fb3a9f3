import RaceModel
import Testing

@testable import RaceReaders
@testable import RaceSampling

struct HarvestTests {
  /// A round of two readers, one glancer and two writers, made by hand.
  private func board() throws -> Board {
    let board = try Board.prepared(readers: 3, writers: 2)
    board.open(0, from: 1010, to: 1020)
    board.open(0, writer: 1, from: 1015, to: 1030)
    let failing = board.writer(1).window(0)
    failing.mark(.copy, at: 1016)
    failing.mark(.publish, at: 1018)
    failing.finish(at: 1030, failure: "no room")
    let reader = BlindReader()
    for index in 0..<2 {
      var recorder = Recorder(board.reader(index), board)
      recorder.begin(board.facts.pointee)
      _ = recorder.record(.content(1, .stable), by: reader, from: 1000, to: 1005)
      _ = recorder.record(.content(2, .mixed), by: reader, from: 1012, to: 1017)
      _ = recorder.record(.missing, by: reader, from: 1031, to: 1032)
      _ = recorder.record(.content(3, .foreign), by: reader, from: 1040, to: 1041)
      _ = recorder.record(.lost, by: reader, from: 1041, to: 1042)
    }
    var glancer = Recorder(board.reader(2), board)
    glancer.begin(board.facts.pointee)
    _ = glancer.record(Sight(.size, .stable, bytes: 100), by: reader, from: 1000, to: 1001)
    _ = glancer.record(Sight(.size, .empty, bytes: 0), by: reader, from: 1011, to: 1012)
    _ = glancer.record(.missing, by: reader, from: 1050, to: 1051)
    return board
  }

  private var nothing: Run {
    let facts = ContentFacts(bytes: 100, xxh128: Digest(high: 0, low: 0))
    return Run(
      subject: Subject(strategy: "staged"), role: .subject, reader: "read", readers: 2, glancers: 1,
      writers: 2, knownBroken: false, contents: Contents(a: facts, b: facts))
  }

  @Test("All that stands on the board is taken over, reads and glances apart")
  func all() throws {
    let run = Harvest(board: try board(), readers: 2, epoch: 1000).run(like: nothing)
    #expect(run.brokenSum == nil)
    var tally = Tally()
    (tally.reads, tally.glances, tally.lostReads) = (10, 3, 2)
    (tally.exposedReads, tally.exposedGlances) = (2, 1)
    (tally.partialReads, tally.partialGlances) = (4, 1)
    (tally.exposedPartialReads, tally.lateReads) = (2, 2)
    tally.bytesRead = 600
    // One writer's swap has no phases here; the other's publishes from 1018 on.
    tally.exposedByPhase = PhaseCounts(copy: 2, sign: 0, publish: 0)
    #expect(run.tally == tally)
    let states = run.states.map {
      "\($0.kind) \($0.grade) \($0.count) \($0.glances) \($0.firstSeen)"
    }
    #expect(
      states == [
        "stable acceptable 0 1 1", "stable required 2 0 5", "empty forbidden 0 1 12",
        "mixed forbidden 2 0 17", "missing acceptable 2 1 32", "foreign forbidden 2 0 41",
      ])
    #expect(run.states.first { $0.kind == .mixed }?.phase == .copy)
    #expect(run.states.first { $0.kind == .foreign }?.phase == nil)
    #expect(run.windows.map(\.writer) == [0, 1])
    #expect(run.windows.map(\.partialReads) == [0, 2])
    #expect(run.windows.map(\.partialGlances) == [1, 0])
    #expect(
      run.windows[1].phases == [
        Window.Mark(phase: .copy, start: 16), Window.Mark(phase: .publish, start: 18),
      ])
    #expect(run.windows.map(\.failure) == [nil, "no room"])
    #expect(run.windows.map(\.start) == [10, 15] && run.windows.map(\.end) == [20, 30])
  }

  @Test("Rounds add up")
  func rounds() throws {
    let board = try board()
    let round = Harvest(board: board, readers: 2, epoch: 1000).run(like: nothing)
    var run = nothing
    run.merge(round)
    run.merge(round)
    #expect(run.tally.reads == 20 && run.windows.count == 4 && run.brokenSum == nil)
    #expect(run.states.count == round.states.count)
    for index in 0..<3 { board.reader(index).clear() }
    for index in 0..<2 { board.writer(index).clear() }
    let empty = Harvest(board: board, readers: 2, epoch: 1000).run(like: run)
    #expect(empty.tally == Tally() && empty.states.isEmpty && empty.windows.isEmpty)
  }

  @Test("What programs said stands with the state in which they said it first")
  func messages() throws {
    let board = try Board.prepared(readers: 3, writers: 2)
    var recorder = Recorder(board.reader(0), board)
    recorder.begin(board.facts.pointee)
    let longest = String(repeating: "x", count: Message.limit)
    for (place, (sight, text)) in [
      (.ended(0, 1, .stable), "fine"), (.ended(1, 1, .rejected), longest),
      (.ended(1, 2, .rejected), ""), (.ended(1, 1, .rejected), "later"),
      (Sight(.crash, .crash, code: 7), "core dumped"), (.content(1, .mixed), "not of bytes"),
    ].enumerated() as EnumeratedSequence<[(Sight, String)]> {
      let time = UInt64(2000 + 10 * place)
      _ = recorder.record(
        sight, by: HearingReader(message: Message(text)), from: time, to: time + 1)
    }
    #expect(board.reader(0).sumsHold && board.reader(0).counts.states == 5)
    let run = Harvest(board: board, readers: 2, epoch: 1000).run(like: nothing)
    let states = Dictionary(uniqueKeysWithValues: run.states.map { ($0.observation, $0) })
    func digest(_ number: UInt64) -> Digest { Digest(high: 0, low: number) }
    let expected: [(Observation, String, UInt64)] = [
      (.ended(status: 0, output: digest(1)), "fine", 1),
      (.ended(status: 1, output: digest(1)), longest, 2),
      (.ended(status: 1, output: digest(2)), "", 1), (.crash(signal: 7), "core dumped", 1),
      (.content(Digest(high: ~1, low: 1), bytes: 100), "", 1),
    ]
    #expect(states.count == expected.count)
    for (observation, message, count) in expected {
      #expect(states[observation]?.message == message && states[observation]?.count == count)
    }
  }

  /// One reader and one glancer see the old content, a piece, and what the swap leaves, in it and after it.
  private func edited(taken: TakenEnd?) throws -> Board {
    let board = try Board.prepared(readers: 2, writers: 1)
    board.open(0, from: 1010, to: 1020)
    board.writer(0).window(0).head.pointee.taken = taken
    var recorder = Recorder(board.reader(0), board)
    recorder.begin(board.facts.pointee)
    for (sight, start) in [
      (Sight.content(1, .stable), 1000), (.content(2, .mixed), 1012), (.content(3, .foreign), 1014),
      (.content(3, .foreign), 1016), (.content(4, .stable, bytes: 120), 1018),
      (.content(3, .foreign), 1030),
      (.content(2, .mixed), 1032),
    ] {
      _ = recorder.record(sight, by: BlindReader(), from: UInt64(start), to: UInt64(start + 1))
    }
    var glancer = Recorder(board.reader(1), board)
    glancer.begin(board.facts.pointee)
    for (bytes, kind, start) in [
      (90, Kind.stable, 1000), (100, .foreign, 1013), (100, .foreign, 1040),
    ] {
      let sight = Sight(.size, kind, bytes: UInt64(bytes))
      _ = glancer.record(sight, by: BlindReader(), from: UInt64(start), to: UInt64(start + 1))
    }
    return board
  }

  private var edited: Run {
    func facts(_ bytes: UInt64) -> ContentFacts {
      ContentFacts(bytes: bytes, xxh128: Digest(high: 0, low: 0))
    }
    return Run(
      subject: Subject(strategy: "staged"), role: .subject, reader: "read", readers: 1, glancers: 1,
      writers: 1, knownBroken: false,
      contents: Contents(a: facts(100), b: facts(120), takenFromEnd: true))
  }

  @Test("What a swap has left and was taken for right is no partial read, and all else stays one")
  func takenEnd() throws {
    func run(_ taken: TakenEnd?) throws -> Run {
      // What the swap before the race had left, which readers know for B.
      let ends = TakenEnds(digest: Sight.content(4, .stable).digest, bytes: 120)
      return Harvest(board: try edited(taken: taken), readers: 1, epoch: 1000, ends: ends)
        .run(like: edited)
    }
    let end = TakenEnd(digest: Sight.content(3, .foreign).digest, bytes: 100)
    let (unknown, known) = (try run(nil), try run(end))
    #expect(unknown.brokenSum == nil && known.brokenSum == nil)
    #expect((unknown.tally.partialReads, unknown.tally.lateReads) == (5, 2))
    // Three looks saw the end, and one the first end, which is on the way to it.
    #expect((known.tally.partialReads, known.tally.lateReads) == (3, 1))
    #expect((unknown.tally.exposedPartialReads, known.tally.exposedPartialReads) == (3, 2))
    #expect((unknown.tally.partialGlances, unknown.tally.lateGlances) == (2, 1))
    #expect((known.tally.partialGlances, known.tally.lateGlances) == (0, 0))
    #expect((unknown.windows[0].partialReads, known.windows[0].partialReads) == (3, 2))
    #expect((unknown.windows[0].partialGlances, known.windows[0].partialGlances) == (1, 0))
    let all = Observation.content(Digest(high: 0, low: 0), bytes: 120)
    #expect(known.states.first { $0.observation == all }?.count == 3)
    #expect(unknown.states.first { $0.observation == all }?.count == 1)
    #expect(Set(known.states.distinctPartial.map(\.kind)) == [.mixed, .foreign])
    #expect(known.distinctPartialStates == 2)
    // Rounds of other ends add up, those of other lengths too.
    var both = known
    both.merge(try run(TakenEnd(digest: Sight.content(5, .foreign).digest, bytes: 70)))
    #expect(both.brokenSum == nil)
    // Of the same bytes with another length it is another content.
    #expect(try run(TakenEnd(digest: end.digest, bytes: 101)).tally.partialReads == 6)
  }
}
