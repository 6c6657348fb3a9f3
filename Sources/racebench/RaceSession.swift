import ArgumentParser
import RaceModel
import RaceReports
import RaceSampling
import RaceScenarios

/// What every command that races has in common: what it takes, and how it goes through it.
struct RaceSession: ParsableArguments {
  @Argument(
    help: ArgumentHelp("Scenario files to race, one after the other.", valueName: "scenario.yaml"))
  var scenarios: [String] = []

  @OptionGroup(title: "Subjects") var subjects: SubjectOptions
  @OptionGroup(title: "Stage") var stage: StageOptions
  @OptionGroup(title: "Race") var race: RaceOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  /// What these flags say.
  func draft() throws(Failure) -> ScenarioDraft {
    var draft = ScenarioDraft()
    try subjects.apply(to: &draft)
    try stage.apply(to: &draft)
    try race.apply(to: &draft)
    return draft
  }

  /// Races all scenarios, or what the flags alone say, and prints and writes the reports. All scenarios are
  /// resolved before the first of them is raced.
  func publish(
    _ flags: ScenarioDraft, for purpose: Purpose,
    judging judge: (Scenario, Race.Result) -> Judged
  ) throws -> [Report] {
    let outputs = try output.checked()
    let plans = try plans(flags, purpose)
    var reports: [Report] = []
    for plan in plans {
      reports.append(try report(plan, judge))
      if plans.count > 1 { try outputs.save(reports) }
    }
    try outputs.publish(reports)
    return reports
  }

  private func plans(_ flags: ScenarioDraft, _ purpose: Purpose) throws -> [RacePlan] {
    let files = try scenarios.map { purpose.reading(try ScenarioLoader.load($0)) }
    let drafts = files.isEmpty ? [flags] : files.map(flags.merged)
    return try drafts.map {
      try RacePlan($0.resolved(for: purpose, defaultSeed: UInt64.random(in: 1...999_999)))
    }
  }

  private func report(
    _ plan: RacePlan, _ judge: (Scenario, Race.Result) -> Judged
  ) throws -> Report {
    let directory = plan.scenario.directory ?? ScenarioLoader.temporaryDirectory
    let race = try Race(plan, in: directory)
    let line = quiet || !Terminal.isWatched ? nil : ProgressLine()
    let result: Race.Result
    do {
      defer { line?.clear() }
      result = try race.run(
        executable: ScenarioLoader.executable, progress: line.map { line in { line.show($0) } })
    }
    let judged = judge(plan.scenario, result)
    return Report(
      verdict: judged.verdict, gate: judged.gate, toolVersion: Version.current, host: result.host,
      seed: plan.scenario.contents.seed, startedAt: result.startedAt,
      startMilliseconds: result.startMilliseconds, scenario: plan.scenario, runs: judged.runs)
  }
}
