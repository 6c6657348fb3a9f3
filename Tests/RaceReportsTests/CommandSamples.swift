import RaceModel

/// Made-up races of users' commands, seen by readers that run something. All counts add up, and the verdicts are
/// the judges'.
enum CommandSamples {
  static let all = [race, failing, gate, learned]

  /// Contracts of each state, and readers that crashed, were rejected and got another answer.
  static let race = report(
    "Installers before a loader", .named("dlopen", symbol: "answer"),
    [inplace, overwrites, installs, doesNothing])

  /// What such an updater prints when it fails may be anything.
  static let failing = report(
    "A hostile updater", .command("openssl dgst -sha256 -verify key.pem {target} | grep '|'"),
    [hostile, talkative])

  /// An older version knew no inspections; several writers allow none.
  static let learned = {
    var run = installs
    run.contents = Contents(a: run.contents.a, b: run.contents.b, learned: true)
    run.inspections = [:]
    return report(nil, .named("exec", symbol: nil), [inplace, run])
  }()

  /// What was broken is said once, as a check or below the marks.
  static let gate = {
    var pinned = overwrites
    pinned.subject.expect = Expectation(verdict: .fail, contracts: [.inode: .broken])
    var leaky = installs
    leaky.subject.name = "leaky"
    leaky.subject.expect = Expectation(verdict: .pass, contracts: [.leftovers: .kept])
    leaky.inspections[.leftovers] = Inspection(
      checked: 30, broken: 30, first: "left .target.bin.bak behind")
    leaky.inspections[.metadata] = Inspection(
      checked: 30, broken: 15, first: "the mode is 0600, and was 0755")
    var control = inplace
    control.role = .control
    var gate = report("Installers, pinned", .named("exec", symbol: nil), [pinned, leaky, control])
    gate.runs = GateJudge.judge(gate.runs, confidence: 0.95, stopping: .fixed)
    gate.gate = Gate(confidence: 0.95, judgements: nil)
    gate.scenario.controls = [control.subject]
    gate.scenario.subjects = [pinned.subject, leaky.subject]
    gate.scenario.symlink = true
    gate.verdict = Check.Outcome.together(gate.checks.map(\.outcome)).verdict
    return gate
  }()

  static func report(_ title: String?, _ reader: ReaderSpec, _ runs: [Run]) -> Report {
    let judged = RunJudge.judge(
      runs.map {
        var run = $0
        run.reader = reader.name
        return run
      })
    var report = Samples.report(title: title, runs: judged, glancers: 0)
    report.scenario.reader = reader
    return report
  }

  static func state(
    _ status: Int32, _ output: UInt64, _ kind: Kind, count: UInt64, message: String = "",
    at time: UInt64 = 0
  ) -> State {
    State(
      observation: .ended(status: status, output: Digest(high: output, low: 1)), kind: kind,
      grade: kind == .stable ? .required : .forbidden, count: count, firstSeen: time,
      message: message)
  }

  /// 30 swaps that took turns, 966 looks, both outcomes seen.
  static func whole(_ subject: Subject) -> Run {
    var run = Samples.run(subject)
    run.tally.reads = 966
    run.tally.exposedReads = 700
    run.states = [state(0, 1, .stable, count: 500), state(0, 2, .stable, count: 466)]
    run.windows = (0..<30).map { index in
      let content: StableContent = index.isMultiple(of: 2) ? .b : .a
      return window(index, publishes: content, rest: .stable(content))
    }
    run.spreadLooks()
    return run
  }

  /// In place, as a loader sees it.
  static func broken(_ subject: Subject) -> Run {
    var run = whole(subject)
    run.tally.reads += 18
    run.tally.exposedReads += 18
    run.tally.partialReads = 18
    run.tally.exposedPartialReads = 18
    run.states += [
      state(1, 7, .rejected, count: 9, message: "file too short", at: 10),
      State(
        observation: .crash(signal: 7), kind: .crash, grade: .forbidden, count: 3, firstSeen: 20,
        phase: .copy),
      state(1, 8, .rejected, count: 3, message: "invalid ELF header", at: 30),
      state(0, 9, .foreign, count: 2, message: "answer 41", at: 40),
      State(
        observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: 1, firstSeen: 50),
    ]
    run.spreadLooks()
    return run
  }

  private static func window(
    _ index: Int, publishes: StableContent, rest: Rest, failure: String? = nil
  ) -> Window {
    let start = 1_000_000 + UInt64(index) * 75_000_000
    return Window(
      writer: 0, publishes: publishes, start: start, phases: [], end: start + 43_000_000,
      failure: failure, rest: rest)
  }

  private static var inplace: Run {
    var run = broken(Subject(strategy: "inplace"))
    run.knownBroken = true
    return run
  }

  /// Named by its text.
  private static var overwrites: Run {
    var run = broken(Subject(updater: .command(CommandSpec("cp -f {source} {target}"))))
    run.inspections = [
      .truth: Inspection(checked: 30),
      .inode: Inspection(checked: 30, broken: 30, first: "the old file was written"),
      .metadata: Inspection(checked: 30), .leftovers: Inspection(checked: 30),
      .symlink: Inspection(
        checked: 30, broken: 1, first: "the target was a symlink, and is none any more"),
      .monotone: Inspection(checked: 1200, broken: 2, first: "a look saw B, and a later one A"),
    ]
    return run
  }

  /// Under a name of its own, with all that a command may have.
  private static var installs: Run {
    var run = whole(
      Subject(
        name: "install",
        updater: .command(
          CommandSpec(
            "install -m 755 {source} {directory}/.new && mv {directory}/.new {target}",
            setup: "sync", teardown: "true", timeout: TimeSpan(nanoseconds: 5_000_000_000),
            shell: .path("/bin/dash")))))
    run.inspections = [
      .truth: Inspection(checked: 30), .inode: Inspection(checked: 30),
      .metadata: Inspection(checked: 30), .leftovers: Inspection(checked: 30),
      .monotone: Inspection(checked: 900),
    ]
    return run
  }

  private static var doesNothing: Run {
    var run = whole(
      Subject(name: "nothing", updater: .command(CommandSpec("true {target}", shell: .none))))
    run.states[0].count = 966
    run.states[1].count = 0
    run.windows = (0..<30).map { window($0, publishes: .b, rest: .stable(.a)) }
    run.inspections = [
      .truth: Inspection(
        checked: 30, broken: 30, first: "it said that it had succeeded, and the target is A"),
      .inode: Inspection(), .leftovers: Inspection(checked: 30), .metadata: Inspection(checked: 30),
    ]
    run.spreadLooks()
    return run
  }

  static let hostileOutput =
    "\u{1B}[31mred\u{1B}[0m\r\n```\n~~~~\n````` </details> `````\n<script>alert(1)</script> & ]]>\n"
    + "\tat @somebody #1 \u{202E}gnp.exe\u{0}\r\n\n| a | b |\n::error::x\n   \n"
    + "progress 1%\rprogress 2%\r\n" + String(repeating: "wide 名 ", count: 30)
    + "\n$x$ *b* _i_ [l](u)   \nlast\u{2028}one \n\n"

  /// Half of its swaps fail, and two leave something else.
  private static var hostile: Run {
    let command = "x=\"</code>|`@me`#1\" <b>\u{1B}[1m\ncp -- {source} {target}\u{202E}"
    var run = whole(Subject(name: "<b>|hostile|", updater: .command(CommandSpec(command))))
    run.windows = run.windows.enumerated().map { index, old in
      window(
        index, publishes: .b, rest: index < 2 ? .other(.truncated) : .stable(.b),
        failure: index % 2 == 0 ? "exit status 1: cp: 'x|y': Text file busy\nmore" : nil)
    }
    run.failureOutput = hostileOutput
    run.inspections = [
      .truth: Inspection(
        checked: 30, broken: 2, first: "it failed, and the target is 3 B |truncated| <b>\u{1B}"),
      .inode: Inspection(checked: 15),
    ]
    run.spreadLooks()
    return run
  }

  /// More lines than anybody shows, and no command has succeeded.
  private static var talkative: Run {
    var run = whole(Subject(name: "talkative", updater: .command(CommandSpec("make install"))))
    run.windows = run.windows.enumerated().map { index, _ in
      window(index, publishes: .b, rest: .stable(.a), failure: "exit status 2")
    }
    run.failureOutput = (1...60).map { "make[\($0)]: *** [all] Error \($0)" }.joined(
      separator: "\n")
    run.spreadLooks()
    return run
  }
}
