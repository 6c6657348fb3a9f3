import FoundationEssentials
import RaceModel
import TestSupport
import Testing

/// When a gate's pass says that the path always resolves: where a gap between two calls would have been seen.
struct GapStandardTests {
  /// Whatever is caught here, is by reads: nothing glances.
  private static func alone(_ run: Run) -> Run {
    var run = run
    run.reader = ReaderSpec.commandName
    run.glancers = 0
    run.tally.glances = 0
    run.tally.exposedGlances = 0
    for index in run.states.indices { run.states[index].glances = 0 }
    run.states.removeAll { $0.count == 0 && $0.kind != .stable }
    for index in run.windows.indices { run.windows[index].exposedGlances = 0 }
    return run
  }

  private static func gap(caught: Int, of swaps: Int = 30, speaksOfAll: Bool = false) -> Run {
    var run = alone(Samples.caught("backup-rename", byReads: caught, of: swaps))
    run.subject.shows = speaksOfAll ? nil : .presence
    return run
  }

  private static let wide = [
    alone(Samples.caught("inplace", byReads: 30)),
    alone(Samples.caught("unlink-create", byReads: 25)),
  ]

  private static func judged(
    _ controls: [Run], _ subject: Run = alone(Samples.good())
  ) -> Run {
    GateJudge.judge([subject] + controls, confidence: 0.95, stopping: .whenDecided)[0]
  }

  @Test func aWidePassSaysNothingOfANarrowGap() throws {
    let run = Self.judged(Self.wide + [Self.gap(caught: 0)])
    #expect(run.judgement.verdict == .pass, "\(run.judgement.reason)")
    #expect(run.contracts[.content] == .kept)
    #expect(run.contracts[.presence]?.name == .notChecked)
    for text in [run.judgement.reason, run.contracts[.presence]?.evidence ?? ""] {
      #expect(
        text.contains("a gap between two calls would show these readers too little")
          && text.contains("backup-rename was caught in 0 of 30 swaps")
          && text.contains("--glancers 4 tries it"), "\(text)")
    }
    // What it shows is its gap alone.
    let chance = Self.judged(Self.wide).judgement.chanceOfMissing
    #expect(run.judgement.chanceOfMissing == chance)
  }

  /// 20 of 30 are enough for 30 swaps, and one is not.
  @Test(arguments: [(20, true), (1, false)])
  func aGapThatIsCaughtSpeaksOfPresence(_ caught: Int, _ isEnough: Bool) {
    let run = Self.judged(Self.wide + [Self.gap(caught: caught)])
    #expect(run.judgement.verdict == .pass)
    #expect((run.contracts[.presence] == .kept) == isEnough)
    #expect((run.judgement.presenceUnshown == nil) == isEnough)
  }

  @Test func whatWasNotTriedIsSaid() {
    for controls in [Self.wide, [Self.wide[0]]] {
      let run = Self.judged(controls)
      #expect(run.judgement.verdict == .pass)
      #expect(run.contracts[.presence]?.name == .notChecked)
      #expect(run.judgement.reason.contains("a gap between two calls was not tried; --control"))
    }
    // So it is with readers of bytes and with glancers.
    let other = GateJudgeTests.judge(Samples.good(), beside: [GateJudgeTests.control("inplace")])
    #expect(other.verdict == .pass && other.presenceUnshown != nil)
    #expect(other.reason.hasSuffix("--control backup-rename tries it"))
  }

  @Test func oneThatSpeaksOfAllMustBeCaught() {
    let run = Self.judged(Self.wide + [Self.gap(caught: 0, speaksOfAll: true)])
    #expect(run.judgement.verdict == .inconclusive)
    #expect(run.judgement.reason.hasPrefix("the control backup-rename was not caught"))
  }

  @Test func oneThatSpeaksOfPresenceAloneMakesNothingPass() {
    #expect(Self.judged([Self.gap(caught: 30)]).judgement.verdict == .inconclusive)
  }

  @Test func whatIsMissingFails() {
    var subject = Self.alone(Samples.caught("x", byReads: 3))
    subject.role = .subject
    subject.knownBroken = false
    let run = Self.judged(Self.wide + [Self.gap(caught: 0)], subject)
    #expect(run.judgement.verdict == .fail)
    #expect(run.contracts[.presence]?.name == .broken)
  }

  @Test func presenceThatIsRequiredIsOpen() throws {
    var subject = Self.alone(Samples.good())
    subject.subject.expect = Expectation(verdict: .pass, contracts: [.presence: .kept])
    let runs = [Self.judged(Self.wide + [Self.gap(caught: 0)], subject)] + Self.wide
    let checks = ExpectationJudge.checks(of: runs)
    #expect(checks.map(\.outcome) == [.met, .inconclusive])
    #expect(checks[1].evidence?.contains("--glancers 4") == true)
    // More swaps may show it only where the gap is raced.
    #expect(!GateJudge.mayShowMore(of: runs[0], beside: runs))
    #expect(GateJudge.mayShowMore(of: runs[0], beside: runs + [Self.gap(caught: 0)]))
    subject.subject.expect = nil
    let unasked = Self.judged(Self.wide + [Self.gap(caught: 0)], subject)
    #expect(!GateJudge.mayShowMore(of: unasked, beside: [Self.gap(caught: 0)]))
  }

  @Test func itIsReadBack() throws {
    let runs = GateJudge.judge(
      [Self.alone(Samples.good())] + Self.wide + [Self.gap(caught: 0)], confidence: 0.95,
      stopping: .whenDecided)
    for run in runs {
      #expect(try JSONDecoder().decode(Run.self, from: JSONEncoder().encode(run)) == run)
    }
  }
}
