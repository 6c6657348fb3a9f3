import RaceModel
import Testing

/// One test for each rule, and each rule alone decides: everything else about the run is good.
struct RunJudgeTests {
  @Test func aGoodSubjectBesideACaughtOnePasses() {
    let runs = RunJudge.judge([Samples.bad(), Samples.good()])
    #expect(runs.map(\.judgement.verdict) == [.fail, .pass])
    #expect(
      runs[1].judgement.reason
        == "0 of 600 exposed reads partial, while inplace was caught in 29 of 30 swaps")
    #expect(
      runs[0].judgement.reason
        == "300 partial reads, 6 partial glances, 11 of them outside every window, in 30 of 30 swaps; "
        + "first: 4.1 KB truncated")
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let make: @Sendable (inout Run) -> Void

    init(_ description: String, _ make: @escaping @Sendable (inout Run) -> Void) {
      testDescription = description
      self.make = make
    }
  }

  /// Each is one thing that says somebody saw something forbidden. Most contradict other counts, and are findings
  /// all the same.
  static let findings = [
    Change("a partial read") {
      $0.states.append(Samples.truncated(5, count: 1))
      $0.tally.reads += 1
      $0.tally.partialReads = 1
      $0.tally.exposedPartialReads = 1
      $0.windows[0].partialReads = 1
    },
    Change("a late read alone") {
      $0.states.append(Samples.truncated(5, count: 1))
      $0.tally.reads += 1
      $0.tally.partialReads = 1
      $0.tally.lateReads = 1
    },
    Change("a glance alone") {
      $0.states.append(Samples.missing(count: 0, glances: 1))
      $0.tally.glances += 1
      $0.tally.partialGlances = 1
      $0.windows[0].partialGlances = 1
    },
    Change("a late glance alone") {
      $0.states.append(Samples.missing(count: 0, glances: 1))
      $0.tally.glances += 1
      $0.tally.partialGlances = 1
      $0.tally.lateGlances = 1
    },
    Change("a partial read without room for its state") {
      $0.tally.reads += 1
      $0.tally.overflow = 1
      $0.tally.partialReads = 1
      $0.tally.lateReads = 1
    },
    Change("the tally only, reads") { $0.tally.partialReads = 1 },
    Change("the tally only, glances") { $0.tally.partialGlances = 1 },
    Change("the tally only, exposed") { $0.tally.exposedPartialReads = 1 },
    Change("the tally only, late") { $0.tally.lateReads = 1 },
    Change("the tally only, late glances") { $0.tally.lateGlances = 1 },
    Change("the states only, read") { $0.states.append(Samples.truncated(5, count: 1)) },
    Change("the states only, glanced") { $0.states.append(Samples.missing(count: 0, glances: 1)) },
    Change("the windows only, reads") { $0.windows[9].partialReads = 1 },
    Change("the windows only, glances") { $0.windows[9].partialGlances = 1 },
  ]

  @Test(arguments: findings)
  func whatIsForbiddenFailsHoweverItWasSeen(_ finding: Change) {
    var run = Samples.good()
    finding.make(&run)
    #expect(verdict(run) == .fail)
    // Nor does a run that is weak in other ways excuse it.
    run.windows = run.windows.map {
      Window(
        writer: 0, start: $0.start, phases: [], end: $0.end, failure: "no",
        partialReads: $0.partialReads, partialGlances: $0.partialGlances)
    }
    run.tally.exposedReads = 0
    #expect(verdict(run) == .fail)
    #expect(RunJudge.judge([run])[0].judgement.verdict == .fail)
  }

  struct Weakness: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let reason: String
    let make: @Sendable (inout Run) -> Void

    init(_ description: String, _ reason: String, _ make: @escaping @Sendable (inout Run) -> Void) {
      testDescription = description
      self.reason = reason
      self.make = make
    }
  }

  static let weaknesses = [
    Weakness("no window", "no swap succeeded") {
      $0.windows = []
      $0.tally.exposedReads = 0
      $0.tally.exposedGlances = 0
      $0.tally.exposedByPhase = PhaseCounts()
    },
    Weakness("every swap failed", "no swap succeeded: no") { fail(30, in: &$0) },
    Weakness("most swaps failed", "16 of 30 swaps failed: no") { fail(16, in: &$0) },
    Weakness("one swap failed", "1 of 30 swaps failed: no") { fail(1, in: &$0) },
    Weakness("old content unseen", "the stable content of 7.8 MB was never read") {
      $0.states[1].count += $0.states[0].count
      $0.states[0].count = 0
    },
    Weakness("new content unseen", "the stable content of 7.4 MB was never read") {
      $0.states[0].count += $0.states[1].count
      $0.states[1].count = 0
    },
    Weakness("a required state without a row", "readers saw 1 stable content, not two") {
      $0.states[0].count += $0.states[1].count
      $0.states[0].glances += $0.states[1].glances
      $0.states.removeLast()
    },
    Weakness("no required states at all", "readers saw 0 stable contents, not two") {
      for index in $0.states.indices { $0.states[index].grade = .acceptable }
    },
    Weakness("a size is no content", "readers saw 1 stable content, not two") {
      $0.states[0].count += $0.states[1].count
      $0.states[1] = State(
        observation: .size(bytes: 7_410_000), kind: .stable, grade: .required, count: 0,
        glances: 100)
    },
    Weakness("nothing exposed", "no read overlapped a swap") {
      $0.tally.exposedReads = 0
      $0.tally.exposedByPhase = PhaseCounts()
      $0.spreadLooks()
    },
    Weakness("reads lost", "10 of 900 reads were lost") {
      $0.tally.lostReads = 10
      $0.states[0].count -= 10
    },
    Weakness("glances lost", "4 of 300 glances were lost") {
      $0.tally.lostGlances = 4
      $0.states[0].glances -= 4
    },
    Weakness("counts that do not add up", "the counts do not add up: 901 reads") {
      $0.tally.reads = 901
    },
    Weakness("known to be broken, unseen", "it is known to be broken") { $0.knownBroken = true },
    Weakness("too few exposed looks", "1 swap with a look at it would show too little") {
      $0.tally.exposedReads = 1
      $0.tally.exposedGlances = 0
      $0.tally.exposedByPhase = PhaseCounts(copy: 1)
      $0.spreadLooks()
    },
    Weakness("too few swaps", "1 swap with a look at it would show too little") {
      $0.windows.removeLast(29)
      $0.spreadLooks()
    },
    Weakness("looks at one swap only", "1 swap with a look at it would show too little") {
      look(at: [7], in: &$0)
    },
    Weakness("looks at one good swap only", "15 of 30 swaps failed") {
      fail(15, in: &$0)
      look(at: Array(0..<15) + [29], in: &$0)
    },
    Weakness("looks at failed swaps only", "15 of 30 swaps failed") {
      fail(15, in: &$0)
      look(at: Array(0..<15), in: &$0)
    },
  ]

  @Test(arguments: weaknesses)
  func aWeakRunProvesNothing(_ weakness: Weakness) {
    var run = Samples.good()
    weakness.make(&run)
    let judgement = RunJudge.judge([GateJudgeTests.control("inplace"), run])[1].judgement
    #expect(judgement.verdict == .inconclusive)
    #expect(judgement.reason.hasPrefix(weakness.reason), "\(judgement.reason)")
    #expect(!judgement.reason.contains("\n"))
  }

  @Test func aFewReadsMayBeLost() {
    var run = Samples.good()
    run.tally.lostReads = 9
    run.states[0].count -= 9
    #expect(verdict(run) == .pass)
  }

  /// Enough is enough: with one swap more than the last that was too few, a run passes.
  @Test(arguments: [(30, 2), (15, 8), (6, 32)])
  func theNeededSwapsDependOnTheControl(_ caught: Int, _ needed: Int) {
    var control = Samples.bad()
    control.spreadLooks(catching: caught)
    let least = (1...100).first { swaps in
      var run = Samples.good()
      run.windows = Samples.windows(swaps)
      run.spreadLooks()
      return RunJudge.judge([control, run])[1].judgement.verdict == .pass
    }
    // The 95 % lower bounds of 30, 15 and 6 in 30 are 0.905, 0.339 and 0.091 (scipy.stats.beta.ppf), and
    // (1 - p)^n is at most 0.05 from ln 0.05 / ln (1 - p) on.
    #expect(least == needed)
  }

  /// Two swaps are needed here, and a read must have met both.
  @Test func aReadWatchesASwapAndAGlanceDoesNot() {
    var run = Samples.good()
    Self.look(at: [3, 8], in: &run)
    run.windows[3].exposedGlances += run.windows[8].exposedGlances
    run.windows[8].exposedGlances = 0
    #expect(run.brokenSum == nil)
    #expect(verdict(run) == .pass)
    run = Samples.good()
    Self.look(at: [3, 8], in: &run)
    run.windows[3].exposedReads += run.windows[8].exposedReads
    run.windows[8].exposedReads = 0
    #expect(run.brokenSum == nil)
    #expect(verdict(run) == .inconclusive)
  }

  /// A subject must be raced for long enough to be caught if it is as hard to catch as the hardest.
  @Test func theControlThatWasCaughtLeastDecides() {
    let easy = Samples.bad("easy")
    var hard = Samples.bad("hard")
    hard.spreadLooks(catching: 15)
    var hardest = Samples.bad("hardest")
    hardest.spreadLooks(catching: 6)
    let run = Samples.good()
    for controls in [[easy, hard], [hard, easy]] {
      let judgement = RunJudge.judge(controls + [run])[2].judgement
      #expect(judgement.verdict == .pass)
      #expect(
        judgement.reason
          == "0 of 600 exposed reads partial, while hard was caught in 15 of 30 swaps")
    }
    #expect(RunJudge.judge([easy, run])[1].judgement.verdict == .pass)
    for controls in [[easy, hard, hardest], [hardest, hard, easy]] {
      let judgement = RunJudge.judge(controls + [run])[3].judgement
      #expect(judgement.verdict == .inconclusive)
      #expect(
        judgement.reason
          == "30 swaps with a look at it would show too little of something as broken as the control "
          + "(hardest was caught in 6 of 30 swaps); race longer")
    }
    // One that is caught less, and yet shows nothing, decides nothing.
    hardest.readers = 64
    #expect(RunJudge.judge([easy, hardest, run])[2].judgement.verdict == .pass)
  }

  /// Least by what the counts show for certain: 3 of 4 swaps show less than 20 of 30 do.
  @Test func fewSwapsShowLessThanMany() {
    var short = Samples.bad("short")
    short.windows.removeLast(26)
    short.spreadLooks(catching: 3)
    var long = Samples.bad("long")
    long.spreadLooks(catching: 20)
    let judgement = RunJudge.judge([long, short, Samples.good()])[2].judgement
    #expect(judgement.verdict == .pass)
    #expect(judgement.reason.hasSuffix("while short was caught in 3 of 4 swaps"))
  }

  @Test func aPassNamesWhatIsBrokenAndWasNotCaught() {
    let pass = "0 of 600 exposed reads partial, while inplace was caught in 29 of 30 swaps"
    var missed = Samples.good("missed")
    missed.knownBroken = true
    var other = Samples.good("other")
    other.knownBroken = true
    func reason(beside runs: [Run]) -> String {
      let judgement = RunJudge.judge([Samples.good(), Samples.bad()] + runs)[0].judgement
      #expect(judgement.verdict == .pass)
      return judgement.reason
    }
    #expect(reason(beside: [missed]) == "\(pass); missed, as broken, was not caught")
    #expect(reason(beside: [missed, other]) == "\(pass); missed, other, as broken, was not caught")
    // Neither one that is not known to be broken, nor one that was caught, be it late.
    var late = Samples.good("late")
    late.knownBroken = true
    late.states.append(Samples.truncated(5, count: 1))
    late.tally.reads += 1
    late.tally.partialReads = 1
    late.tally.lateReads = 1
    #expect(reason(beside: [Samples.good("whole"), late]) == pass)
  }

  static let uselessControls = [
    Change("not known to be broken") { $0.knownBroken = false },
    Change("caught late only") {
      $0.tally.lateReads += $0.tally.exposedPartialReads
      $0.tally.exposedPartialReads = 0
      $0.tally.lateGlances = $0.tally.partialGlances
      for index in $0.windows.indices {
        $0.windows[index].partialReads = 0
        $0.windows[index].partialGlances = 0
      }
    },
    Change("counts do not add up") { $0.tally.reads += 1 },
    Change("another reader") { $0.reader = "mmap" },
    Change("more readers") { $0.readers = 64 },
    Change("more glancers") { $0.glancers = 64 },
  ]

  @Test(arguments: uselessControls)
  func aControlThatShowsNothingIsNone(_ change: Change) {
    var control = Samples.bad()
    change.make(&control)
    // What does not add up shows nothing either, so that it must not be what decides the other cases.
    #expect((control.brokenSum == nil) == (change.testDescription != "counts do not add up"))
    let judgement = RunJudge.judge([control, Samples.good()])[1].judgement
    #expect(judgement.verdict == .inconclusive)
    #expect(
      judgement.reason.hasPrefix(
        control.knownBroken
          ? "nothing known to be broken was caught"
          : "no built-in strategy that is known to be broken was raced"))
    // The same control as it was makes up for it.
    #expect(
      RunJudge.judge([control, Samples.good(), Samples.bad("other")])[1].judgement.verdict == .pass)
  }

  @Test func nothingJudgedIsNothing() {
    #expect(RunJudge.judge([]).isEmpty)
    #expect(RunJudge.judge([Samples.good()])[0].judgement.verdict == .inconclusive)
  }

  private func verdict(_ run: Run) -> Verdict {
    RunJudge.judge([Samples.bad(), run])[1].judgement.verdict
  }

  static func fail(_ count: Int, in run: inout Run) {
    for index in 0..<count {
      let window = run.windows[index]
      run.windows[index] = Window(
        writer: 0, start: window.start, phases: [], end: window.end, failure: "no\nexit status 1",
        exposedReads: window.exposedReads, exposedGlances: window.exposedGlances,
        partialReads: window.partialReads, partialGlances: window.partialGlances)
    }
  }

  /// Moves all looks into these windows, spread evenly.
  static func look(at watched: [Int], in run: inout Run) {
    var few = run
    few.windows = watched.map { run.windows[$0] }
    few.spreadLooks()
    for index in run.windows.indices {
      run.windows[index].exposedReads = 0
      run.windows[index].exposedGlances = 0
    }
    for (index, window) in zip(watched, few.windows) { run.windows[index] = window }
  }
}
