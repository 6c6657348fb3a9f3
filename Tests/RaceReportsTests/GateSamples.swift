import RaceModel

/// Made-up gates, one for each way in which one can end. All counts add up, and the verdicts are the judges'.
enum GateSamples {
  static let all = [pass, fail, inconclusive, expectedFail, unmet, rollback, toothless]

  /// Both controls were caught, and the subject never.
  static let pass = gate(
    "A staged swap", [whole("staged"), caught("inplace"), gap("backup-rename")])

  /// The controls stand in front, as nobody should; and were not raced, since all was decided before.
  static let fail = gate(
    "A swap in place",
    [
      unraced("backup-rename"), unraced("inplace"),
      partial(Subject(name: "update", strategy: "inplace")),
    ],
    judgements: 1)

  /// So few swaps that the narrow control says little.
  static let inconclusive = gate(
    nil, [whole("staged", swaps: 2), caught("inplace"), gap("backup-rename", caught: 1)],
    judgements: nil)

  /// A bad updater is pinned to be caught, under each thing that can be expected; a good one is, too.
  static let expectedFail = gate(
    "What is bad is caught",
    [
      partial(
        Subject(
          strategy: "overwrite",
          expect: Expectation(
            verdict: .fail, partialReads: CountCondition(.above, 0),
            kinds: [.stable, .empty, .truncated], contracts: [.content: .broken]))),
      whole("staged", expect: Expectation(partialReads: CountCondition(.exactly, 0))),
      caught("inplace"),
    ])

  /// Pins that do not hold, each in its own way.
  static let unmet = gate(
    "Pins | that *do* not hold",
    [
      whole("unlink-create", expect: Expectation(verdict: .fail)),
      partial(
        Subject(
          strategy: "overwrite",
          expect: Expectation(
            partialReads: CountCondition(.below, 3), kinds: [.stable, .empty],
            contracts: [.presence: .kept, .rollback: .kept]))),
      caught("inplace"),
    ])

  /// The signer fails: one leaves the target as it was, one does not.
  static let rollback = gate(
    "A signer that fails",
    [
      rolledBack(
        "staged", Inspection(checked: 6),
        expect: Expectation(verdict: .pass, contracts: [.rollback: .kept])),
      rolledBack(
        "staged-leaky", Inspection(checked: 6, broken: 5, first: "left .target.bin.x1 behind")),
      rolledBackInPlace(), caught("inplace"),
    ])

  /// A control in which nothing was seen shows nothing.
  static let toothless = gate(
    "A control that is whole",
    [whole("staged"), caught("inplace"), control(whole("staged-shared"))])

  /// Millions of looks, and the longest words behind them.
  static let large = {
    var report = expectedFail
    for index in report.runs.indices {
      report.runs[index].tally.reads = 9_876_543
      report.runs[index].tally.exposedReads = 9_765_432
      report.runs[index].tally.partialReads = 123_456
      report.runs[index].subject.name = "something-with-a-rather-long-name-\(index)"
    }
    return report
  }()

  static func gate(_ title: String?, _ runs: [Run], judgements: Int? = 3) -> Report {
    let looked = GateJudge.judge(
      runs, confidence: 0.95, stopping: judgements == nil ? .fixed : .whenDecided)
    var report = Samples.report(title: title, runs: looked, glancers: 2)
    report.gate = Gate(confidence: 0.95, judgements: judgements)
    report.scenario.subjects = runs.filter { $0.role == .subject }.map(\.subject)
    report.scenario.controls = runs.filter { $0.role == .control }.map(\.subject)
    report.scenario.extent =
      judgements == nil
      ? .swaps(6) : .untilDecided(within: TimeSpan(nanoseconds: 60_000_000_000))
    report.verdict = Check.Outcome.together(report.checks.map(\.outcome)).verdict
    return report
  }

  /// 700 reads and 300 glances, none partial.
  static func whole(_ name: String, swaps: Int = 6, expect: Expectation? = nil) -> Run {
    var run = Samples.run(Subject(strategy: name, expect: expect))
    run.glancers = 2
    run.tally.reads = 700
    run.tally.exposedReads = 610
    run.tally.bytesRead = 5_234_567_890
    run.tally.exposedByPhase = PhaseCounts(copy: 60, sign: 550, publish: 4)
    run.tally.glances = 300
    run.tally.exposedGlances = 200
    run.states = Samples.stable(400, 300)
    run.states[0].glances = 300
    run.windows = Samples.windows(swaps)
    run.spreadLooks()
    return run
  }

  /// Seven reads in six swaps were partial.
  static func partial(_ subject: Subject) -> Run {
    var run = whole(subject.name)
    run.subject = subject
    run.knownBroken = true
    run.tally.reads += 7
    run.tally.partialReads = 7
    run.tally.exposedReads += 7
    run.tally.exposedPartialReads = 7
    run.states += [
      Samples.truncated(0, count: 4, at: 900), Samples.truncated(4096, count: 3, at: 1000),
    ]
    run.spreadLooks()
    return run
  }

  private static func caught(_ name: String) -> Run { control(partial(Subject(strategy: name))) }

  /// In some of ten swaps a glance found no file.
  private static func gap(_ name: String, caught count: UInt64 = 9) -> Run {
    var run = whole(name, swaps: 10)
    run.knownBroken = true
    run.tally.glances += count
    run.tally.exposedGlances += count
    run.tally.partialGlances = count
    run.states.append(
      State(
        observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: 0, glances: count,
        firstSeen: 77, phase: .publish))
    run.spreadLooks()
    return control(run)
  }

  private static func unraced(_ name: String) -> Run {
    var run = Samples.run(Subject(strategy: name))
    run.glancers = 2
    run.wallNanoseconds = 0
    return control(run)
  }

  private static func control(_ run: Run) -> Run {
    var control = run
    control.role = .control
    return control
  }

  private static func rolledBack(
    _ name: String, _ rollback: Inspection, expect: Expectation? = nil
  ) -> Run {
    var run = whole(name, expect: expect)
    run.subject.updater.strategy?.signer = SignerSpec("fail")
    run.rollback = rollback
    run.states = [Samples.stable(700)[0]]
    run.states[0].glances = 300
    run.windows = run.windows.map {
      Window(
        writer: 0, start: $0.start, phases: $0.phases + [.init(phase: .sign, start: $0.end)],
        end: $0.end, failure: "the signer failed")
    }
    run.spreadLooks()
    return run
  }

  /// Seen while it lasted, and left so.
  private static func rolledBackInPlace() -> Run {
    let rollback = Inspection(checked: 6, broken: 6, first: "the target is 4.1 KB truncated")
    var run = rolledBack("inplace", rollback)
    run.subject.expect = Expectation(
      verdict: .fail, kinds: [.stable], contracts: [.rollback: .broken])
    run.knownBroken = true
    run.tally.reads += 1
    run.tally.exposedReads += 1
    run.tally.partialReads = 1
    run.tally.exposedPartialReads = 1
    run.states.append(Samples.truncated(4096, count: 1, at: 900))
    run.spreadLooks()
    return run
  }
}
