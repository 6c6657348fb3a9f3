import ArgumentParser
import FoundationEssentials
import RaceModel
import RaceReports
import RaceScenarios
import RaceStepping

/// `racebench explore`: steps through updaters, and lists every state that they let anyone see.
struct ExploreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explore",
    abstract: "Step through an updater, and list every state that readers can see between its calls.",
    discussion: """
      The updater is stopped at every system call that can change what a reader sees, and the target is looked at \
      there. Nothing is left to luck: the same list comes out each time. The exit status is 0 where only whole \
      contents could be seen, 1 where a contract was broken, 2 where not all could be seen.

      Examples:
        racebench explore --strategy staged
        racebench explore --updater 'cp {source} {target}' --split 4KiB
        racebench explore --updater 'install -m 755 {source} {target}' --require inode,durability
      """)

  @OptionGroup(title: "Subjects") var subjects: SubjectOptions
  @OptionGroup(title: "Stage") var stage: StageOptions
  @OptionGroup(title: "Exploration") var exploration: ExplorationOptions
  @OptionGroup(title: "Output") var output: OutputOptions<Format>

  mutating func run() throws {
    let outputs = try output.checked()
    var reports: [ExplorationReport] = []
    for plan in try plans() {
      let explorer = try Explorer(plan, in: plan.directory ?? ScenarioLoader.temporaryDirectory)
      reports.append(
        try explorer.explore(
          toolVersion: Version.current, executable: ScenarioLoader.executable))
    }
    let e = JSONEncoder(); e.outputFormatting = [.prettyPrinted, .sortedKeys]
    for r in reports { 
      if output.format == "json" { print(String(decoding: try! e.encode(r), as: UTF8.self)); continue }
      let x = r.exploration
      if exploration.allSteps { for s in x.steps { print(s.index, s.process, s.call, s.result, s.effects, "->", x.states[s.after.state].kind, s.after.file ?? 0, s.after.entries) } }
      print("KINDS", Set(x.states.map(\.kind)).sorted().map(\.rawValue), x.steps.count)
      print(x.ending, x.failure ?? "", Double(x.wallNanoseconds)/1e6, x.files.map { "\($0.number) \($0.path)"})
      print(x.limits, x.again as Any, x.mishandlesShortWrites)
      for c in x.contracts.sorted(by: {$0.key.rawValue < $1.key.rawValue}) { print(c.key.rawValue, c.value.name.rawValue == "kept" ? "kept" : "\(c.value)") }
      print(x.judgement)
    }
    _ = outputs
    switch Verdict.together(reports.map(\.exploration.judgement.verdict)) {
    case .pass: break
    case .fail: throw Failure(.violated, "explore: fail")
    case .inconclusive: throw Failure(.inconclusive, "explore: inconclusive")
    }
  }

  private func plans() throws(Failure) -> [ExplorationPlan] {
    var draft = ScenarioDraft()
    try subjects.apply(to: &draft)
    try stage.apply(to: &draft)
    let scenario = try draft.resolved(
      for: .run, defaultSeed: UInt64.random(in: 1...999_999))
    return try exploration.plans(of: scenario)
  }
}
