import FoundationEssentials
import RaceModel
import TestSupport
import Testing

/// The JSON form: what is written is read back, under the names that the docs give.
struct CodingTests {
  static let oddStates = [
    State(observation: .size(bytes: .max), kind: .foreign, grade: .forbidden, count: 0, glances: 3),
    State(observation: .error(errno: 5), kind: .error, grade: .acceptable, count: 1),
    State(observation: .error(errno: 4711), kind: .error, grade: .forbidden, count: 1),
    State(observation: .crash(signal: 7), kind: .crash, grade: .forbidden, count: 1, phase: .sign),
    State(observation: .crash(signal: 40), kind: .rejected, grade: .forbidden, count: 1),
    State(
      observation: .ended(status: -3, output: Digest(high: 7, low: 8)), kind: .rejected,
      grade: .forbidden, count: 2, message: "file too short"),
    State(
      observation: .ended(status: 0, output: Digest(high: 0, low: 0)), kind: .stable,
      grade: .required, count: 0),
    State(
      observation: .content(Digest(high: 0, low: 1), bytes: 9), kind: .mixed, grade: .forbidden,
      count: 1,
      anatomy: Anatomy(
        runs: Anatomy.Source.allCases.enumerated().map {
          .init(source: $0.element, end: UInt64($0.offset) + 1)
        }, complete: false)),
  ]

  @Test(arguments: oddStates)
  func aStateIsReadBack(_ state: State) throws {
    #expect(try again(state) == state)
  }

  @Test func runsAreReadBack() throws {
    for run in RunJudge.judge([Samples.good(), Samples.bad()]) {
      #expect(try again(run) == run)
    }
  }

  @Test func aReportIsReadBack() throws {
    var report = Samples.report(RunJudge.judge([Samples.good(), Samples.bad()]))
    #expect(try again(report) == report)
    report.seed = nil
    report.host.cpuModel = "A processor"
    #expect(try again(report) == report)
  }

  @Test func everyNanosecondOfALongRaceIsKept() throws {
    var random = SeededGenerator(seed: 3)
    for shift in 13..<64 as Range<UInt64> {
      var run = Samples.good()
      run.wallNanoseconds = random.next() >> shift
      #expect(try again(run).wallNanoseconds == run.wallNanoseconds)
    }
  }

  static let plans: [ContentsPlan] = [
    .generate(size: ByteCount(7_800_001), seed: .max), .files(a: "x/a", b: "b"),
    .command("make {a} {b}"),
  ]

  @Test(arguments: plans)
  func aScenarioIsReadBack(_ plan: ContentsPlan) throws {
    var scenario = Samples.scenario
    scenario.contents = plan
    #expect(try again(scenario) == scenario)
    scenario.extent = .duration(TimeSpan(nanoseconds: 1_500_000_000))
    scenario.title = nil
    scenario.directory = nil
    scenario.rendezvous = true
    #expect(try again(scenario) == scenario)
  }

  @Test func aGateWithAllThatItHasIsReadBack() throws {
    var kept = RollbackTests.kept()
    kept.subject.expect = RaceModel.Expectation(
      verdict: .pass, partialReads: CountCondition(.atMost, 5), kinds: [.stable],
      contracts: [.rollback: .kept])
    let control = GateJudgeTests.control("inplace")
    let gate = Gate(confidence: 0.99, judgements: 4)
    let judged = Judged.gated([kept, control], by: gate)
    var report = Samples.report(judged.runs)
    report.gate = gate
    report.verdict = judged.verdict
    report.scenario.subjects = [kept.subject]
    report.scenario.controls = [control.subject]
    report.scenario.confidence = 0.99
    report.scenario.extent = .untilDecided(within: TimeSpan(nanoseconds: 9_000_000_000))
    #expect(report.verdict == .pass)
    #expect(try again(report) == report)
  }

  /// Too few swaps for the control: whoever writes that down as a pass is not believed.
  @Test func aPassThatIsNoneIsRefused() throws {
    var run = Samples.good()
    run.windows.removeLast(28)
    run.spreadLooks()
    let gate = Gate(confidence: 0.95, judgements: nil)
    let control = GateJudgeTests.control("inplace", caught: 15)
    var report = Samples.report(Judged.gated([run, control], by: gate).runs)
    report.gate = gate
    report.scenario.subjects = [run.subject]
    report.scenario.controls = [control.subject]
    report.verdict = .inconclusive
    #expect(try again(report) == report)
    let chance = try #require(report.runs[0].judgement.chanceOfMissing)
    report.runs[0].judgement = Judgement(.pass, "believe me", chanceOfMissing: chance)
    report.verdict = .pass
    #expect(throws: DecodingError.self) { try again(report) }
  }

  /// A kind that the scenario does not find acceptable cannot have been let pass, of a control none at all.
  @Test func whatWasExcusedMustHaveBeenAcceptable() throws {
    var run = Samples.good()
    run.states.append(Samples.truncated(5, count: 3))
    run.states[2].grade = .acceptable
    run.tally.reads += 3
    var report = Samples.report(RunJudge.judge([run]))
    report.verdict = .inconclusive
    report.scenario.acceptable = [.truncated]
    #expect(try again(report) == report)
    report.scenario.acceptable = [.missing]
    #expect(throws: DecodingError.self) { try again(report) }
    report.scenario.acceptable = [.truncated]
    report.runs[0].role = .control
    #expect(throws: DecodingError.self) { try again(report) }
  }

  @Test func theKeysAreThoseThatTheDesignNames() throws {
    let report = try object(Samples.report([Samples.good(), Samples.bad()]))
    #expect(
      report.keys.sorted() == [
        "host", "kind", "runs", "scenario", "schema", "seed", "startMilliseconds", "startedAt",
        "tool", "verdict",
      ])
    guard case .list(let runs) = report["runs"], case .object(let run) = runs[1],
      case .list(let states) = run["states"], case .list(let windows) = run["windows"],
      case .object(let state) = states[2], case .object(let window) = windows[0]
    else {
      Issue.record("runs, states and windows are lists of objects")
      return
    }
    #expect(
      run.keys.sorted() == [
        "bytesPerSecond", "bytesRead", "caughtSwaps", "contents", "contracts", "copy",
        "distinctPartialStates", "exposedByPhase", "exposedGlances", "exposedPartialReads",
        "exposedReads", "failedSwaps", "foreignRests", "glanceOverflow", "glancers", "glances",
        "inspections",
        "knownBroken", "lateGlances", "lateReads", "lostGlances", "lostReads", "overflow",
        "partialGlances",
        "partialReads", "reader", "readers", "reads", "readsPerSecond", "reason", "role", "signer",
        "states", "strategy", "subject", "swaps", "textBusySwaps", "upperBound95", "verdict",
        "wallSeconds",
        "windows",
        "writers",
      ])
    #expect(
      state.keys.sorted() == [
        "anatomy", "anatomyComplete", "bytes", "count", "digest", "firstSeen", "glances", "grade",
        "kind", "phase",
      ])
    #expect(
      window.keys.sorted() == [
        "end", "exposedGlances", "exposedReads", "partialGlances", "partialReads", "phases",
        "start", "writer",
      ])
    #expect(report["schema"] == .text("racebench/1"))
    #expect(report["kind"] == .text("race"))
  }

  @Test func figuresThatFollowFromOthersAreWrittenOut() throws {
    let run = try object(Samples.bad())
    #expect(run["swaps"] == .number(29))
    #expect(run["failedSwaps"] == .number(1))
    #expect(run["caughtSwaps"] == .number(30))
    #expect(run["distinctPartialStates"] == .number(3))
    #expect(run["wallSeconds"] == .number(1.500000001))
    #expect(run["readsPerSecond"] == .number(1000 / 1.500000001))
    #expect(run["signer"] == .text("none"))
    #expect(run["copy"] == .text("copy_file_range"))
  }

  private func again<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: JSONEncoder().encode(value))
  }

  private func object(_ value: some Encodable) throws -> [String: JSONValue] {
    try JSONDecoder().decode([String: JSONValue].self, from: JSONEncoder().encode(value))
  }
}

/// JSON as it stands, whatever it means.
indirect enum JSONValue: Decodable, Equatable {
  case object([String: JSONValue])
  case list([JSONValue])
  case text(String)
  case number(Double)
  case truth(Bool)
  case null

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if value.decodeNil() {
      self = .null
    } else if let object = try? value.decode([String: JSONValue].self) {
      self = .object(object)
    } else if let list = try? value.decode([JSONValue].self) {
      self = .list(list)
    } else if let text = try? value.decode(String.self) {
      self = .text(text)
    } else if let number = try? value.decode(Double.self) {
      self = .number(number)
    } else {
      self = .truth(try value.decode(Bool.self))
    }
  }
}
