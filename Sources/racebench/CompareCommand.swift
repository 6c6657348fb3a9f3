import ArgumentParser
import RaceModel
import RaceReports

/// `racebench compare`: what changed between two saved results.
struct CompareCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compare", abstract: "Compare two saved results of races (run, gate).",
    discussion: """
      The exit status is 0 where HEAD is no worse than BASE, 1 where it is worse, and 2 where it shows too \
      little to be called either. A difference that noise explains is not called one.

      Example:
        racebench compare base.json head.json --format markdown
      """)

  @Argument(help: ArgumentHelp("What HEAD is compared with.", valueName: "base.json"))
  var base: String

  @Argument(help: ArgumentHelp("What is asked whether it is worse.", valueName: "head.json"))
  var head: String

  @OptionGroup(title: "Output") var output: OutputOptions<ComparisonFormat>

  mutating func run() throws {
    let outputs = try output.checked()
    try output.refuse(writingOver: [base, head])
    let (base, head) = (try ResultFile.races(base), try ResultFile.races(head))
    let comparison: Comparison
    do throws(Comparison.Mismatch) {
      comparison = try Comparison(base: base, head: head)
    } catch {
      throw error.failure
    }
    try outputs.publish(comparison)
    if let failure = comparison.failure { throw failure }
  }
}
