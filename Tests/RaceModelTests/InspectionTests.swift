import RaceModel
import Testing

/// What is looked into after swaps: contracts, and what the target held at rest.
struct InspectionTests {
  static let inspected: [Contract] = [.truth, .inode, .metadata, .symlink, .leftovers]

  /// It shows by itself, whatever the verdict.
  @Test(arguments: inspected, Verdict.allCases)
  func anInspectionShowsAContract(_ contract: Contract, _ verdict: Verdict) {
    var run = Samples.good()
    run.judgement = Judgement(verdict, "why")
    #expect(run.contracts[contract]?.name == .notChecked)
    run.inspections = [contract: Inspection(checked: 3, broken: 1, first: "it was")]
    #expect(run.contracts[contract] == .broken("it was"))
    run.inspections = [contract: Inspection(checked: 3)]
    #expect(run.contracts[contract] == .kept)
    run.inspections = [contract: Inspection()]
    #expect(run.contracts[contract] == .notChecked("no swap was one to look into"))
    // One contract's inspection is no other's.
    for other in Self.inspected where other != contract {
      #expect(run.contracts[other]?.name == .notChecked)
    }
  }

  @Test func whyNobodyLooked() {
    let run = Samples.good()
    #expect(run.contracts[.symlink] == .notChecked("the target is no symlink"))
    for contract in [Contract.truth, .inode, .metadata, .leftovers] {
      #expect(run.contracts[contract] == .notChecked("it is not looked into here"))
    }
    #expect(
      run.contracts[.monotone]
        == .notChecked("these readers cannot tell the old content from the new"))
    var two = run
    two.writers = 2
    #expect(
      two.contracts[.monotone]
        == .notChecked("several writers swap, so the order says nothing"))
  }

  /// Readers see the order, so that it is kept only where readers would have seen it broken.
  @Test func theOrderIsKeptWhereTheRacePasses() {
    var run = Samples.good()
    run.inspections = [.monotone: Inspection(checked: 900)]
    run.judgement = Judgement(.pass, "")
    #expect(run.contracts[.monotone] == .kept)
    run.judgement = Judgement(.inconclusive, "too short")
    #expect(run.contracts[.monotone] == .notChecked("too short"))
    run.judgement = Judgement(.fail, "")
    #expect(run.contracts[.monotone]?.name == .notChecked)
    run.inspections = [.monotone: Inspection(checked: 900, broken: 1, first: "B, then A")]
    for verdict in Verdict.allCases {
      run.judgement = Judgement(verdict, "")
      #expect(run.contracts[.monotone] == .broken("B, then A"))
    }
  }

  @Test func roundsAddUp() {
    var run = Samples.good()
    run.inspections = [.truth: Inspection(checked: 1)]
    run.failureOutput = nil
    var other = Samples.good()
    other.inspections = [
      .truth: Inspection(checked: 2, broken: 1, first: "x"), .inode: Inspection(checked: 5),
    ]
    other.failureOutput = "first"
    run.merge(other)
    #expect(
      run.inspections == [
        .truth: Inspection(checked: 3, broken: 1, first: "x"), .inode: Inspection(checked: 5),
      ])
    #expect(run.failureOutput == "first")
    other.failureOutput = "second"
    run.merge(other)
    #expect(run.failureOutput == "first")
  }

  @Test(arguments: [
    (StableContent?.some(.b), Rest?.some(.stable(.b)), Bool?.some(true)),
    (.b, .stable(.a), false), (.a, .stable(.a), true), (.a, .other(.truncated), false),
    (nil, .stable(.a), nil), (.b, nil, nil), (nil, nil, nil),
  ])
  func aSwapHasPublishedWhatItWasTo(
    _ publishes: StableContent?, _ rest: Rest?, _ published: Bool?
  ) {
    #expect(Samples.window(publishes, rest).published == published)
    #expect(Samples.window(publishes, rest, failure: "no").published == published)
  }

  @Test(arguments: [
    ("open: ETXTBSY", true), ("cp: cannot create 'x': Text file busy", true), ("EBUSY", false),
    ("", false), (nil, false),
  ])
  func aTargetThatIsExecutedIsBusy(_ failure: String?, _ isBusy: Bool) {
    #expect(Samples.window(nil, nil, failure: failure).wasTextBusy == isBusy)
    var run = Samples.good()
    run.windows.append(Samples.window(nil, nil, failure: failure))
    #expect(run.textBusySwaps == (isBusy ? 1 : 0))
  }

  @Test func contentsHaveLettersAndAnother() {
    #expect(StableContent.allCases.map(\.letter) == ["A", "B"])
    #expect(StableContent.allCases.map(\.other) == [.b, .a])
  }

  /// A finding, though no reader saw it.
  @Test func whatIsForeignAtRestIsAFinding() {
    func reason(_ change: (inout Run) -> Void = { _ in }) -> String {
      var run = Samples.good()
      run.windows[3] = Samples.window(.b, .other(.truncated), like: run.windows[3])
      run.windows[9] = Samples.window(.a, .other(.missing), like: run.windows[9])
      change(&run)
      #expect(run.brokenSum == nil)
      #expect(run.foreignRests == 2)
      let judged = RunJudge.judge([Samples.bad(), run])[1]
      #expect(judged.judgement.verdict == .fail)
      #expect(ExpectationJudge.isSettled(run))
      return judged.judgement.reason
    }
    #expect(
      reason()
        == "foreign at rest: after 2 of 30 swaps the target held neither content of what it was given; "
        + "first: truncated")
    #expect(
      reason { $0.contents = Contents(a: $0.contents.a, b: $0.contents.b, learned: true) }
        == "foreign at rest: after 2 of 30 swaps the target held neither content; first: truncated")
    let both = reason {
      $0.states.append(Samples.truncated(5, count: 1))
      $0.tally.reads += 1
      $0.tally.partialReads = 1
      $0.tally.lateReads = 1
    }
    #expect(both.hasPrefix("1 partial read, 1 of them outside every window, in 0 of 30 swaps"))
    #expect(both.hasSuffix("first: truncated"))
    // What it may hold is none.
    var stable = Samples.good()
    stable.windows[3] = Samples.window(.b, .stable(.a), like: stable.windows[3])
    #expect(stable.foreignRests == 0 && !ExpectationJudge.isSettled(stable))
  }
}

extension Samples {
  /// A window that published and left this, at the place and with the looks of another one.
  static func window(
    _ publishes: StableContent?, _ rest: Rest?, failure: String? = nil,
    like window: Window = windows(1)[0]
  ) -> Window {
    Window(
      writer: window.writer, publishes: publishes, start: window.start, phases: window.phases,
      end: window.end, failure: failure, rest: rest, exposedReads: window.exposedReads,
      exposedGlances: window.exposedGlances, partialReads: window.partialReads,
      partialGlances: window.partialGlances)
  }
}

extension InspectionTests {
  /// A note that got lost on the way would make a contract look kept more often than it was looked into.
  @Test func whatWasLookedIntoIsWhatWasJudged() {
    var run = Samples.good()
    run.windows = run.windows.map { Samples.window(.b, .stable(.b), like: $0) }
    run.inspections = [.truth: Inspection(checked: 30)]
    #expect(run.brokenSum == nil)
    run.inspections = [.truth: Inspection(checked: 29)]
    #expect(run.brokenSum?.field == "inspections")
    run.writers = 2
    #expect(run.brokenSum == nil)
  }
}
