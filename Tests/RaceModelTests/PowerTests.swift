import RaceModel
import Testing

/// Whoever judges, a pass needs a race that is strong enough by all looks and by reads alone.
struct PowerTests {
  enum Judge: CaseIterable {
    case gate, gateUntilDecided, run

    func judge(_ run: Run, beside controls: [Run]) -> Judgement {
      for run in [run] + controls { #expect(run.brokenSum == nil) }
      switch self {
      case .gate:
        return GateJudge.judge([run] + controls, confidence: 0.95, stopping: .fixed)[0].judgement
      case .gateUntilDecided:
        return GateJudge.judge([run] + controls, confidence: 0.95, stopping: .whenDecided)[0]
          .judgement
      case .run: return RunJudge.judge([run] + controls)[0].judgement
      }
    }

    var help: String {
      self == .run
        ? "; race longer"
        : "; more swaps (--swaps, --time-limit), or fewer or faster readers (--readers, --reader) would help"
    }

    /// The least p for so many of 30 caught swaps (scipy.stats.beta.ppf, and the least p of the mixture).
    func share(_ caught: Int) -> Double {
      let successes = UInt64(caught)
      return self == .gateUntilDecided
        ? Binomial.anytimeLowerBound(successes: successes, trials: 30, confidence: 0.95)
        : Binomial.lowerBound(successes: successes, trials: 30, confidence: 0.95)
    }
  }

  /// Slow readers and fast glancers of contents of one size: glances see nothing of what is overwritten in place, and
  /// reads little. Most swaps were only glanced at.
  @Test(arguments: Judge.allCases)
  func swapsThatWereOnlyGlancedAtSayNothingOfBytes(_ judge: Judge) throws {
    let controls = [
      Samples.caught("inplace", byReads: 7, of: 274),
      Samples.caught("backup-rename", byReads: 0, byGlances: 140, of: 274),
    ]
    for controls in [controls, controls.reversed()] {
      let judgement = judge.judge(Samples.whole(read: 120, of: 800), beside: controls)
      #expect(judgement.verdict == .inconclusive)
      #expect(
        judgement.reason
          == "120 swaps with a read over it would show too little of something that reads catch as rarely as the "
          + "control (inplace was caught by reads in 7 of 274 swaps)\(judge.help)")
      let chance = try #require(judgement.chanceOfMissing)
      #expect((0.2..<0.6).contains(chance), "\(chance)")
      #expect(judge.judge(Samples.whole(read: 800, of: 800), beside: controls).verdict == .pass)
    }
  }

  /// From scipy as in the judges' own tests; all swaps of the control are caught by some look.
  @Test(arguments: [
    (Judge.gate, 30, 2), (.gate, 15, 8), (.gate, 6, 32), (.run, 30, 2), (.run, 15, 8),
    (.run, 6, 32), (.gateUntilDecided, 30, 2), (.gateUntilDecided, 15, 11),
    (.gateUntilDecided, 6, 66),
  ])
  func theNeededReadSwapsDependOnWhatReadsCatch(_ judge: Judge, _ caught: Int, _ needed: Int) {
    let control = Samples.caught("inplace", byReads: caught, byGlances: 30)
    let least = (1...100).first { read in
      judge.judge(Samples.whole(read: read, of: 100), beside: [control]).verdict == .pass
    }
    #expect(least == needed)
  }

  /// A gap that only glances meet is held against all looks, and glances count in these.
  @Test(arguments: [(Judge.gate, 32), (.run, 32), (.gateUntilDecided, 66)])
  func glancesMakeUpForReadsWhereAGapIsLookedFor(_ judge: Judge, _ needed: Int) {
    let controls = [
      Samples.caught("inplace", byReads: 30),
      Samples.caught("backup-rename", byReads: 0, byGlances: 6),
    ]
    for controls in [controls, controls.reversed()] {
      let least = (10...100).first { swaps in
        judge.judge(Samples.whole(read: 10, of: swaps), beside: controls).verdict == .pass
      }
      #expect(least == needed)
      let few = judge.judge(Samples.whole(read: 10, of: 12), beside: controls)
      #expect(
        few.reason.hasPrefix(
          "12 swaps with a look at it would show too little of something as broken as the control "
            + "(backup-rename was caught in 6 of 30 swaps); "))
    }
  }

  /// What reads can see is shown by the control that they catch best, be it only one.
  @Test(arguments: Judge.allCases)
  func ofSeveralControlsTheOneThatReadsCatchBestCounts(_ judge: Judge) {
    let controls = [
      Samples.caught("inplace", byReads: 30, byGlances: 1),
      Samples.caught("backup-rename", byReads: 1, byGlances: 30),
    ]
    for controls in [controls, controls.reversed()] {
      #expect(judge.judge(Samples.whole(read: 2, of: 2), beside: controls).verdict == .pass)
    }
  }

  @Test(arguments: Judge.allCases)
  func theChanceIsTheGreaterOfBoth(_ judge: Judge) throws {
    func chance(_ controls: [Run], read: Int) throws -> Double {
      try #require(
        judge.judge(Samples.whole(read: read, of: 80), beside: controls).chanceOfMissing)
    }
    func expected(_ share: Double, _ swaps: Int) -> Double {
      (0..<swaps).reduce(1) { chance, _ in chance * (1 - share) }
    }
    let byReads = [Samples.caught("inplace", byReads: 6, byGlances: 30)]
    for read in [10, 70] {
      let found = try chance(byReads, read: read)
      #expect(abs(found / expected(judge.share(6), read) - 1) < 1e-9)
    }
    let byLooks = [
      Samples.caught("inplace", byReads: 30),
      Samples.caught("backup-rename", byReads: 0, byGlances: 6),
    ]
    #expect(abs(try chance(byLooks, read: 70) / expected(judge.share(6), 80) - 1) < 1e-9)
  }

  /// Sizes alone would not tell one content from another of the same length.
  @Test(arguments: Judge.allCases)
  func glancesAloneDoNotCarryAPass(_ judge: Judge) {
    let glanced = Samples.caught("backup-rename", byReads: 0, byGlances: 30)
    let judgement = judge.judge(Samples.good(), beside: [glanced])
    #expect(judgement.verdict == .inconclusive)
    #expect(
      judgement.reason
        == "no control was caught by a read, only by glances, which see sizes and not bytes\(judge.help)"
    )
    let caught = Samples.caught("inplace", byReads: 30)
    #expect(judge.judge(Samples.good(), beside: [glanced, caught]).verdict == .pass)
  }
}
