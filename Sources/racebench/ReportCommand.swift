import ArgumentParser
import RaceModel
import RaceReports

/// `racebench report`: renders saved results again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Check saved results and render them again.",
    discussion: "Example:\n  racebench report results/pr-591.json --format markdown")

  @Argument(help: ArgumentHelp("JSON files that racebench has written.", valueName: "result.json"))
  var results: [String]

  @OptionGroup(title: "Output") var output: OutputOptions<Format>

  @Flag(
    help:
      "Of explorations, show every step in a row of its own, and every state and violation too.")
  var allSteps = false

  mutating func run() throws {
    let outputs = try output.checked()
    try output.refuse(writingOver: results)
    var races: [Report] = []
    var explorations: [ExplorationReport] = []
    for path in results {
      switch try ResultFile.readAny(path) {
      case .races(let reports): races += reports
      case .explorations(let reports): explorations += reports
      }
    }
    if explorations.isEmpty {
      guard !allSteps else {
        throw Failure(.usage, "--all-steps: only explorations have steps, and these are races")
      }
      try outputs.publish(races)
    } else {
      guard races.isEmpty else {
        throw Failure(
          .usage,
          "these are races and explorations; expected results of one kind, so render them apart")
      }
      try output.checked(as: ExplorationFormat.self)
        .publish(ShownExplorations(explorations, allSteps: allSteps))
    }
  }
}
