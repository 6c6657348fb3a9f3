import ArgumentParser
import RaceModel
import RaceReports
import RaceSampling
import RaceScenarios

/// `racebench selftest`: shows that what is broken is caught on this machine.
struct SelftestCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "selftest",
    abstract: "Show that readers on this machine catch what is broken, and that defects are found.",
    discussion: """
      Races each strategy under a condition that breaks it if anything does, then plants defects in the engine \
      and in updaters; each of them must turn the result red. Exits with 0 only if every row of the table is as \
      expected, and otherwise with 1.

      Example:
        racebench selftest --directory /var/tmp
      """)

  @Option(
    help: ArgumentHelp(
      "Where the private roots are made (default: $TMPDIR or /tmp).", valueName: "dir"))
  var directory: String?

  @Flag(name: .shortAndLong, help: "Show no progress.")
  var quiet = false

  mutating func run() throws {
    let directory = try Checks.flag("--directory", directory, ScenarioLoader.checks.path)
      .map(ScenarioLoader.absolute)
    let line = quiet || !Terminal.isWatched ? nil : ProgressLine()
    let rows: [SelftestRow]
    do {
      defer { line?.clear() }
      rows = try Selftest(
        in: directory ?? ScenarioLoader.temporaryDirectory, executable: ScenarioLoader.executable,
        progress: line.map { line in { line.show($0) } }
      ).rows()
    }
    try Terminal.print(rendered: SelftestTable.render(rows))
    if let failure = SelftestRow.failure(of: rows) { throw failure }
  }
}
