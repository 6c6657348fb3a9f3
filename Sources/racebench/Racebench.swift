import ArgumentParser
import RaceModel
import RaceSystem

/// What stands on the command line.
struct Racebench: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "racebench",
    abstract: "Shows what readers see while a file is being replaced.",
    discussion: """
      Forked readers hash a target in a tight loop while a writer swaps it: by a strategy that is built in, or by an updater of \
      your own.
      Reported are the distinct partial states: what was neither the old content nor the new one.

      Examples:
        racebench
        racebench --strategy inplace --strategy staged --format markdown
        racebench scenarios/pr-591.yaml --output result.md --output result.json
        racebench gate scenarios/pr-591.yaml
        racebench gate --updater 'install -m 755 {source} {target}'
      """,
    version: Version.current,
    subcommands: [
      RunCommand.self, GateCommand.self, ExploreCommand.self, ReportCommand.self,
      CompareCommand.self,
      ListCommand.self, InitCommand.self, SelftestCommand.self,
    ],
    defaultSubcommand: RunCommand.self)
}

/// The version of this build.
enum Version {
  static let current = "0.1.0"
}

/// The one door through which the program ends.
@main
enum Main {
  static func main() {
    ForkedProcess.hearErrors()
    do {
      var command = try Racebench.parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      Terminal.end(failure)
    } catch {
      // What is left comes from the parser: a request for help, or wrong usage.
      if Racebench.exitCode(for: error) == .success { Racebench.exit(withError: error) }
      Terminal.end(WrongUsage(error, Array(CommandLine.arguments.dropFirst())).failure)
    }
  }
}
