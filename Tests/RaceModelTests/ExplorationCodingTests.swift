import FoundationEssentials
import RaceModel
import TestSupport
import Testing

/// The JSON form of an exploration: what is written is read back, and what cannot be is refused.
struct ExplorationCodingTests {
  static func report(
    _ exploration: Exploration, requiring required: [Contract] = []
  ) -> ExplorationReport {
    ExplorationReport(
      toolVersion: "0.1.0", host: Samples.report([]).host, seed: 7,
      startedAt: "2026-02-03T04:05:06Z",
      plan: ExplorationPlan(
        contents: .generate(size: ByteCount(8_000_000), seed: 7), subject: exploration.subject,
        required: required),
      exploration: ExplorationJudge.judge(exploration, requiring: required))
  }

  private func again<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  private func object(_ value: some Encodable) throws -> [String: JSONValue] {
    try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(value))
  }

  @Test func whateverHappenedIsReadBack() throws {
    var random = SeededGenerator(seed: 9)
    for _ in 0..<500 {
      let report = Self.report(ExplorationJudgeTests.random(&random))
      #expect(report.exploration.problem == nil)
      #expect(try again(report) == report)
    }
  }

  @Test func allThatItMayHaveIsReadBack() throws {
    var builder = ExplorationBuilder(entries: ["x"], linkedTo: "lib/v1")
    builder.subject = Subject(
      name: "own", updater: .command(CommandSpec("cp {source} {target}", setup: "true")),
      expect: Expectation(verdict: .pass))
    builder.files.append(SteppedFile(number: 2, path: "/dev/shm/x", isBesideTarget: false))
    builder.call("a()", result: .failed(errno: 28))
    builder.call("b()", process: 3, result: .failed(errno: 4711)) { $0.metadataProblem = "mode" }
    builder.call("c()", result: .lost, sees: .missing) {
      ($0.isLink, $0.resolved, $0.metadataProblem) = (false, nil, nil)
    }
    builder.call(
      "d()",
      [
        .created(file: 2, exclusively: true), .created(file: 2, exclusively: false),
        .reused(file: 2), .wrote(file: 1), .altered(file: 2), .synced(file: 2), .syncedDirectory,
        .syncedAll, .cut,
      ], sees: .b, before: .error(13), file: 2
    ) { ($0.mode, $0.owner, $0.entries) = (0o4755, "0:0", []) }
    var exploration = builder.exploration(
      .killed(signal: 40), failure: "why", stepsAtEnd: 2,
      again: .init(isSame: false, firstDifference: 5, sharedNames: ["a\nb"]),
      limits: [
        .unobservedStores(step: 1), .changedFromOutside(step: 0), .foreignCalls(step: 4),
        .stillRunning(processes: 2),
      ], atEnd: .foreign)
    exploration.failureOutput = "last\u{0} lines"
    exploration.split = .max
    exploration.mishandlesShortWrites = true
    exploration.nextSwap = "step 1, open(\"v2\"): 0 B empty"
    var report = Self.report(exploration, requiring: [.staging, .truth])
    report.seed = nil
    report.plan.symlink = true
    report.plan.directory = "/dev/shm"
    report.plan.contents = .files(a: "a", b: "b")
    #expect(try again(report) == report)
    for ending in [Exploration.Ending.exited(status: -1), .timedOut] {
      report.exploration.ending = ending
      #expect(try again(report) == report)
    }
  }

  @Test func aDerivedStateHasNoDigestAndSaysSo() throws {
    var exploration = ExplorationBuilder.inPlace(writes: 2).exploration()
    let example = Anatomy(runs: [.init(source: .a, end: 1), .init(source: .b, end: 9)])
    exploration.states.append(.torn(example, step: 2))
    let report = Self.report(exploration)
    #expect(try again(report) == report)
    let written = try object(report)
    guard case .list(let states) = written["states"], case .object(let state)? = states.last else {
      Issue.record("states are a list of objects")
      return
    }
    #expect(
      state.keys.sorted() == [
        "anatomy", "anatomyComplete", "derived", "firstStep", "grade", "kind", "sightings",
      ])
    #expect(state["kind"] == .text("mixed") && state["firstStep"] == .number(2))
    #expect(written["firstTear"] != nil)
  }

  @Test func theKeysAreThoseThatTheDesignNames() throws {
    let report = try object(Self.report(ExplorationBuilder.inPlace(writes: 2).exploration()))
    #expect(
      report.keys.sorted()
        == [
          "contents", "contracts", "end", "exitStatus", "files", "host", "kind",
          "limits", "reason", "scenario", "schema", "seed", "setup", "shell", "start", "startedAt",
          "states", "steps", "stepsAtEnd", "subject", "timeout", "tool", "updater", "verdict",
          "violations", "wallSeconds",
        ].filter { $0 != "setup" })
    guard case .list(let steps) = report["steps"], case .object(let step) = steps[1],
      case .list(let states) = report["states"], case .object(let state) = states[1],
      case .list(let violations) = report["violations"],
      case .object(let violation) = violations[0],
      case .object(let scenario) = report["scenario"], case .object(let end) = report["end"]
    else {
      Issue.record("steps, states and violations are lists of objects")
      return
    }
    #expect(report["kind"] == .text("exploration") && report["schema"] == .text("racebench/1"))
    #expect(report["verdict"] == .text("fail") && report["exitStatus"] == .number(0))
    // The second step differs from the first in nothing but the state.
    #expect(
      step.keys.sorted() == ["call", "effects", "index", "name", "process", "result", "state"])
    #expect(step["state"] == .number(2) && end == ["state": .number(3)])
    #expect(
      step["effects"]
        == .list([
          .object(["kind": .text("wrote"), "file": .number(1)]), .object(["kind": .text("cut")]),
        ]))
    #expect(
      state.keys.sorted() == [
        "anatomy", "anatomyComplete", "bytes", "digest", "firstStep", "grade", "kind", "sightings",
      ])
    #expect(violation.keys.sorted() == ["call", "contract", "evidence", "moment", "step"])
    #expect(
      scenario.keys.sorted() == ["contents", "settle", "split", "subjects", "target", "timeout"])
  }

  /// Absent is as before, null is none any more.
  @Test func aSightingIsWrittenAsAChange() throws {
    var builder = ExplorationBuilder(entries: ["x"])
    builder.call("unlink()", sees: .missing)
    builder.call("rename()", sees: .b, file: 1) { ($0.mode, $0.entries) = (0o600, []) }
    let report = try object(Self.report(builder.exploration()))
    guard case .list(let steps) = report["steps"], case .object(let gone) = steps[0],
      case .object(let back) = steps[1]
    else {
      Issue.record("steps are a list of objects")
      return
    }
    let fixed = ["call", "index", "name", "process", "result", "state"]
    #expect(gone.keys.sorted() == (fixed + ["file", "mode", "owner"]).sorted())
    #expect(back.keys.sorted() == (fixed + ["entries", "file", "mode"]).sorted())
    #expect(back["mode"] == .text("0600") && back["entries"] == .list([]))
  }

  static let problems: [(String, @Sendable (inout Exploration) -> Void)] = [
    ("steps: step 2 has the index 1", { $0.steps[1].index = 1 }),
    ("steps: step 1 has the index 0", { $0.steps[0].index = 0 }),
    ("steps: step 1 is of process -1", { $0.steps[0].process = -1 }),
    ("stepsAtEnd: 8 of 7 steps", { $0.stepsAtEnd = 8 }),
    ("stepsAtEnd: -1 of 7 steps", { $0.stepsAtEnd = -1 }),
    (
      "states: a sighting at step 3 is of state 2, but there are 2",
      { $0.steps[2].after.state = 2 }
    ),
    ("states: a sighting at step 0 is of state -1, but there are 2", { $0.start.state = -1 }),
    ("states: a sighting at step 7 is of state 9, but there are 2", { $0.end.state = 9 }),
    ("states: state 0 has 6 sightings, but the steps say 5", { $0.states[0].sightings += 1 }),
    (
      "states: state 1 was first seen at step 4, but the steps say 5",
      { $0.states[1].firstStep = 4 }
    ),
    ("states: state 0 is stable, and acceptable", { $0.states[0].grade = .acceptable }),
    (
      "states: 8 MB stable is one stable content more than there are",
      { exploration in
        var other = exploration.states[0]
        (other.sightings, other.firstStep) = (0, 0)
        exploration.states.append(other)
      }
    ),
    ("files: expected a number of its own for each file", { $0.files[1].number = 1 }),
    (
      "files: step 0 speaks of file 1, which is not among them",
      { $0.files.removeFirst() }
    ),
    (
      "files: step 2 speaks of file 3, which is not among them",
      {
        $0.steps[1].effects = [.synced(file: 3)]
      }
    ),
    ("limits: step 8 of 7 steps", { $0.limits = [.foreignCalls(step: 8)] }),
    ("limits: step -1 of 7 steps", { $0.limits = [.changedFromOutside(step: -1)] }),
    (
      "again: the steps are the same or there is a first difference, and not both",
      { $0.again = .init(isSame: false) }
    ),
    ("again: step 9 of 7 steps", { $0.again = .init(isSame: false, firstDifference: 9) }),
  ]

  @Test(arguments: problems.indices)
  func whatCannotBeIsRefused(_ index: Int) throws {
    let (message, damage) = Self.problems[index]
    // Judged before, so that the judge need not cope with it.
    var report = Self.report(ExplorationBuilder.staged.exploration())
    #expect(try again(report) == report)
    damage(&report.exploration)
    let (field, problem) = try #require(report.exploration.problem)
    #expect("\(field): \(problem)" == message)
  }

  @Test func whatFailsOrShowsNothingIsNoPass() {
    let partial = ExplorationBuilder.inPlace(writes: 2).exploration()
    let idle = ExplorationBuilder().exploration()
    func saved(_ exploration: Exploration, as verdict: Verdict) -> String? {
      do {
        var report = Self.report(exploration)
        report.exploration.judgement = Judgement(verdict, "believe me")
        _ = try again(report)
        return nil
      } catch DecodingError.dataCorrupted(let context) {
        return context.debugDescription
      } catch {
        return "\(error)"
      }
    }
    #expect(
      saved(partial, as: .pass)
        == "\"pass\" stands here, but the steps say \"fail\": 2 partial states, first: step 1, "
        + "openat(\"target.bin\", O_WRONLY|O_TRUNC): 0 B empty")
    #expect(saved(partial, as: .inconclusive)?.hasPrefix("\"inconclusive\" stands here") == true)
    #expect(saved(partial, as: .fail) == nil)
    #expect(saved(idle, as: .pass)?.hasPrefix("\"pass\" stands here, but the steps say") == true)
    #expect(saved(idle, as: .fail) == nil)
    let good = ExplorationBuilder.staged.exploration()
    for verdict in Verdict.allCases { #expect(saved(good, as: verdict) == nil) }
  }

  /// A grade that hides a partial state, or makes one of a stable content.
  @Test func gradesFollowFromKinds() {
    let good = ExplorationBuilder.inPlace(writes: 1).exploration()
    for (place, state) in good.states.enumerated() {
      for grade in Grade.allCases where grade != state.grade {
        var exploration = good
        exploration.states[place].grade = grade
        #expect(
          exploration.problem?.problem
            == "state \(place) is \(state.kind.rawValue), and \(grade.rawValue)")
      }
    }
  }

  @Test func aRequiredContractCountsOnReading() throws {
    let kept = Self.report(ExplorationBuilder.staged.exploration(), requiring: [.durability])
    #expect(try again(kept).exploration.judgement.verdict == .pass)
    var builder = ExplorationBuilder.staged
    builder.call("chmod()", [.altered(file: 2)])
    var report = Self.report(builder.exploration(), requiring: [.inode])
    report.exploration.judgement = Judgement(.pass, "believe me")
    #expect(throws: DecodingError.self) { try again(report) }
  }
}
