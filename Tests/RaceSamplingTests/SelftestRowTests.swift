import RaceModel
import RaceSystem
import RaceUpdaters
import Testing

@testable import RaceSampling

/// What a selftest takes for expected, and what not.
struct SelftestRowTests {
  private func run(
    _ verdict: Verdict, _ kinds: [Kind] = [], swaps: Int = 3, failed: Int = 0,
    for reason: String = "first clause; second clause"
  ) -> Run {
    let facts = ContentFacts(bytes: 100, xxh128: Digest(high: 0, low: 0))
    let windows = (0..<swaps + failed).map { place in
      Window(
        writer: 0, start: UInt64(place), phases: [], end: UInt64(place) + 1,
        failure: place < failed ? "no room" : nil, exposedReads: 1,
        partialReads: kinds.isEmpty ? 0 : 1)
    }
    return Run(
      subject: Subject(strategy: "x"), role: .subject, reader: "read", readers: 1, glancers: 0,
      writers: 1, knownBroken: false, contents: Contents(a: facts, b: facts),
      states: kinds.map {
        State(observation: .error(errno: 2), kind: $0, grade: .forbidden, count: 1)
      }, windows: windows, judgement: Judgement(verdict, reason))
  }

  private func row(
    _ condition: BreakingCondition, shows weaknesses: [Kind], _ showing: Showing?
  ) -> SelftestRow {
    StrategyRow.row(
      of: "x", [.init(condition: condition, weaknesses: KindSet(weaknesses), showing: showing)])
  }

  @Test("A broken strategy must fail with exactly its kinds")
  func broken() {
    let weaknesses: [Kind] = [.empty, .truncated]
    func isExpected(_ showing: Showing) -> Bool {
      row(.changingSigner, shows: weaknesses, showing).isExpected
    }
    #expect(isExpected(.run(run(.fail, [.empty, .truncated]))))
    #expect(!isExpected(.run(run(.fail, [.empty]))))
    #expect(!isExpected(.run(run(.fail, [.empty, .truncated, .foreign]))))
    #expect(!isExpected(.run(run(.pass))))
    #expect(!isExpected(.run(run(.inconclusive))))
    #expect(!isExpected(.run(run(.inconclusive, [.empty, .truncated]))))
    #expect(!isExpected(.defect("it broke")))
    // Seen, but in no window: nothing was caught.
    var late = run(.fail, [.empty, .truncated])
    for place in late.windows.indices { late.windows[place].partialReads = 0 }
    #expect(!isExpected(.run(late)))
    let told = row(.changingSigner, shows: weaknesses, .run(late))
    #expect(told.got == .otherwise(.verdict(.fail)) && told.detail.contains("outside every window"))
  }

  @Test("With several writers some of its kinds are enough")
  func brokenBySeveral() {
    let weaknesses: [Kind] = [.empty, .truncated]
    func isExpected(_ kinds: [Kind]) -> Bool {
      row(.twoWriters, shows: weaknesses, .run(run(.fail, kinds))).isExpected
    }
    #expect(isExpected([.empty]) && isExpected([.empty, .truncated]))
    #expect(!isExpected([.empty, .foreign]))
  }

  @Test("A good strategy must pass, or be unable to swap across file systems")
  func good() {
    for condition in BreakingCondition.allCases {
      #expect(row(condition, shows: [], .run(run(.pass))).isExpected)
      #expect(!row(condition, shows: [], .run(run(.fail, [.empty]))).isExpected)
      #expect(!row(condition, shows: [], .run(run(.inconclusive))).isExpected)
      #expect(!row(condition, shows: [], .defect("it broke")).isExpected)
      // Not one swap was tried.
      #expect(!row(condition, shows: [], .run(run(.inconclusive, swaps: 0))).isExpected)
      let unable = Showing.run(run(.inconclusive, swaps: 0, failed: 3))
      let rows = StrategyRow.row(
        of: "x",
        [
          trial(.changingSigner, [], .run(run(.pass))), trial(condition, [], unable),
        ])
      #expect(rows.isExpected == (condition == .otherFileSystem))
    }
  }

  private func trial(_ condition: BreakingCondition, _ weaknesses: [Kind], _ showing: Showing?)
    -> StrategyRow.Trial
  {
    .init(condition: condition, weaknesses: KindSet(weaknesses), showing: showing)
  }

  @Test("What nothing has shown to pass is no pass")
  func neverTried() {
    let unable = Showing.run(run(.inconclusive, swaps: 0, failed: 3))
    let row = StrategyRow.row(of: "x", [trial(.otherFileSystem, [], unable)])
    #expect(row.got == .unswappable && row.expected == .verdict(.pass) && !row.isExpected)
    for trials in [[], [trial(.otherFileSystem, [], nil)]] {
      let row = StrategyRow.row(of: "x", trials)
      #expect(row.got == .notBrokenHere && !row.isExpected)
    }
    // It would be broken if it could swap.
    #expect(
      !StrategyRow.row(of: "x", [trial(.otherFileSystem, [.missing], unable)]).isExpected)
  }

  @Test("What cannot be tried here is said, and is no surprise")
  func absent() {
    let broken = row(.otherFileSystem, shows: [.missing], nil)
    #expect(broken.isExpected && broken.got == .notBrokenHere)
    let good = StrategyRow.row(
      of: "x", [trial(.changingSigner, [], .run(run(.pass))), trial(.otherFileSystem, [], nil)])
    #expect(
      good.isExpected && good.condition == "none" && good.detail.contains("other file system"))
  }

  @Test("The row tells the first surprise, and else the first condition that breaks the strategy")
  func told() {
    let quiet = trial(.changingSigner, [], .run(run(.pass)))
    let breaks = trial(.twoWriters, [.mixed], .run(run(.fail, [.mixed])))
    let surprise = trial(.otherFileSystem, [.missing], .run(run(.fail, [.empty])))
    #expect(
      StrategyRow.row(of: "x", [quiet, breaks])
        == SelftestRow(
          what: "x", condition: "two writers", expected: .verdict(.fail), got: .verdict(.fail),
          detail: "mixed"))
    #expect(
      StrategyRow.row(of: "x", [quiet, breaks, surprise])
        == SelftestRow(
          what: "x", condition: "other file system", expected: .verdict(.fail),
          got: .otherwise(.verdict(.fail)), detail: "saw empty, where it shows missing"))
    #expect(
      StrategyRow.row(of: "x", [quiet])
        == SelftestRow(
          what: "x", condition: "none", expected: .verdict(.pass), got: .verdict(.pass), detail: "")
    )
  }

  @Test("A planted defect turns a pass into just the red that is due")
  func planted() {
    let pass = Showing.run(run(.pass))
    let outcomes: [Showing] = [
      pass, .run(run(.fail, [.empty])), .run(run(.inconclusive)), .defect("the second clause"),
    ]
    let reds = ([.verdict(.fail), .verdict(.inconclusive), .defect] as [SelftestRow.Outcome])
      .map { PlantedRow.Red($0, saying: "second clause") }
    for (due, red) in reds.enumerated() {
      for (index, outcome) in outcomes.enumerated() {
        let row = PlantedRow.row(of: "x", red: red, without: pass, with: outcome)
        #expect(row.isExpected == (index == due + 1), "\(red) \(row)")
        #expect(row.condition == "planted" && row.expected == red.outcome)
        #expect(row.got == outcome.outcome)
      }
    }
  }

  @Test("Red for another reason is not the red that is due")
  func plantedButOther() {
    let pass = Showing.run(run(.pass))
    let due: [(PlantedRow.Red, Showing)] =
      PlantedDefect.allCases.map { ($0.red, showing($0.red.outcome, for: $0.red.phrase)) }
      + [PlantedRow.Red.leftFile, .idle].map { ($0, showing($0.outcome, for: $0.phrase)) }
    for (red, showing) in due {
      #expect(!red.phrase.isEmpty)
      #expect(PlantedRow.row(of: "x", red: red, without: pass, with: showing).isExpected)
      let other = self.showing(red.outcome, for: "something else; and more")
      let row = PlantedRow.row(of: "x", red: red, without: pass, with: other)
      #expect(!row.isExpected && row.got == .otherwise(red.outcome))
      #expect(row.detail == "not for “\(red.phrase)”, but: something else")
    }
    // Nor is that of another defect of the same outcome.
    for (place, (red, _)) in due.enumerated() {
      for (index, (_, showing)) in due.enumerated() where index != place {
        #expect(!red.fits(showing), "\(red) \(showing)")
      }
    }
  }

  private func showing(_ outcome: SelftestRow.Outcome, for reason: String) -> Showing {
    if case .verdict(let verdict) = outcome { return .run(run(verdict, for: reason)) }
    return .defect(reason)
  }

  @Test("A defect proves nothing where the race is not green without it")
  func plantedInRed() {
    for without in [Showing.run(run(.inconclusive)), .run(run(.fail, [.empty])), .defect("broken")]
    {
      let row = PlantedRow.row(
        of: "x", red: .init(.defect, saying: "it broke"), without: without,
        with: .defect("it broke"))
      #expect(!row.isExpected && row.expected == .verdict(.pass) && row.got == without.outcome)
    }
  }

  @Test("No defect of the engine may pass, and none is told twice")
  func allDefects() {
    #expect(PlantedDefect.allCases.allSatisfy { $0.red.outcome != .verdict(.pass) })
    #expect(Set(PlantedDefect.allCases.map(\.title)).count == PlantedDefect.allCases.count)
  }

  @Test("At full speed both verdicts must be right and both controls caught")
  func fullSpeed() {
    let good = [run(.fail, [.empty]), run(.pass), run(.fail, [.empty]), run(.fail, [.missing])]
    let rows = FullSpeed.rows(good.map { .run($0) })
    #expect(rows.map(\.isExpected) == [true, true, true, true])
    #expect(rows.map(\.got) == [.verdict(.fail), .verdict(.pass), .caught, .caught])
    #expect(rows[3].what == "control backup-rename" && rows[3].detail == "in 3 of 3 swaps")
    for place in good.indices {
      var runs = good
      runs[place] = run(.inconclusive)
      #expect(
        FullSpeed.rows(runs.map { .run($0) }).map(\.isExpected) == (0..<4).map { $0 != place })
    }
    #expect(FullSpeed.rows(good.map { _ in .run(run(.pass)) }).map(\.got)[2] == .notCaught)
    #expect(FullSpeed.rows(good.map { _ in .defect("it broke") }).allSatisfy { !$0.isExpected })
  }

  @Test("The other file system is another one, and a directory")
  func otherFileSystem() throws {
    func place(_ candidates: String...) -> String? {
      OtherFileSystem.place(besides: "/tmp", among: candidates)
    }
    #expect(place("/tmp", "/tmp/.", "/no/such/place", "/dev/null") == nil)
    #expect(OtherFileSystem.place(besides: "/no/such/place", among: ["/tmp"]) == nil)
    let shared = try? PathCalls.status("/dev/shm").st_dev
    guard let shared, try PathCalls.status("/tmp").st_dev != shared else {
      return print("skipped: /dev/shm is not another file system than /tmp")
    }
    #expect(place("/tmp", "/dev/null", "/dev/shm") == "/dev/shm")
  }

  @Test("It is looked for where the environment says too")
  func candidates() {
    let values = ["HOME": "/home/x", "TMPDIR": "relative", "XDG_RUNTIME_DIR": "/run/x", "X": "/x"]
    #expect(
      OtherFileSystem.candidates { values[$0] }
        == ["/dev/shm", "/tmp", "/var/tmp", "/run/x", "/home/x"])
    #expect(OtherFileSystem.candidates { _ in nil } == ["/dev/shm", "/tmp", "/var/tmp"])
  }

  @Test("Planted strategies cannot be named by a scenario")
  func plantedStrategies() {
    for strategy in PlantedStrategies.all {
      #expect(Strategies.named(strategy.name) == nil)
      let scenario = LockStep.scenario([strategy.name])
      #expect(throws: Failure.self) { try RacePlan(scenario) }
    }
  }
}
