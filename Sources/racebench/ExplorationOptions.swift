import ArgumentParser
import RaceModel
import RaceScenarios

/// How an updater is stepped through.
struct ExplorationOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Cut larger writes to this size, so that what they show halfway is seen (default: 1MiB).",
      valueName: "bytes"))
  var split: String?

  @Option(
    help: ArgumentHelp(
      "How long to watch on when the updater has ended (default: 100ms).", valueName: "time"))
  var settle: String?

  @Option(
    help: ArgumentHelp(
      "Contracts that must be kept besides content and presence, with commas between them; repeatable: "
        + "\(Engine.stepping.contracts.map(\.rawValue).joined(separator: ", ")).",
      valueName: "contract,…"))
  var require: [String] = []

  @Flag(help: "Show every step in a row of its own, and every state and violation too.")
  var allSteps = false

  /// A plan for each subject of what other flags say.
  /// - Parameter timeout: when an updater that has not ended is killed.
  func plans(of scenario: Scenario, timeout: TimeSpan) throws(Failure) -> [ExplorationPlan] {
    let checks = ScenarioLoader.checks
    let split = try Checks.flag("--split", split, checks.size)
    let settle = try Checks.flag("--settle", settle) { text throws(Problem) in
      text == "0" || text == "0s" ? TimeSpan(nanoseconds: 0) : try checks.duration(text)
    }
    let required =
      try require.isEmpty
      ? []
      : Checks.flag("--require", require) { lists throws(Problem) in
        try checks.contracts(lists, judgedBy: .stepping)
      }
    return scenario.subjects.map { subject in
      var plan = ExplorationPlan(
        contents: scenario.contents, directory: scenario.directory, target: scenario.target,
        symlink: scenario.symlink, subject: subject,
        split: split ?? ExplorationPlan.Defaults.split,
        settle: settle ?? ExplorationPlan.Defaults.settle,
        timeout: timeout,
        required: Self.deciding(subject, required ?? []),
        temporaryDirectory: scenario.temporaryDirectory)
      plan.sizeLimit = scenario.sizeLimit
      return plan
    }
  }

  /// Where the signer fails the subject is to roll back, as for a gate, and nobody asks for the new content.
  private static func deciding(_ subject: Subject, _ required: [Contract]) -> [Contract] {
    guard let signer = subject.updater.strategy?.signer, ScenarioLoader.catalogue.fails(signer),
      !required.contains(.rollback)
    else { return required }
    return required + [.rollback]
  }
}
