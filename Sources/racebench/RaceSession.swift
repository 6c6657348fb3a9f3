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

  /// What came of the races.
  struct Ending {
    /// Those that were raced; at least one.
    let reports: [Report]
    /// What kept others from being raced, or these from being written.
    let failure: Failure?
    /// What is left of one that was raced, or has ended it early: it decides the exit status.
    let complaint: Failure?
  }

  /// Races all scenarios, or what the flags alone say, and prints and writes the reports. All scenarios are
  /// resolved before the first of them is raced. What was raced is published even where a later race fails: a
  /// finding is not lost with it.
  /// - Throws: `Failure` where nothing was raced.
  func publish(
    _ flags: ScenarioDraft, for purpose: Purpose,
    judging judge: (Scenario, Race.Result) -> Judged
  ) throws(Failure) -> Ending {
    let outputs = try output.checked()
    try output.refuse(writingOver: scenarios)
    let plans = try plans(flags, purpose)
    try output.refuse(writingOver: plans.flatMap(\.scenario.contents.files))
    var reports: [Report] = []
    var failure: Failure?
    var complaint: Failure?
    do throws(Failure) {
      for plan in plans where complaint == nil {
        reports.append(try report(plan, judge, &complaint))
        if plans.count > 1 { try outputs.save(reports) }
      }
    } catch {
      if reports.isEmpty { throw error }
      failure = error
    }
    do throws(Failure) { try outputs.publish(reports) } catch { failure = failure ?? error }
    return Ending(reports: reports, failure: failure, complaint: complaint)
  }

  private func plans(_ flags: ScenarioDraft, _ purpose: Purpose) throws(Failure) -> [RacePlan] {
    var drafts: [ScenarioDraft] = []
    for path in scenarios {
      drafts.append(
        try flags.merged(over: purpose.reading(try ScenarioLoader.load(path, below: flags))))
    }
    if scenarios.isEmpty { drafts = [try flags.merged(over: ScenarioDraft())] }
    var resolved: [Scenario] = []
    for draft in drafts {
      let seed = UInt64.random(in: 1...999_999)
      resolved.append(try draft.resolved(for: purpose, defaultSeed: seed))
    }
    for (index, scenario) in resolved.enumerated() {
      try Programs.check(
        scenario, path: scenarios.indices.contains(index) ? scenarios[index] : nil)
    }
    let plans = try resolved.map { scenario throws(Failure) in try RacePlan(scenario) }
    for plan in plans { try plan.checkControls() }
    return plans
  }

  private func report(
    _ plan: RacePlan, _ judge: (Scenario, Race.Result) -> Judged, _ complaint: inout Failure?
  ) throws(Failure) -> Report {
    let directory = plan.scenario.directory ?? ScenarioLoader.temporaryDirectory
    let race = try Race(plan, in: directory)
    let line = quiet || !Terminal.isWatched ? nil : ProgressLine()
    defer { line?.clear() }
    let result = try race.run(
      executable: ScenarioLoader.executable, progress: line.map { line in { line.show($0) } })
    complaint = result.complaint
    let judged = judge(plan.scenario, result)
    return Report(
      verdict: judged.verdict, gate: judged.gate, toolVersion: Version.current, host: result.host,
      seed: plan.scenario.contents.seed, startedAt: result.startedAt,
      startMilliseconds: result.startMilliseconds, scenario: plan.scenario, runs: judged.runs)
  }
}
