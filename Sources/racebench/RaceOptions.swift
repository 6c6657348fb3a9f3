import ArgumentParser
import RaceModel
import RaceScenarios

/// How it is raced.
struct RaceOptions: ParsableArguments {
  @Option(help: ArgumentHelp("How many processes read, 1 to 512 (default: 8).", valueName: "n"))
  var readers: Int?

  @Option(
    help: ArgumentHelp(
      "How they read: \(Self.readerNames.joined(separator: ", ")) (default: read).",
      valueName: "kind"))
  var reader: String?

  @Option(
    help: ArgumentHelp(
      "For the reader \(ReaderSpec.loaderName): the function of the target that it calls.",
      valueName: "name"))
  var symbol: String?

  @Option(
    help: ArgumentHelp(
      "Run this for each look instead; {target}, {directory} and {root} in it are quoted paths.",
      valueName: "command"))
  var readerCommand: String?

  @Option(
    help: ArgumentHelp(
      "How many more only open, stat and close, 0 to 512 (default: 0, in a gate \(Scenario.Limits.defaultGateGlancers)).",
      valueName: "n"))
  var glancers: Int?

  @Option(
    help: ArgumentHelp("How many processes swap at once, 1 to 64 (default: 1).", valueName: "n"))
  var writers: Int?

  @Option(
    help: ArgumentHelp(
      "How often each writer swaps each subject (default: 30, in a gate until it is decided).",
      valueName: "n"))
  var swaps: Int?

  @Option(help: ArgumentHelp("Swap each subject for this long instead.", valueName: "time"))
  var duration: String?

  @Flag(help: "Lock-step: readers look once at each step of a swap. For tests.")
  var rendezvous = false

  /// But for the one that a command names.
  private static var readerNames: [String] {
    ScenarioLoader.catalogue.readers.map(\.name).filter { $0 != ReaderSpec.commandName }
  }

  private func readerDraft(_ checks: Checks) throws(Failure) -> ReaderDraft? {
    let name = try Checks.flag("--reader", reader, checks.reader)
    let symbol = try Checks.flag("--symbol", symbol, checks.symbol)
    let command = try Checks.flag("--reader-command", readerCommand, checks.readerCommand)
    do throws(ReaderDraft.Mismatch) {
      return try ReaderDraft(reader: name, symbol: symbol, command: command)
    } catch {
      throw error.failure
    }
  }

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    draft.readers = try Checks.flag("--readers", readers, checks.readers)
    draft.reader = try readerDraft(checks)
    draft.glancers = try Checks.flag("--glancers", glancers, checks.glancers)
    draft.writers = try Checks.flag("--writers", writers, checks.writers)
    let swaps = try Checks.flag("--swaps", swaps, checks.swaps)
    let duration = try Checks.flag("--duration", duration, checks.duration)
    if let swaps {
      guard duration == nil else {
        throw Failure(
          .usage, "--swaps and --duration exclude each other: a race ends by one of them")
      }
      draft.extent = .swaps(swaps)
    } else if let duration {
      draft.extent = .duration(duration)
    }
    if rendezvous { draft.rendezvous = true }
  }
}
