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

  mutating func run() throws {
    let outputs = try output.checked()
    var reports: [Report] = []
    for path in results { reports += try ResultFile.read(path) }
    try outputs.publish(reports)
  }
}
