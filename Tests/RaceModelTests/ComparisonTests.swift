import Testing

@testable import RaceModel

/// What belongs together, what may not be compared, and what is said of how it was raced.
struct ComparisonTests {
  @Test func runsArePairedByNameAndRole() throws {
    let control = Samples.broken("b", caught: 3, role: .control)
    let comparison = try Samples.comparison(
      [Samples.run("a"), Samples.run("b"), control], [control, Samples.run("c"), Samples.run("a")])
    let pairs = comparison.scenarios[0].subjects
    #expect(pairs.map(\.name) == ["a", "b", "b", "c"])
    #expect(pairs.map(\.role) == [.subject, .subject, .control, .subject])
    #expect(pairs.map { $0.base != nil } == [true, true, true, false])
    #expect(pairs.map { $0.head != nil } == [true, false, true, true])
  }

  @Test func scenariosArePairedByTitleAndThenByPlace() throws {
    func report(_ title: String?, _ runs: String...) -> Report {
      Samples.later(runs.map { Samples.run($0) }) {
        $0.scenario.title = title
        $0.startMilliseconds = Double(runs.joined().count)
      }
    }
    func titled(_ reports: [Report]) -> [Report] {
      reports.map { report in
        var report = report
        report.startedAt = "earlier"
        return report
      }
    }
    let comparison = try Comparison(
      base: titled([report("x", "a"), report(nil, "b"), report("y", "c"), report(nil, "d")]),
      head: [report(nil, "b"), report("y", "c"), report("z", "e"), report("x", "a")])
    #expect(comparison.scenarios.map(\.title) == ["x", nil, "y", nil, "z"])
    #expect(
      comparison.scenarios.map { $0.subjects.map(\.name) } == [["a"], ["b"], ["c"], ["d"], ["e"]])
    #expect(comparison.scenarios.map { $0.head != nil } == [true, true, true, false, true])
    #expect(comparison.scenarios.map { $0.base != nil } == [true, true, true, true, false])
    #expect(comparison.effect == .inconclusive)
  }

  /// Of several that are called the same, the first belongs to the first; and what is new keeps its order.
  @Test func placeDecidesWhereNamesDoNot() throws {
    let comparison = try Samples.comparison(
      [Samples.run("a", caught: 1), Samples.run("a", caught: 2)],
      [
        Samples.run("x"), Samples.run("a", caught: 3), Samples.run("y"),
        Samples.run("a", caught: 4), Samples.run("z"), Samples.run("a", caught: 5),
      ])
    let pairs = comparison.scenarios[0].subjects
    #expect(pairs.map(\.name) == ["a", "a", "x", "y", "z", "a"])
    #expect(pairs.map { $0.base?.caughtSwaps } == [1, 2, nil, nil, nil, nil])
    #expect(pairs.map { $0.head?.caughtSwaps } == [3, 4, 0, 0, 0, 5])
  }

  @Test func nothingInCommonIsRefused() {
    #expect(throws: Comparison.Mismatch.nothingInCommon) {
      try Samples.comparison([Samples.run("a")], [Samples.run("b")])
    }
    #expect(throws: Comparison.Mismatch.nothingInCommon) { try Samples.comparison([], []) }
    #expect(throws: Comparison.Mismatch.nothingInCommon) {
      try Comparison(base: [Samples.report([Samples.run()])], head: [])
    }
  }

  /// Also where the same race is one of several, and where its file was copied.
  @Test func theSameRaceIsRefused() {
    let report = Samples.report([Samples.run()])
    let other = Samples.later([Samples.run()]) { $0.scenario.title = "other" }
    #expect(throws: Comparison.Mismatch.sameRace(title: report.scenario.title)) {
      try Comparison(base: [report], head: [report])
    }
    #expect(throws: Comparison.Mismatch.sameRace(title: report.scenario.title)) {
      try Comparison(base: [report, other], head: [other, report])
    }
  }

  struct Change: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let base: String
    let head: String
    let make: @Sendable (inout Report) -> Void

    init(
      _ what: String, _ base: String, _ head: String,
      _ make: @escaping @Sendable (inout Report) -> Void
    ) {
      (testDescription, self.base, self.head, self.make) = (what, base, head, make)
    }
  }

  static let definitions = [
    Change("contents", "7.8MB generated", "7.9MB generated") {
      $0.scenario.contents = .generate(size: ByteCount(7_900_000), seed: 42)
    },
    Change("contents", "7.8MB generated", "from files") {
      $0.scenario.contents = .files(a: "x", b: "y")
    },
    Change("contents", "7.8MB generated", "from a command") {
      $0.scenario.contents = .command("x")
    },
    Change("acceptable", "missing, empty", "missing") { $0.scenario.acceptable = [.missing] },
    Change("acceptable", "missing, empty", "nothing") { $0.scenario.acceptable = [] },
    Change("confidence", "0.95", "0.5") { $0.scenario.confidence = 0.5 },
    Change("rendezvous", "no", "yes") { $0.scenario.rendezvous = true },
    Change("reader", "read", "mmap") { $0.runs[0].reader = "mmap" },
    Change("reader", "read", "dlopen of f") { $0.scenario.reader = .named("dlopen", symbol: "f") },
    Change("reader", "read", "cat {target}") { $0.scenario.reader = .command("cat {target}") },
    Change("readers", "8", "4") { $0.runs[0].readers = 4 },
    Change("glancers", "2", "0") { $0.runs[0].glancers = 0 },
    Change("writers", "1", "2") { $0.runs[0].writers = 2 },
  ]

  @Test(arguments: definitions)
  func whatWasNotRacedAlikeIsRefused(_ change: Change) throws {
    let mismatch = #expect(throws: Comparison.Mismatch.self) {
      try Samples.comparison([Samples.run()], [Samples.run()], change.make)
    }
    guard case .definition(let definition)? = mismatch else {
      Issue.record("\(String(describing: mismatch))")
      return
    }
    #expect(definition.choice.rawValue == change.testDescription)
    #expect(definition.base == change.base && definition.head == change.head)
    #expect(definition.title == Samples.scenario.title)
  }

  @Test(arguments: [
    Change("seed", "", "") {
      $0.seed = 43
      $0.scenario.contents = .generate(size: ByteCount(7_800_000), seed: 43)
    },
    Change("length", "", "") { $0.scenario.extent = .swaps(90) },
    Change("directory", "", "") { $0.scenario.directory = "/elsewhere" },
    Change("order of kinds", "", "") { $0.scenario.acceptable = [.empty, .missing, .empty] },
    Change("digests", "", "") {
      $0.runs[0].contents = Contents(
        a: ContentFacts(bytes: 7_800_000, xxh128: Digest(high: 5, low: 6)),
        b: Samples.contents.b)
    },
  ])
  func whatMayDifferIsNotMentioned(_ change: Change) throws {
    let comparison = try Samples.comparison([Samples.run()], [Samples.run()], change.make)
    #expect(comparison.scenarios[0].conditions == [])
    #expect(comparison.effect == .same)
  }

  static let conditions = [
    Change("kernel", "Linux 6.1.0", "Linux 6.2") { $0.host.kernel = "Linux 6.2" },
    Change("architecture", "x86_64", "aarch64") { $0.host.architecture = "aarch64" },
    Change("processors", "2", "64") { $0.host.cpus = 64 },
    Change("processor", "unknown", "EPYC") { $0.host.cpuModel = "EPYC" },
    Change("file system", "ext4", "tmpfs") { $0.host.fileSystem = "tmpfs" },
    Change("racebench", "0.1.0", "0.2.0") { $0.toolVersion = "0.2.0" },
    Change("target", "target.bin", "a/b") { $0.scenario.target = Target("a/b") ?? .standard },
    Change("target", "target.bin", "target.bin (a symlink)") { $0.scenario.symlink = true },
    Change("content sizes", "7.8MB and 7.41MB", "5B and 7.41MB") {
      $0.runs[0].contents = Contents(
        a: ContentFacts(bytes: 5, xxh128: Digest(high: 1, low: 2)), b: Samples.contents.b)
    },
    Change("strategy", "subject", "inplace") {
      $0.runs[0].subject.updater.strategy?.name = "inplace"
    },
    Change("copy", "write", "sendfile") { $0.runs[0].subject.updater.strategy?.copy = .sendfile },
    Change("signer", "busy:40ms", "none") { $0.runs[0].subject.updater.strategy?.signer = .none },
    Change("staging directory", "none", "/s") {
      $0.runs[0].subject.updater.strategy?.stagingDirectory = "/s"
    },
    Change("known to be broken", "no", "yes") { $0.runs[0].knownBroken = true },
  ]

  /// A rate that would decide, but for the condition.
  @Test(arguments: conditions)
  func otherConditionsAreSaidAndKeepRatesFromDeciding(_ change: Change) throws {
    let runs = Samples.steady("subject", caught: 8)
    let more = Samples.steady("subject", caught: 112)
    #expect(try Samples.comparison(runs, more).effect == .worse)
    let comparison = try Samples.comparison(runs, more, change.make)
    let condition = try #require(comparison.scenarios[0].conditions.first)
    #expect(comparison.scenarios[0].conditions.count == 1)
    #expect(condition.name.words == change.testDescription)
    #expect(condition.base == change.base && condition.head == change.head)
    #expect(comparison.scenarios[0].subjects[0].differences.map(\.aspect) == [.caughtSwaps])
    #expect(comparison.effect == .same)
  }

  /// The change that most comparisons are made for.
  @Test func inPlaceThatBecomesStagedUnderItsNameIsBetterAndBackIsWorse() throws {
    var old = Samples.run("install", caught: 28)
    old.subject.updater.strategy?.name = "inplace"
    old.knownBroken = true
    var new = Samples.run("install")
    new.subject.updater.strategy?.name = "staged"
    let better = try Samples.comparison([old], [new])
    #expect(better.effect == .better)
    #expect(better.scenarios[0].conditions.map(\.name) == [.strategy, .knownBroken])
    #expect(try Samples.comparison([new], [old]).effect == .worse)
  }

  @Test func aSubjectsOwnConditionIsNoOtherSubjects() throws {
    let base = Samples.steady("a", "b", caught: 8)
    var head = Samples.steady("a", "b", caught: 112)
    head[0].knownBroken = true
    let pairs = try Samples.comparison(base, head).scenarios[0].subjects
    #expect(pairs.map(\.effect) == [.same, .worse, .same])
  }

  static let commandConditions = [
    Change("updater", "cp", "mv") { $0.runs[0].subject.updater = .command(CommandSpec("mv")) },
    Change("setup", "none", "x") {
      $0.runs[0].subject.updater = .command(CommandSpec("cp", setup: "x"))
    },
    Change("teardown", "none", "x") {
      $0.runs[0].subject.updater = .command(CommandSpec("cp", teardown: "x"))
    },
    Change("timeout", "60s", "1s") {
      $0.runs[0].subject.updater = .command(
        CommandSpec("cp", timeout: TimeSpan(nanoseconds: 1_000_000_000)))
    },
    Change("shell", "/bin/sh", "none") {
      $0.runs[0].subject.updater = .command(CommandSpec("cp", shell: .none))
    },
  ]

  @Test(arguments: commandConditions)
  func whatACommandDoesIsACondition(_ change: Change) throws {
    func command(_ caught: Int) -> [Run] {
      var runs = Samples.steady("subject", caught: caught)
      runs[0].subject.updater = .command(CommandSpec("cp"))
      return runs
    }
    #expect(try Samples.comparison(command(8), command(112)).effect == .worse)
    let comparison = try Samples.comparison(command(8), command(112), change.make)
    let conditions = comparison.scenarios[0].conditions
    #expect(conditions.map(\.name.words) == [change.testDescription])
    #expect(conditions.first?.base == change.base && conditions.first?.head == change.head)
    #expect(comparison.effect == .same)
  }

  /// A strategy that becomes a command under its name is compared, and all that differs is said.
  @Test func aStrategyThatBecomesACommandIsAnotherUpdater() throws {
    let comparison = try Samples.comparison([Samples.run()], [Samples.run()]) {
      $0.runs[0].subject.updater = .command(CommandSpec("cp {source} {target}", shell: .none))
    }
    #expect(
      comparison.scenarios[0].conditions.map { "\($0.name.rawValue): \($0.base), \($0.head)" } == [
        "strategy: subject, none", "updater: none, cp {source} {target}",
        "timeout: no command, 60s", "shell: no command, none", "copy: write, none",
        "signer: busy:40ms, none",
      ])
  }

  @Test func anotherStagingDirectoryIsACondition() throws {
    var (base, head) = (Samples.run(), Samples.run())
    base.subject.updater.strategy?.stagingDirectory = "/a"
    head.subject.updater.strategy?.stagingDirectory = "/b"
    let conditions = try Samples.comparison([base], [head]).scenarios[0].conditions
    #expect(conditions.map(\.name) == [.stagingDirectory])
    #expect(conditions.map(\.subject) == ["subject"])
  }

  /// Such a race ends when it has seen enough, so its shares are larger than they are.
  @Test(arguments: [(3, Comparison.Effect.same), (nil, .worse)] as [(Int?, Comparison.Effect)])
  func ratesOfAGateThatStoppedEarlyDecideNothing(_ judgements: Int?, _ effect: Comparison.Effect)
    throws
  {
    let comparison = try Samples.comparison(
      Samples.steady("subject", caught: 8), Samples.steady("subject", caught: 112),
      { $0.gate = Gate(confidence: 0.95, judgements: judgements) })
    #expect(comparison.effect == effect)
  }
}
