import RaceModel
import Testing

/// One test for each rule of a gate's verdict, and each rule alone decides: everything else is good.
struct GateJudgeTests {
  /// A control of 30 swaps, of which so many were caught.
  static func control(_ name: String, caught: Int = 30) -> Run {
    var run = Samples.bad(name)
    if caught > 0 {
      run.spreadLooks(catching: caught)
    } else {
      run = Samples.good(name)
      run.knownBroken = true
    }
    run.role = .control
    return run
  }

  static func judge(
    _ run: Run, beside controls: [Run] = [control("inplace"), control("backup-rename")],
    confidence: Double = 0.95, stopping: GateJudge.Stopping = .fixed
  ) -> Judgement {
    GateJudge.judge([run] + controls, confidence: confidence, stopping: stopping)[0].judgement
  }

  @Test func aGoodSubjectBesideCaughtControlsPasses() throws {
    let judgement = Self.judge(Samples.good(), beside: [Self.control("backup-rename", caught: 15)])
    #expect(judgement.verdict == .pass)
    #expect(
      judgement.reason
        == "0 of 600 exposed reads partial in 30 swaps, while backup-rename was caught in 15 of 30 swaps"
    )
    // (1 - 0.33889)^30.
    let chance = try #require(judgement.chanceOfMissing)
    #expect(abs(chance - 4.06e-6) < 0.02e-6, "\(chance)")
  }

  @Test(arguments: RunJudgeTests.findings)
  func whatIsForbiddenFailsHoweverItWasSeen(_ finding: RunJudgeTests.Change) {
    var run = Samples.good()
    finding.make(&run)
    #expect(Self.judge(run).verdict == .fail)
    // No weakness excuses it: neither a control that shows nothing, nor none at all, nor swaps that failed.
    #expect(Self.judge(run, beside: []).verdict == .fail)
    #expect(Self.judge(run, beside: [Self.control("inplace", caught: 0)]).verdict == .fail)
    RunJudgeTests.fail(30, in: &run)
    #expect(Self.judge(run).verdict == .fail)
  }

  @Test(arguments: RunJudgeTests.weaknesses)
  func aWeakRunProvesNothing(_ weakness: RunJudgeTests.Weakness) {
    var run = Samples.good()
    weakness.make(&run)
    let judgement = Self.judge(run)
    #expect(judgement.verdict == .inconclusive)
    #expect(judgement.reason.hasPrefix(weakness.reason), "\(judgement.reason)")
    #expect(!judgement.reason.contains("\n"))
  }

  @Test func withoutAControlNothingPasses() {
    let judgement = Self.judge(Samples.good(), beside: [])
    #expect(judgement.verdict == .inconclusive)
    #expect(judgement.reason.hasPrefix("no control was raced"))
    // Something known to be broken that was raced as a subject is no control here.
    var subject = Samples.bad()
    subject.role = .subject
    #expect(Self.judge(Samples.good(), beside: [subject]).verdict == .inconclusive)
  }

  static let uselessControls: [(RunJudgeTests.Change, String)] = [
    (.init("not caught") { $0 = control("x", caught: 0) }, "was not caught in 30 swaps"),
    (
      .init("not broken at all") {
        $0 = control("x", caught: 0)
        $0.knownBroken = false
      }, "is not known to be broken here; name another"
    ),
    (
      .init("caught late only") {
        $0.tally.lateReads += $0.tally.exposedPartialReads
        $0.tally.exposedPartialReads = 0
        $0.tally.lateGlances = $0.tally.partialGlances
        for index in $0.windows.indices {
          $0.windows[index].partialReads = 0
          $0.windows[index].partialGlances = 0
        }
      }, "was not caught"
    ),
    (
      .init("not raced") {
        $0 = Samples.good("x")
        $0.role = .control
        $0.windows = []
        $0.tally = Tally()
        $0.states = []
      }, "was not raced"
    ),
    (.init("counts do not add up") { $0.tally.reads += 1 }, "do not add up"),
    (.init("another reader") { $0.reader = "mmap" }, "same readers"),
    (.init("more readers") { $0.readers = 64 }, "same readers"),
    (.init("more glancers") { $0.glancers = 64 }, "same readers"),
  ]

  /// Every control must show something: one that does does not make up for one that does not.
  @Test(arguments: uselessControls.indices)
  func aControlThatShowsNothingMakesNothingPass(_ index: Int) {
    let (change, reason) = Self.uselessControls[index]
    var useless = Self.control("x")
    change.make(&useless)
    useless.subject.name = "useless"
    let good = Self.control("inplace")
    for controls in [[useless], [useless, good], [good, useless]] {
      let judgement = Self.judge(Samples.good(), beside: controls)
      #expect(judgement.verdict == .inconclusive)
      #expect(judgement.reason.contains("control useless"), "\(judgement.reason)")
      #expect(judgement.reason.contains(reason), "\(judgement.reason)")
    }
  }

  /// The least caught control decides how many swaps are needed: one less is too few.
  @Test(arguments: [(30, 2), (15, 8), (6, 32)])
  func theNeededSwapsDependOnTheLeastCaughtControl(_ caught: Int, _ needed: Int) {
    let controls = [Self.control("inplace"), Self.control("backup-rename", caught: caught)]
    for controls in [controls, controls.reversed()] {
      #expect(Self.leastSwaps(beside: controls) == needed)
    }
  }

  /// n is the least with (1 - p)^n ≤ 1 - confidence, p the lower bound at that confidence for 15 of 30: 0.339 at
  /// 95 %, 0.284 at 99 % and 0.228 at 99.9 %.
  @Test(arguments: [(0.95, 8), (0.99, 14), (0.999, 27)])
  func theNeededSwapsDependOnTheConfidence(_ confidence: Double, _ needed: Int) {
    let control = Self.control("backup-rename", caught: 15)
    #expect(Self.leastSwaps(beside: [control], confidence: confidence) == needed)
  }

  /// Of the first control one swap failed, so that 29 of 30 count. p for 29, 15 and 6 of 30 is 0.725, 0.246 and 0.045 at any time, which costs some swaps.
  @Test(arguments: [(30, 3), (15, 11), (6, 66)])
  func stoppingWhenItIsDecidedCosts(_ caught: Int, _ needed: Int) {
    let control = Self.control("backup-rename", caught: caught)
    #expect(Self.leastSwaps(beside: [control], stopping: .whenDecided) == needed)
  }

  private static func leastSwaps(
    beside controls: [Run], confidence: Double = 0.95, stopping: GateJudge.Stopping = .fixed
  ) -> Int? {
    (1...100).first { swaps in
      var run = Samples.good()
      run.windows = Samples.windows(swaps)
      run.spreadLooks()
      return judge(run, beside: controls, confidence: confidence, stopping: stopping).verdict
        == .pass
    }
  }

  @Test func tooFewSwapsSayWhatWouldHelp() {
    var run = Samples.good()
    run.windows.removeLast(29)
    run.spreadLooks()
    let judgement = Self.judge(run, beside: [Self.control("backup-rename", caught: 15)])
    #expect(judgement.verdict == .inconclusive)
    #expect(
      judgement.reason
        == "1 swap with a look at it would show too little of something as broken as the control "
        + "(backup-rename was caught in 15 of 30 swaps); more swaps (--swaps, --time-limit), more glancers "
        + "(--glancers) or fewer readers (--readers) would help")
  }

  @Test func aControlIsJudgedByWhatItShows() {
    func judged(_ control: Run) -> Judgement {
      GateJudge.judge([Samples.good(), control], confidence: 0.95, stopping: .fixed)[1].judgement
    }
    #expect(judged(Self.control("inplace")).verdict == .fail)
    let missed = judged(Self.control("backup-rename", caught: 0))
    #expect(missed.verdict == .inconclusive)
    #expect(
      missed.reason.hasPrefix("backup-rename was caught in 0 of 30 swaps, so it shows nothing"))
    var late = Self.control("backup-rename")
    for index in late.windows.indices {
      late.windows[index].partialReads = 0
      late.windows[index].partialGlances = 0
    }
    #expect(judged(late).verdict == .inconclusive)
    var unraced = Self.control("backup-rename", caught: 0)
    unraced.windows = []
    #expect(judged(unraced).reason == "not raced: all was decided before")
  }

  @Test func nothingJudgedIsNothing() {
    #expect(GateJudge.judge([], confidence: 0.95, stopping: .fixed).isEmpty)
  }
}
