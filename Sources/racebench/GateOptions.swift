import ArgumentParser
import RaceModel
import RaceScenarios

/// By what a gate judges.
struct GateOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "A strategy that must be caught for anything to pass; repeatable (default: inplace, backup-rename, and with "
        + "the readers read and mmap patch-after-rename; others beside --reader-command).",
      valueName: "name"))
  var control: [String] = []

  @Option(
    help: ArgumentHelp(
      "How sure a pass must be, above 0.5 and below 1 (default: 0.95).", valueName: "p"))
  var confidence: Double?

  @Option(
    help: ArgumentHelp(
      "When to give up if not all is decided; not beside --swaps or --duration (default: 60s).",
      valueName: "time"))
  var timeLimit: String?

  @Option(
    help: ArgumentHelp(
      "Contracts that every subject must keep, with commas between them; repeatable: "
        + "\(Engine.sampling.contracts.map(\.rawValue).joined(separator: ", ")).",
      valueName: "contract,…"))
  var require: [String] = []

  /// Called after the race's own options, for what excludes them.
  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    var controls: [SubjectDraft] = []
    for name in control {
      guard let name = try Checks.flag("--control", name, checks.strategy) else { continue }
      controls.append(SubjectDraft(strategy: name))
    }
    if !controls.isEmpty { draft.controls = controls }
    draft.confidence = try Checks.flag("--confidence", confidence, checks.confidence)
    draft.timeLimit = try Checks.flag("--time-limit", timeLimit, checks.duration)
    if draft.timeLimit != nil && draft.extent != nil {
      throw Failure(
        .usage,
        "--time-limit and --swaps or --duration exclude each other: a gate goes on until it is decided, or "
          + "for as long as it is told")
    }
    if !require.isEmpty {
      draft.required = try Checks.flag("--require", require) { names throws(Problem) in
        try checks.contracts(names, judgedBy: .sampling)
      }
    }
  }
}
