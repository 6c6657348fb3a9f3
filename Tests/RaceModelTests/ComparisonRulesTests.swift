import Testing

@testable import RaceModel

/// One test for each rule by which HEAD is worse, better, the same, or shows too little.
struct ComparisonRulesTests {
  struct Verdicts: Sendable, CustomTestStringConvertible {
    let base: Verdict
    let head: Verdict
    let subject: Comparison.Effect
    let broken: Comparison.Effect
    var testDescription: String { "\(base) → \(head)" }

    init(
      _ base: Verdict, _ head: Verdict, _ subject: Comparison.Effect, broken: Comparison.Effect
    ) {
      (self.base, self.head, self.subject, self.broken) = (base, head, subject, broken)
    }

    func run(_ verdict: Verdict) -> Run { Samples.run(caught: verdict == .fail ? 30 : 0, verdict) }
  }

  static let verdicts = [
    Verdicts(.pass, .pass, .same, broken: .same),
    Verdicts(.pass, .fail, .worse, broken: .worse),
    Verdicts(.pass, .inconclusive, .inconclusive, broken: .inconclusive),
    Verdicts(.fail, .pass, .better, broken: .inconclusive),
    Verdicts(.fail, .fail, .same, broken: .same),
    Verdicts(.fail, .inconclusive, .inconclusive, broken: .inconclusive),
    Verdicts(.inconclusive, .pass, .better, broken: .better),
    Verdicts(.inconclusive, .fail, .worse, broken: .better),
    Verdicts(.inconclusive, .inconclusive, .inconclusive, broken: .same),
  ]

  @Test(arguments: verdicts)
  func verdictsDecide(_ verdicts: Verdicts) throws {
    let (base, head) = (verdicts.run(verdicts.base), verdicts.run(verdicts.head))
    #expect(effect(base, head) == verdicts.subject)
    #expect(
      try Samples.comparison([base], [head]).scenarios[0].subjects[0].effect == verdicts.subject)
  }

  @Test(arguments: verdicts, [Role.subject, .control])
  func whatIsThereToBeCaughtMayFail(_ verdicts: Verdicts, _ role: Role) {
    func run(_ verdict: Verdict) -> Run {
      Samples.broken(caught: verdict == .fail ? 30 : 0, verdict, role: role)
    }
    #expect(effect(run(verdicts.base), run(verdicts.head)) == verdicts.broken)
  }

  @Test func onlyWhatIsKnownToBeBrokenOnBothSidesMayFail() {
    var known = Samples.run()
    known.knownBroken = true
    #expect(effect(known, Samples.run(caught: 1)) == .worse)
    known = Samples.run(caught: 30)
    known.knownBroken = true
    #expect(effect(known, Samples.run()) == .better)
  }

  /// One look of thousands is enough, whatever statistics say, and whatever the verdict says.
  @Test(arguments: [Verdict.fail, .inconclusive])
  func aFindingIsFinal(_ verdict: Verdict) throws {
    let comparison = try Samples.comparison(
      [Samples.run()], [Samples.run(caught: 1, verdict)])
    #expect(comparison.effect == .worse)
    let pair = comparison.scenarios[0].subjects[0]
    #expect(pair.probability == 1)
    #expect(pair.differences.map(\.aspect).contains(.verdict(base: .pass, head: .fail)))
    #expect(!pair.differences.map(\.aspect).contains(.caughtSwaps))
  }

  /// What BASE never caught and HEAD does.
  private func risen(
    from swaps: Int = 30, caught: Int, beside references: [(base: Int, head: Int)]
  ) throws -> Comparison.Effect {
    func runs(_ caught: Int, _ verdict: Verdict, _ references: [Int]) -> [Run] {
      [Samples.run(caught: caught, of: swaps, verdict)]
        + references.enumerated().map { place, caught in
          var control = Samples.run(
            "control \(place)", caught: caught, of: swaps, caught > 0 ? .fail : .inconclusive)
          control.role = .control
          return control
        }
    }
    let comparison = try Samples.comparison(
      runs(0, .inconclusive, references.map(\.base)), runs(caught, .fail, references.map(\.head))
    )
    return comparison.scenarios[0].subjects[0].effect
  }

  @Test(
    "What fails, and was inconclusive, is worse only where neither noise nor the load explains it")
  func risesMayBeTheLoads() throws {
    // The control was not caught before either: BASE could not have seen it.
    #expect(try risen(from: 40, caught: 13, beside: [(0, 14)]) == .inconclusive)
    #expect(try risen(from: 40, caught: 13, beside: [(2, 20)]) == .inconclusive)
    // One that is caught each time shows no load; one beside it does.
    #expect(try risen(caught: 20, beside: [(30, 30), (0, 14)]) == .inconclusive)
    #expect(try risen(caught: 20, beside: [(30, 30)]) == .worse)
    #expect(try risen(from: 120, caught: 60, beside: [(60, 60)]) == .worse)
    #expect(try risen(from: 120, caught: 60, beside: [(60, 61)]) == .worse)
    // Luck: one of thirty, and none.
    #expect(try risen(caught: 1, beside: [(15, 15)]) == .inconclusive)
    #expect(try risen(caught: 1, beside: []) == .inconclusive)
    // Nothing beside it speaks of another load.
    #expect(try risen(caught: 20, beside: []) == .worse)
  }

  @Test func whatDoesNotRollBackIsAFinding() {
    var (base, head) = (Samples.run(), Samples.run())
    base.rollback = Inspection(checked: 30)
    head.rollback = Inspection(checked: 30, broken: 1, first: "left x")
    #expect(effect(base, head) == .worse)
  }

  @Test func aSubjectThatWentIsInconclusive() throws {
    let comparison = try Samples.comparison(
      [Samples.run("a"), Samples.run("b")], [Samples.run("a")])
    #expect(comparison.scenarios[0].subjects.map(\.effect) == [.same, .inconclusive])
    #expect(comparison.scenarios[0].subjects[1].differences.map(\.aspect) == [.went])
    #expect(comparison.effect == .inconclusive)
  }

  @Test(arguments: [0, 30])
  func aSubjectThatAppearedDecidesNothing(_ caught: Int) throws {
    let comparison = try Samples.comparison(
      [Samples.run("a")], [Samples.run("a"), Samples.run("b", caught: caught)])
    #expect(comparison.scenarios[0].subjects[1].differences.map(\.aspect) == [.appeared])
    #expect(comparison.effect == .same)
  }

  /// Each beside a control that was caught as often on both sides, so that the load was the same.
  @Test(arguments: [
    (12, 96, Comparison.Effect.worse), (96, 12, .better), (12, 14, .same), (12, 12, .same),
  ])
  func betweenTwoThatFailTheCaughtShareDecides(
    _ base: Int, _ head: Int, _ effect: Comparison.Effect
  ) throws {
    func runs(_ caught: Int) -> [Run] {
      var control = Samples.run("control", caught: 60, of: 120)
      control.knownBroken = true
      return [Samples.run(caught: caught, of: 120), control]
    }
    let comparison = try Samples.comparison(runs(base), runs(head))
    #expect(comparison.effect == effect)
    let aspects = comparison.scenarios[0].subjects[0].differences.map(\.aspect)
    #expect(aspects == (effect == .same ? [] : [.caughtSwaps]))
    // Without one, another load would explain it.
    let alone = try Samples.comparison([runs(base)[0]], [runs(head)[0]])
    #expect(alone.effect == .same)
    #expect(alone.scenarios[0].subjects[0].differences.map(\.aspect) == aspects)
  }

  /// A broken updater was mended: that the mended one was found to lose the mode makes it no worse.
  @Test func theVerdictComesFirst() {
    var (base, head) = (Samples.run(caught: 9), Samples.run())
    base.inspections[.metadata] = Inspection(checked: 30)
    head.inspections[.metadata] = Inspection(checked: 30, broken: 30, first: "mode 755, then 644")
    #expect(effect(base, head) == .better)
    base.subject.expect = Expectation(contracts: [.metadata: .kept])
    head.subject.expect = base.subject.expect
    #expect(effect(base, head) == .better)
    #expect(effect(head, base) == .worse)
  }

  /// Other numbers of swaps are no other shares.
  @Test func sharesAreComparedNotCounts() throws {
    let comparison = try Samples.comparison(
      [Samples.run(caught: 15)], [Samples.run(caught: 150, of: 300)])
    #expect(comparison.effect == .same)
  }

  /// Thousands of reads say nothing, since they are not independent of each other.
  @Test func readsDecideNothing() throws {
    var head = Samples.run(caught: 15)
    head.states[0].count += 50_000
    head.tally.reads += 50_000
    head.tally.exposedReads += 50_000
    head.spreadLooks()
    #expect(head.brokenSum == nil)
    let comparison = try Samples.comparison([Samples.run(caught: 15)], [head])
    #expect(comparison.effect == .same)
    #expect(comparison.scenarios[0].subjects[0].differences == [])
  }

  /// 15 and 26 of 30 differ with p = 0.0048: enough for one subject, not among three that are as different.
  @Test func severalSubjectsAreTestedTogether() throws {
    func differ(_ names: [String]) throws -> [Bool] {
      try Samples.comparison(
        names.map { Samples.run($0, caught: 15) }, names.map { Samples.run($0, caught: 26) }
      ).scenarios[0].subjects.map { $0.differences.map(\.aspect).contains(.caughtSwaps) }
    }
    #expect(try differ(["a"]) == [true])
    #expect(try differ(["a", "b", "c"]) == [false, false, false])
  }

  /// They can only have been the same, so they cost the others nothing.
  @Test func subjectsInWhichNothingCouldDifferAreNotTested() throws {
    let rest = ["b", "c", "d"].map { Samples.run($0) } + [Samples.broken("e", caught: 30)]
    let pairs = try Samples.comparison(
      [Samples.run("a", caught: 15)] + rest, [Samples.run("a", caught: 26)] + rest
    ).scenarios[0].subjects
    #expect(pairs.map { !$0.differences.isEmpty } == [true, false, false, false, false])
    #expect(pairs.dropFirst().allSatisfy { $0.probability == nil })
  }

  /// Tests are counted over all scenarios, and each gets its own result back.
  @Test func probabilitiesStayWithTheirSubjects() throws {
    func reports(_ counts: [Int], _ time: String) -> [Report] {
      counts.enumerated().map { place, count in
        Samples.later([Samples.run("idle"), Samples.run("x", caught: count), Samples.run("idle2")])
        {
          $0.scenario.title = "\(place)"
          $0.startedAt = time
        }
      }
    }
    let comparison = try Comparison(
      base: reports([12, 12, 12], "1"), head: reports([14, 28, 13], "2"))
    let probabilities = comparison.scenarios.map { $0.subjects.map(\.probability) }
    #expect(
      probabilities.map { $0.map { $0 != nil } }
        == Array(repeating: [false, true, false], count: 3))
    let adjusted = try #require(probabilities[1][1])
    #expect(abs(adjusted - 3 * 1.874755460780121e-05) < 1e-12)
    #expect(probabilities[0][1] == 1 && probabilities[2][1] == 1)
  }

  @Test func aBrokenOneThatIsCaughtLessOftenIsShownAndDecidesNothing() throws {
    for (base, head) in [(28, 12), (12, 28)] {
      let pair = try Samples.comparison(
        [Samples.broken(caught: base)], [Samples.broken(caught: head)]
      ).scenarios[0].subjects[0]
      #expect(pair.differences == [.init(.caughtSwaps, .same)])
    }
  }

  @Test func kindsAndFewStatesAreListedAndDecideNothing() throws {
    let pair = try Samples.comparison(
      [Samples.run(caught: 9, kinds: [.truncated, .empty])],
      [Samples.run(caught: 9, kinds: [.truncated, .empty, .mixed])]
    ).scenarios[0].subjects[0]
    #expect(pair.effect == .same)
    guard case .kinds(let kinds)? = pair.differences.first?.aspect,
      case .states(let states)? = pair.differences.last?.aspect
    else {
      Issue.record("\(pair.differences)")
      return
    }
    #expect(kinds.appeared == [.mixed] && kinds.went == [])
    #expect(states.appeared.map(\.kind) == [.mixed] && states.went == [])
  }

  @Test func manyStatesAndThoseOfOtherContentsAreNotListed() throws {
    let five: [Kind] = [.truncated, .truncated, .truncated, .truncated, .truncated]
    let base = Samples.run(caught: 9, kinds: [.truncated])
    var head = Samples.run(caught: 9, kinds: five)
    #expect(effects(base, head).isEmpty)
    head = Samples.run(caught: 9, kinds: Array(five.prefix(4)))
    #expect(effects(base, head) == [.same])
    head.contents = Contents(a: Samples.contents.b, b: Samples.contents.a)
    #expect(effects(base, head).isEmpty)
  }

  @Test func aContractThatIsNoLongerKeptIsWorse() {
    func run(_ rollback: Inspection?, required: Bool = true) -> Run {
      // It fails on both sides, so that only the contract differs.
      var run = Samples.run(caught: 9)
      run.rollback = rollback
      if required { run.subject.expect = Expectation(contracts: [.rollback: .kept]) }
      run.windows = run.windows.map {
        Window(
          writer: 0, start: $0.start, phases: [.init(phase: .sign, start: $0.start)], end: $0.end,
          failure: "no", exposedReads: $0.exposedReads, exposedGlances: $0.exposedGlances,
          partialReads: $0.partialReads, partialGlances: $0.partialGlances)
      }
      return run
    }
    let kept = run(Inspection(checked: 3))
    let broken = run(Inspection(checked: 3, broken: 1, first: "left x"))
    let unchecked = run(Inspection())
    #expect(effects(kept, broken) == [.worse])
    #expect(effects(broken, kept) == [.better])
    #expect(effects(kept, unchecked) == [.inconclusive])
    #expect(effects(unchecked, kept) == [.same])
    #expect(effects(unchecked, broken) == [.same])
    #expect(effects(broken, broken).isEmpty)
    // One that the scenario does not require is a note.
    for (base, head) in [(kept, broken), (broken, kept), (kept, unchecked)] {
      var (base, head) = (base, head)
      base.subject.expect = nil
      head.subject.expect = nil
      #expect(effects(base, head) == [.same])
    }
    #expect(
      pair(kept, broken).differences.map(\.aspect) == [
        .contract(.rollback, base: .kept, head: .broken("left x"))
      ])
  }

  @Test(
    arguments: [
      ([], .same), ([.same, .better], .better), ([.inconclusive, .better], .inconclusive),
      ([.worse, .inconclusive, .same], .worse), ([.same], .same),
    ] as [([Comparison.Effect], Comparison.Effect)])
  func theWorstCounts(_ effects: [Comparison.Effect], _ together: Comparison.Effect) {
    #expect(Comparison.Effect.together(effects) == together)
  }

  /// The gate was decided before, which is no news of the control.
  @Test func aControlThatWasNotRacedOnOneSideMakesNoDifference() {
    var caught = Samples.run(caught: 9)
    caught.role = .control
    var unraced = Samples.run("subject", caught: 0, .inconclusive)
    unraced.role = .control
    unraced.windows = []
    unraced.states = []
    unraced.tally = Tally()
    #expect(!effects(caught, unraced).contains(.inconclusive))
    #expect(!effects(unraced, caught).contains(.better))
    // One that was raced and not caught is news.
    var missed = Samples.run("subject", caught: 0, .inconclusive)
    missed.role = .control
    #expect(effects(caught, missed).contains(.inconclusive))
  }

  private func pair(_ base: Run, _ head: Run) -> Comparison.Pair {
    Comparison.Pair(base: base, head: head, probability: nil, load: .unknown)
  }

  private func effect(_ base: Run, _ head: Run) -> Comparison.Effect { pair(base, head).effect }

  private func effects(_ base: Run, _ head: Run) -> [Comparison.Effect] {
    pair(base, head).differences.map(\.effect)
  }
}
