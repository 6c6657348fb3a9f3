import ArgumentParser
import RaceModel
import RaceReports
import RaceScenarios
import RaceStepping

/// `racebench explore`: steps through updaters, and lists every state that they let anyone see.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract:
      "Step through an updater, and list every state that readers can see between its calls.",
    discussion: """
      The updater is stopped at every system call that can change what a reader sees, and the target is looked at \
      there. Nothing is left to luck: the same list comes out each time. The exit status is 0 where only whole \
      contents could be seen and every required contract was kept, 1 where content, presence or a required \
      contract was broken, 2 where not all could be seen.

      Examples:
        racebench explore --strategy staged
        racebench explore --updater 'cp {source} {target}' --split 4KiB
        racebench explore --updater 'install {source} {target}' --require inode
      """)

  @OptionGroup(title: "Subjects") var subjects: SubjectOptions
  @OptionGroup(title: "Stage") var stage: StageOptions
  @OptionGroup(title: "Exploration") var exploration: ExplorationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<ExplorationFormat>

  @Flag(name: .shortAndLong, help: "As for other commands; an exploration shows no progress.")
  var quiet = false

  mutating func run() throws {
    let outputs = try output.checked()
    var reports: [ExplorationReport] = []
    var failure: Failure?
    var complaint: Failure?
    do throws(Failure) {
      let plans = try plans()
      try output.refuse(writingOver: plans.flatMap(\.contents.files))
      for plan in plans where complaint == nil {
        reports.append(try report(on: plan, &complaint))
      }
    } catch {
      // What was explored is published even where a later one fails: a finding is not lost with it.
      if reports.isEmpty { throw error }
      failure = error
    }
    try outputs.publish(ShownExplorations(reports, allSteps: exploration.allSteps))
    let shown = Self.failure(of: reports)
    // What is left on the machine is for its user to mend, whatever was found.
    if let complaint { throw complaint }
    // A finding outweighs whatever kept others from being found.
    if let failure = shown?.status == .violated ? shown : failure ?? shown { throw failure }
  }

  private func plans() throws(Failure) -> [ExplorationPlan] {
    var draft = ScenarioDraft()
    try subjects.apply(to: &draft)
    try stage.apply(to: &draft)
    // Here it holds for strategies, too.
    let timeout = draft.commands.timeout
    draft.commands.timeout = nil
    draft.strategies.timeout = nil
    let scenario = try draft.merged(over: ScenarioDraft()).resolved(
      for: .explore, defaultSeed: UInt64.random(in: 1...999_999))
    try Programs.check(scenario, path: nil)
    return try exploration.plans(
      of: scenario, timeout: timeout ?? CommandSpec.defaultTimeout)
  }

  private func report(
    on plan: ExplorationPlan, _ complaint: inout Failure?
  ) throws(Failure) -> ExplorationReport {
    let explorer = try Explorer(plan, in: plan.directory ?? ScenarioLoader.temporaryDirectory)
    let ended = try explorer.explore(
      toolVersion: Version.current, executable: ScenarioLoader.executable)
    complaint = ended.complaint
    return ended.result
  }

  /// What the exit status is to say, a finding before what could not be seen; nil where all passed.
  private static func failure(of reports: [ExplorationReport]) -> Failure? {
    let wanting: [(Verdict, Failure.Status)] = [(.fail, .violated), (.inconclusive, .inconclusive)]
    for (verdict, status) in wanting {
      for exploration in reports.map(\.exploration) where exploration.judgement.verdict == verdict {
        return Failure(
          status,
          "\(exploration.subject.name): \(verdict.rawValue): \(exploration.judgement.reason)")
      }
    }
    return nil
  }
}
