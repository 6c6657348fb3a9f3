import ArgumentParser
import RaceModel
import RaceReports
import RaceSampling
import RaceScenarios
import RaceSystem

/// `racebench run`: measures, and exits with 0 whatever it saw.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Race strategies and report the partial states that readers saw.",
    discussion: """
      Without a scenario and without options this is the reference experiment: inplace and staged, 8 readers, \
      30 swaps each, 7.8 MB, a signer that keeps a processor busy for 40 ms. Options override the scenario's \
      choices. The exit status is 0 whatever was seen.

      Example:
        racebench run --strategy inplace --strategy staged --readers 4 --swaps 10
      """)

  @Argument(
    help: ArgumentHelp("Scenario files to run, one after the other.", valueName: "scenario.yaml"))
  var scenarios: [String] = []

  @OptionGroup(title: "Subjects") var subjects: SubjectOptions
  @OptionGroup(title: "Stage") var stage: StageOptions
  @OptionGroup(title: "Race") var race: RaceOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  mutating func run() throws {
    let outputs = try output.checked()
    let plans = try plans()
    var reports: [Report] = []
    for plan in plans {
      reports.append(try race(plan))
      if plans.count > 1 { try outputs.save(reports) }
    }
    try outputs.publish(reports)
  }

  /// All scenarios, resolved before the first of them is run.
  private func plans() throws -> [RacePlan] {
    let flags = try draft()
    let drafts =
      scenarios.isEmpty
      ? [flags] : try scenarios.map { flags.merged(over: try ScenarioLoader.load($0)) }
    return try drafts.map {
      try RacePlan(try $0.resolved(for: .run, defaultSeed: UInt64.random(in: 1...999_999)))
    }
  }

  private func draft() throws -> ScenarioDraft {
    var draft = ScenarioDraft()
    try subjects.apply(to: &draft)
    try stage.apply(to: &draft)
    try race.apply(to: &draft)
    return draft
  }

  private func race(_ plan: RacePlan) throws -> Report {
    let directory = plan.scenario.directory ?? ScenarioLoader.temporaryDirectory
    let race = try Race(plan, in: directory)
    let line = quiet || !Terminal.isWatched ? nil : ProgressLine()
    let result: Race.Result
    do {
      defer { line?.clear() }
      result = try race.run(
        executable: ScenarioLoader.executable, progress: line.map { line in { line.show($0) } })
    }
    let runs = RunJudge.judge(result.runs)
    return Report(
      verdict: .together(runs.map(\.judgement.verdict)), toolVersion: Version.current,
      host: result.host, seed: plan.scenario.contents.seed, startedAt: result.startedAt,
      startMilliseconds: result.startMilliseconds, scenario: plan.scenario, runs: runs)
  }
}
