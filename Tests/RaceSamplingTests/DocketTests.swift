import RaceModel
import Testing

@testable import RaceSampling

/// When a gate stops.
struct DocketTests {
  private typealias Expectation = RaceModel.Expectation

  /// So many swaps with a read each; of a broken one each read is partial.
  private func run(_ name: String, _ role: Role, swaps: Int, caught: Int = 0) -> Run {
    let count = UInt64(swaps)
    let a = State(
      observation: .content(Digest(high: 1, low: 1), bytes: 10), kind: .stable, grade: .required,
      count: count)
    let b = State(
      observation: .content(Digest(high: 2, low: 2), bytes: 20), kind: .stable, grade: .required,
      count: count)
    let partial = State(
      observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: UInt64(caught))
    var tally = Tally()
    tally.reads = 2 * count + UInt64(caught)
    tally.exposedReads = count
    tally.partialReads = UInt64(caught)
    tally.exposedPartialReads = UInt64(caught)
    let contents = Contents(
      a: ContentFacts(bytes: 10, xxh128: Digest(high: 1, low: 1)),
      b: ContentFacts(bytes: 20, xxh128: Digest(high: 2, low: 2)))
    return Run(
      subject: Subject(strategy: name), role: role, reader: "read", readers: 1, glancers: 0,
      writers: 1, knownBroken: role == .control, contents: contents,
      tally: tally, states: caught > 0 ? [a, b, partial] : [a, b],
      windows: (0..<swaps).map {
        Window(
          writer: 0, start: UInt64($0) * 10, phases: [], end: UInt64($0) * 10 + 5, exposedReads: 1,
          partialReads: $0 < caught ? 1 : 0)
      })
  }

  @Test func aGoodSubjectIsDecidedByEnoughSwapsOfAll() {
    var docket = Docket(confidence: 0.95)
    var runs = [run("good", .subject, swaps: 5), run("bad", .control, swaps: 5, caught: 5)]
    docket.note(runs[0], of: 0)
    #expect(!docket.hasNothingOpen(in: runs))
    docket.note(runs[1], of: 1)
    #expect(!docket.hasNothingOpen(in: runs))
    docket.judge(runs)
    // p of 5 in 5 is 0.384 at any time: 5 swaps could miss with a chance of 0.09. For one judgement it were 0.549.
    #expect(!docket.isDecided && docket.judgements == 1)
    runs = [run("good", .subject, swaps: 9), run("bad", .control, swaps: 9, caught: 9)]
    docket.judge(runs)
    #expect(docket.isDecided && docket.judgements == 2)
    #expect(!docket.isSettled(0))
  }

  @Test func withoutACatchNothingIsEverDecided() {
    var docket = Docket(confidence: 0.95)
    for swaps in 1..<50 {
      docket.judge([run("good", .subject, swaps: swaps), run("bad", .control, swaps: swaps)])
      #expect(!docket.isDecided)
    }
    docket.judge([run("good", .subject, swaps: 500)])
    #expect(!docket.isDecided)
  }

  @Test func aFindingSettlesASubjectAtOnce() {
    var docket = Docket(confidence: 0.95)
    let runs = [
      run("bad", .subject, swaps: 1, caught: 1), run("good", .subject, swaps: 1),
      run("control", .control, swaps: 1, caught: 1),
    ]
    docket.note(runs[0], of: 0)
    #expect(!docket.hasNothingOpen(in: runs))
    #expect(docket.isSettled(0))
    docket.note(runs[1], of: 1)
    #expect(!docket.hasNothingOpen(in: runs))
    #expect(!docket.isSettled(1))
    // A control is raced on: what it shows serves the others.
    docket.note(runs[2], of: 2)
    #expect(!docket.hasNothingOpen(in: runs))
    #expect(!docket.isSettled(2))
  }

  @Test func theCycleIsCutShortWhereNothingIsOpen() {
    var docket = Docket(confidence: 0.95)
    let runs = [
      run("bad", .subject, swaps: 1, caught: 1), run("control", .control, swaps: 0),
    ]
    docket.note(runs[0], of: 0)
    #expect(docket.hasNothingOpen(in: runs))
    docket.judge(runs)
    #expect(docket.isDecided && docket.judgements == 1)
  }

  @Test func aSubjectIsRacedOnUntilItMeetsWhatIsExpected() {
    var docket = Docket(confidence: 0.95)
    var bad = run("bad", .subject, swaps: 3, caught: 3)
    bad.subject.expect = Expectation(partialReads: CountCondition(.above, 3))
    docket.note(bad, of: 0)
    #expect(!docket.hasNothingOpen(in: [bad]))
    docket.judge([bad])
    #expect(!docket.isDecided)
    bad.subject.expect = Expectation(partialReads: CountCondition(.above, 2))
    docket.note(bad, of: 0)
    #expect(docket.hasNothingOpen(in: [bad]))
    docket.judge([bad])
    #expect(docket.isDecided)
  }
}
