import ArgumentParser
import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// `racebench report`: renders saved results again.
struct ReportCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "report", abstract: "Check saved results and render them again.",
    discussion: "Example:\n  racebench report results/pr-591.json --format markdown")

  @Argument(help: ArgumentHelp("JSON files that racebench has written.", valueName: "result.json"))
  var results: [String]

  @OptionGroup(title: "Output") var output: OutputOptions

  mutating func run() throws {
    let outputs = try output.checked()
    var reports: [Report] = []
    for path in results {
      let bytes: [UInt8]
      do throws(SystemCallError) {
        bytes = try OpenFile(path, O_RDONLY).readToEnd()
      } catch {
        throw Failure(.badData, "cannot read result \"\(path)\": \(error.reason)")
      }
      reports += try ReportFile.decode(bytes, path: path)
    }
    try outputs.publish(reports)
  }
}
