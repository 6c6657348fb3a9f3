import ArgumentParser
import RaceModel

/// `racebench run`: measures, and exits with 0 whatever it saw.
struct RunCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "run",
    abstract: "Race strategies and updaters, and report the partial states that readers saw.",
    discussion: """
      Without a scenario and without options this is the reference experiment: inplace and staged, 8 readers, \
      30 swaps each, 7.8 MB, a signer that keeps a processor busy for 40 ms. Options override the scenario's \
      choices. The exit status is 0 whatever was seen.

      Examples:
        racebench run --strategy inplace --strategy staged --readers 4 --swaps 10
        racebench run --strategy inplace --updater 'mv {source} {target}'
      """)

  @OptionGroup var session: RaceSession

  mutating func run() throws {
    let ending = try session.publish(session.draft(), for: .run) { _, result in
      .measured(result.runs)
    }
    if let failure = ending.complaint ?? ending.failure { throw failure }
  }
}
