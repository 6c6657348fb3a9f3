import RaceModel
import TestSupport
import Testing

/// Expectations held against what was raced.
struct ExpectationTests {
  /// Testing has one of that name too.
  private typealias Expectation = RaceModel.Expectation

  private func checks(_ expectation: Expectation?, _ verdict: Verdict, of run: Run) -> [Check] {
    var run = run
    run.role = .subject
    run.subject.expect = expectation
    run.judgement = Judgement(verdict, "because")
    return ExpectationJudge.checks(of: [run])
  }

  private func outcome(_ expectation: Expectation?, _ verdict: Verdict, of run: Run)
    -> Check.Outcome
  {
    .together(checks(expectation, verdict, of: run).map(\.outcome))
  }

  @Test(arguments: Verdict.allCases, Verdict.allCases)
  func theVerdict(_ expected: Verdict, _ got: Verdict) {
    let checks = checks(Expectation(verdict: expected), got, of: Samples.good())
    let outcome: Check.Outcome =
      got == expected ? .met : got == .inconclusive ? .inconclusive : .unmet
    #expect(checks.map(\.outcome) == [outcome])
    #expect(
      checks[0].text == "staged: expected verdict \(expected.rawValue), got \(got.rawValue)"
        + (outcome == .met ? "" : ": because"))
  }

  @Test func whoSaysNothingExpectsAPass() {
    #expect(outcome(nil, .pass, of: Samples.good()) == .met)
    #expect(outcome(nil, .fail, of: Samples.good()) == .unmet)
    #expect(outcome(nil, .inconclusive, of: Samples.good()) == .inconclusive)
  }

  @Test func nothingIsExpectedOfControls() {
    #expect(ExpectationJudge.checks(of: [Samples.bad()]).isEmpty)
    #expect(Check.Outcome.together([]) == .inconclusive)
  }

  /// 306 looks of the bad run are partial, none of the good one.
  static let counts: [(CountCondition, Bool, Verdict, Check.Outcome)] = [
    (.init(.exactly, 0), true, .pass, .met),
    (.init(.exactly, 0), true, .inconclusive, .inconclusive),
    (.init(.exactly, 0), false, .fail, .unmet),
    (.init(.atMost, 306), false, .fail, .met),
    (.init(.atMost, 305), false, .fail, .unmet),
    (.init(.atMost, 305), false, .inconclusive, .unmet),
    (.init(.below, 306), false, .fail, .unmet),
    (.init(.below, 307), false, .inconclusive, .inconclusive),
    (.init(.above, 0), false, .fail, .met),
    (.init(.above, 0), false, .inconclusive, .met),
    (.init(.above, 0), true, .pass, .unmet),
    (.init(.above, 0), true, .inconclusive, .inconclusive),
    (.init(.above, 306), false, .fail, .unmet),
    (.init(.atLeast, 306), false, .fail, .met),
    (.init(.atLeast, 306), false, .inconclusive, .met),
    (.init(.atLeast, 307), false, .inconclusive, .inconclusive),
    (.init(.exactly, 305), false, .inconclusive, .unmet),
    (.init(.exactly, 307), false, .inconclusive, .inconclusive),
  ]

  @Test(arguments: counts.indices)
  func partialReadsAndGlancesTogether(_ index: Int) {
    let (condition, good, verdict, expected) = Self.counts[index]
    let run = good ? Samples.good() : Samples.bad()
    let checks = checks(Expectation(partialReads: condition), verdict, of: run)
    #expect(checks.map(\.outcome) == [expected])
    #expect(checks[0].got == (good ? "0" : "306"))
  }

  @Test func otherKindsThanThoseNamed() {
    let stable = Expectation(kinds: [.stable])
    #expect(outcome(stable, .pass, of: Samples.good()) == .met)
    #expect(outcome(stable, .inconclusive, of: Samples.good()) == .inconclusive)
    let unmet = checks(stable, .fail, of: Samples.bad())
    #expect(unmet.map(\.outcome) == [.unmet])
    #expect(
      unmet[0].text
        == "inplace: expected kinds [stable], got [stable, missing, truncated]: 4.1 KB truncated")
    // That all of them are seen is not asked.
    let many = Expectation(kinds: [.stable, .truncated, .missing, .mixed])
    #expect(outcome(many, .fail, of: Samples.bad()) == .met)
    #expect(outcome(Expectation(kinds: [.stable, .truncated]), .fail, of: Samples.bad()) == .unmet)
    // Acceptable kinds count as well.
    var accepted = Samples.good()
    accepted.states.append(Samples.missing(count: 0, glances: 0))
    #expect(outcome(stable, .pass, of: accepted) == .met)
    accepted.states[2].glances = 1
    #expect(outcome(stable, .pass, of: accepted) == .unmet)
  }

  @Test func contracts() {
    func expecting(_ state: ContractState.Name) -> Expectation {
      Expectation(contracts: [.rollback: state])
    }
    let kept = RollbackTests.kept()
    var broken = kept
    broken.rollback = Inspection(checked: 30, broken: 1, first: "it left \".x\" behind")
    #expect(outcome(expecting(.kept), .pass, of: kept) == .met)
    #expect(outcome(expecting(.broken), .pass, of: kept) == .unmet)
    #expect(outcome(expecting(.kept), .pass, of: Samples.good()) == .inconclusive)
    // A race that has shown nothing meets nothing, but the expectation of just that.
    #expect(outcome(expecting(.kept), .inconclusive, of: kept) == .inconclusive)
    #expect(outcome(expecting(.broken), .inconclusive, of: kept) == .inconclusive)
    #expect(outcome(expecting(.notChecked), .inconclusive, of: Samples.good()) == .inconclusive)
    var nothing = expecting(.notChecked)
    nothing.verdict = .inconclusive
    #expect(outcome(nothing, .inconclusive, of: Samples.good()) == .met)
    #expect(outcome(expecting(.broken), .inconclusive, of: broken) == .met)
    // Failed for its rollback alone, it has not shown that readers see nothing either.
    #expect(outcome(Expectation(kinds: [.stable]), .fail, of: broken) == .inconclusive)
    let none = Expectation(partialReads: CountCondition(.exactly, 0))
    #expect(outcome(none, .fail, of: broken) == .inconclusive)
    #expect(outcome(expecting(.notChecked), .pass, of: Samples.good()) == .met)
    #expect(outcome(expecting(.broken), .fail, of: broken) == .met)
    let unmet = checks(expecting(.kept), .fail, of: broken)
    #expect(
      unmet.map(\.text)
        == ["staged: expected contract rollback kept, got broken: it left \".x\" behind"])
  }

  @Test func contentAndPresenceFollowFromWhatWasSeen() {
    var good = Samples.good()
    good.judgement = Judgement(.pass, "")
    #expect(good.contracts[.content] == .kept)
    #expect(good.contracts[.presence] == .kept)
    #expect(good.contracts[.rollback]?.name == .notChecked)
    good.judgement = Judgement(.inconclusive, "too short")
    #expect(good.contracts[.content] == .notChecked("too short"))
    #expect(good.contracts[.presence] == .notChecked("too short"))
    var bad = Samples.bad()
    bad.judgement = Judgement(.fail, "")
    #expect(bad.contracts[.content] == .broken("4.1 KB truncated"))
    #expect(bad.contracts[.presence] == .broken("missing"))
    bad.states.removeLast()
    #expect(bad.contracts[.presence]?.name == .notChecked)
    // A state that nobody saw breaks nothing, and a path that is missing has no content.
    bad.states = [Samples.truncated(5, count: 0), Samples.missing(count: 40)]
    #expect(bad.contracts[.content]?.name == .notChecked)
    #expect(bad.contracts[.presence] == .broken("missing"))
    bad.rollback = Inspection()
    bad.windows = []
    #expect(bad.contracts[.rollback] == .notChecked("no swap was made"))
    // What a scenario finds acceptable breaks the promise all the same.
    bad.judgement = Judgement(.pass, "")
    bad.states = [Samples.missing(count: 40)]
    bad.states[0].grade = .acceptable
    #expect(bad.contracts[.presence] == .broken("missing"))
    #expect(bad.contracts[.content] == .kept)
    bad.states = [Samples.truncated(5, count: 1)]
    bad.states[0].grade = .acceptable
    #expect(bad.contracts[.content] == .broken("5 B truncated"))
    #expect(Set(bad.contracts.keys) == Set(Contract.allCases))
  }

  @Test func everyAspectIsAskedForOnce() {
    let all = Expectation(
      verdict: .fail, partialReads: CountCondition(.above, 0),
      kinds: [.stable, .truncated, .missing],
      contracts: [.presence: .broken, .content: .broken])
    let checks = checks(all, .fail, of: Samples.bad())
    #expect(
      checks.map(\.aspect.description)
        == ["verdict", "partialReads", "kinds", "contract content", "contract presence"])
    #expect(checks.allSatisfy { $0.outcome == .met && $0.evidence == nil })
  }

  @Test func unmetBeatsInconclusiveBeatsMet() {
    #expect(Check.Outcome.together([.met, .inconclusive, .unmet]) == .unmet)
    #expect(Check.Outcome.together([.met, .inconclusive]) == .inconclusive)
    #expect(Check.Outcome.together([.met, .met]) == .met)
    #expect(Check.Outcome.allCases.map(\.verdict) == [.pass, .fail, .inconclusive])
  }

  @Test func aRaceGoesOnWhileItCouldStillMeetSomething() {
    var run = Samples.bad()
    run.judgement = Judgement(.fail, "")
    for (condition, decided) in [
      (CountCondition(.above, 305), true), (CountCondition(.above, 306), false),
      (CountCondition(.atLeast, 307), false), (CountCondition(.exactly, 0), true),
      (CountCondition(.exactly, 307), false), (CountCondition(.below, 9), true),
      // More may come.
      (CountCondition(.atMost, 400), false), (CountCondition(.atMost, 305), true),
    ] {
      run.subject.expect = Expectation(partialReads: condition)
      #expect(ExpectationJudge.isDecided(run) == decided, "\(condition)")
      #expect(ExpectationJudge.isSettled(run) == decided, "\(condition)")
    }
    // It was missing, and whether its content can be broken is still to be seen.
    var gap = run
    gap.states = Array(run.states.prefix(2)) + [Samples.missing(count: 300, glances: 6)]
    for (contracts, decided) in [
      ([Contract.presence: ContractState.Name.broken], true), ([.content: .broken], false),
      ([.presence: .broken, .content: .broken], false), ([.content: .kept], true),
      // Nobody will look at that.
      ([.rollback: .broken], true),
    ] {
      gap.subject.expect = Expectation(contracts: contracts)
      #expect(ExpectationJudge.isDecided(gap) == decided, "\(contracts)")
    }
    // What is looked into after swaps and was kept so far may be broken by a later one.
    for (inspections, decided) in [
      ([:], true), ([Contract.inode: Inspection()], false),
      ([.inode: Inspection(checked: 3)], false), ([.truth: Inspection(checked: 3)], true),
      ([.inode: Inspection(checked: 3, broken: 1, first: "x")], true),
    ] {
      gap.inspections = inspections
      gap.subject.expect = Expectation(contracts: [.inode: .broken])
      #expect(ExpectationJudge.isDecided(gap) == decided, "\(inspections)")
      gap.subject.expect = Expectation(contracts: [.inode: .kept])
      #expect(ExpectationJudge.isDecided(gap), "\(inspections)")
    }
    gap.inspections = [.monotone: Inspection(checked: 9)]
    gap.subject.expect = Expectation(contracts: [.monotone: .broken])
    #expect(!ExpectationJudge.isDecided(gap))
    gap.rollback = Inspection(checked: 9)
    gap.subject.expect = Expectation(contracts: [.rollback: .broken])
    #expect(!ExpectationJudge.isDecided(gap))
    // What passes has shown that it is kept.
    gap.judgement = Judgement(.pass, "")
    gap.inspections = [.inode: Inspection(checked: 3)]
    gap.subject.expect = Expectation(contracts: [.inode: .broken])
    #expect(ExpectationJudge.isDecided(gap))
    // What nobody expected decides all.
    run.subject.expect = Expectation(verdict: .pass, partialReads: CountCondition(.atMost, 400))
    #expect(ExpectationJudge.isDecided(run))
    run.subject.expect = Expectation(verdict: .fail, partialReads: CountCondition(.atMost, 400))
    #expect(!ExpectationJudge.isDecided(run))
    var passed = Samples.good()
    passed.judgement = Judgement(.pass, "")
    passed.subject.expect = Expectation(partialReads: CountCondition(.atMost, 5))
    #expect(ExpectationJudge.isDecided(passed))
    run.subject.expect = nil
    #expect(ExpectationJudge.isDecided(run))
    #expect(!ExpectationJudge.isSettled(Samples.good()))
    run.judgement = Judgement(.inconclusive, "")
    #expect(!ExpectationJudge.isDecided(run))
    // A finding settles it however it was judged before.
    #expect(ExpectationJudge.isSettled(run))
  }

  @Test(arguments: ["0", "5", ">0", ">=5", "<5", "<=5", "> 7", "18446744073709551615"])
  func conditionsAreRead(_ text: String) throws {
    let condition = try #require(CountCondition(parsing: text))
    #expect(condition.description == text.filter { $0 != " " })
    #expect(CountCondition(parsing: condition.description) == condition)
  }

  @Test(arguments: [
    "", ">", "=0", "==0", "-1", "+1", "1.0", ">-1", "0x1", "one", "18446744073709551616", ">> 1",
    "٣",
  ])
  func otherTextIsNone(_ text: String) {
    #expect(CountCondition(parsing: text) == nil)
  }

  @Test func conditionsHoldAsTheyRead() {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<1000 {
      let bound = UInt64.random(in: 0...4, using: &random)
      let count = UInt64.random(in: 0...4, using: &random)
      #expect(CountCondition(.exactly, bound).holds(for: count) == (count == bound))
      #expect(CountCondition(.above, bound).holds(for: count) == (count > bound))
      #expect(CountCondition(.below, bound).holds(for: count) == (count < bound))
      #expect(CountCondition(.atLeast, bound).holds(for: count) == (count >= bound))
      #expect(CountCondition(.atMost, bound).holds(for: count) == (count <= bound))
    }
  }
}
