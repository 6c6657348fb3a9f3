import ArgumentParser
import RaceModel
import RaceScenarios

/// `racebench gate`: judges, and exits with 0 only if all that was expected is met.
struct GateCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "gate",
    abstract: "Judge strategies and updaters beside controls that must be caught; for CI.",
    discussion: """
      Races each subject in turn with controls that are known to be broken, among the same readers, until the \
      verdicts are decided. A subject passes only where every control was caught and something as broken would \
      have been seen. Without a scenario, --strategy or --updater the subject is staged.

      The exit status is 0 if all that is expected is met, 1 if something is not, and 2 if the race was too \
      weak to tell.

      Examples:
        racebench gate --strategy staged --signer busy:5ms --output gate.json
        racebench gate --updater 'install -m 755 {source} {target}'
      """)

  @OptionGroup var session: RaceSession
  @OptionGroup(title: "Gate") var gate: GateOptions

  mutating func run() throws {
    var flags = try session.draft()
    try gate.apply(to: &flags)
    let purpose = Purpose.gate(ScenarioLoader.catalogue)
    let ending = try session.publish(flags, for: purpose) { scenario, result in
      .gated(
        result.runs, by: Gate(confidence: scenario.confidence, judgements: result.judgements))
    }
    let unmet = Check.failure(of: ending.reports.flatMap(\.checks))
    // A finding outweighs whatever kept others from being found.
    let failure =
      ending.complaint ?? (unmet?.status == .violated ? unmet : ending.failure ?? unmet)
    try GitHubStep.announce(ending.reports, scenarioPaths: session.scenarios, beside: failure)
    if let failure { throw failure }
  }
}
