import RaceModel
import Testing

/// Where the signer fails each swap must fail, and only A is stable.
struct RollbackTests {
  /// 30 failed swaps of something that leaves all as it was.
  static func kept() -> Run {
    var run = Samples.good()
    run.subject.updater.strategy?.signer = SignerSpec(name: "fail", argument: nil)
    run.states[0].count += run.states[1].count
    run.states[0].glances += run.states[1].glances
    run.states.removeLast()
    run.windows = run.windows.map {
      Window(
        writer: 0, start: $0.start, phases: $0.phases + [.init(phase: .sign, start: $0.start + 1)],
        end: $0.end, failure: "the signer failed", exposedReads: $0.exposedReads,
        exposedGlances: $0.exposedGlances)
    }
    run.rollback = Inspection(checked: 30)
    return run
  }

  private func judge(_ change: (inout Run) -> Void = { _ in }) -> Run {
    var run = Self.kept()
    change(&run)
    return GateJudge.judge(
      [
        run, GateJudgeTests.control("inplace"), GateJudgeTests.control("backup-rename", caught: 15),
      ],
      confidence: 0.95, stopping: .fixed)[0]
  }

  @Test func whatLeavesAllAsItWasPasses() {
    let run = judge()
    #expect(run.brokenSum == nil)
    #expect(run.judgement.verdict == .pass, "\(run.judgement.reason)")
    #expect(run.contracts[.rollback] == .kept)
    #expect(RunJudge.judge([Samples.bad(), Self.kept()])[1].judgement.verdict == .pass)
  }

  @Test func oneSwapThatDoesNotRollBackFails() {
    let run = judge {
      $0.rollback = Inspection(checked: 30, broken: 1, first: "it left \".x\" behind")
    }
    #expect(run.judgement.verdict == .fail)
    #expect(
      run.judgement.reason
        == "1 of 30 failed swaps did not roll back; first: it left \".x\" behind")
    #expect(run.contracts[.rollback] == .broken("it left \".x\" behind"))
    // Nobody saw anything of it.
    #expect(run.contracts[.content]?.name == .notChecked)
  }

  @Test func aPartialReadFailsHereToo() {
    let run = judge {
      $0.states.append(Samples.truncated(5, count: 1))
      $0.tally.reads += 1
      $0.tally.partialReads = 1
      $0.tally.lateReads = 1
    }
    #expect(run.judgement.verdict == .fail)
    #expect(run.contracts[.content] == .broken("5 B truncated"))
  }

  @Test func whatWasNotLookedIntoProvesNothing() {
    func reason(_ change: (inout Run) -> Void) -> String {
      let judgement = judge(change).judgement
      #expect(judgement.verdict == .inconclusive)
      return judgement.reason
    }
    #expect(reason { $0.rollback = Inspection() } == "only 0 of 30 failed swaps were looked into")
    #expect(
      reason { $0.rollback = Inspection(checked: 29) }
        == "only 29 of 30 failed swaps were looked into")
    #expect(
      reason {
        $0.rollback = Inspection()
        $0.windows = []
        $0.tally.exposedReads = 0
        $0.tally.exposedGlances = 0
        $0.tally.exposedByPhase = PhaseCounts()
      } == "only 0 of 0 failed swaps were looked into")
    #expect(reason { $0.states = [] }.hasPrefix("the counts do not add up"))
    #expect(
      reason { $0.states[0].grade = .acceptable } == "readers saw no stable content")
    #expect(reason { $0.knownBroken = true }.hasPrefix("it is known to be broken"))
    let unsigned = reason {
      let last = $0.windows[29]
      $0.windows[29] = Window(
        writer: 0, start: last.start, phases: [.init(phase: .copy, start: last.start)],
        end: last.end, failure: "no space left", exposedReads: last.exposedReads,
        exposedGlances: last.exposedGlances)
    }
    #expect(unsigned == "a swap failed before it came to its signer: no space left")
    let contract = judge { $0.windows[29] = Samples.windows(1)[0] }.contracts[.rollback]
    #expect(contract == .notChecked("a swap failed before it came to its signer"))
    // A swap that failed for another reason is no rollback: without a failing signer, nothing happened.
    #expect(reason { $0.rollback = nil }.hasPrefix("no swap succeeded"))
  }

  @Test func swapsAreNotedOneByOneOrTogether() {
    var rollback = Inspection()
    rollback.note(nil, swaps: 2)
    #expect(rollback == Inspection(checked: 2))
    rollback.note("first", swaps: 1)
    rollback.note("second", swaps: 3)
    #expect(rollback == Inspection(checked: 6, broken: 4, first: "first"))
    #expect(Inspection(checked: 1) + rollback == Inspection(checked: 7, broken: 4, first: "first"))
    #expect(
      Inspection(checked: 1, broken: 1, first: "earlier") + rollback
        == Inspection(checked: 7, broken: 5, first: "earlier"))
  }

  @Test func roundsAddUp() {
    var run = Self.kept()
    run.merge(Self.kept())
    #expect(run.rollback == Inspection(checked: 60))
    var other = Samples.good()
    other.merge(Samples.good())
    #expect(other.rollback == nil)
  }
}
