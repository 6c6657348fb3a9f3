import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters

/// Steps through an updater, on a stage of its own that is gone afterwards.
package struct Explorer {
  private let plan: ExplorationPlan
  private let entrant: Entrant
  private let task: GuardedTask

  /// Looks the plan's names up, and makes its scratch directories.
  /// - Parameters:
  ///   - directory: where its root is put.
  ///   - strategies: where a strategy is looked for.
  /// - Throws: `Failure` for a name that nobody knows, and for a directory that is not there or cannot be written.
  package init(
    _ plan: ExplorationPlan, in directory: String, among strategies: [any Strategy] = Strategies.all
  ) throws(Failure) {
    self.plan = plan
    var subject = plan.subject
    // Here the limit holds for all that is run, set-up and rehearsals among it.
    if case .command(var command) = subject.updater {
      command.timeout = plan.timeout
      subject.updater = .command(command)
    }
    entrant = try Entrant(subject, .subject, among: strategies)
    task = try GuardedTask(
      .exploration, in: directory, of: [plan.subject], target: plan.target, symlink: plan.symlink,
      temporary: plan.temporaryDirectory, room: plan.contents.temporaryRoom)
  }

  /// Explores, and removes all traces of it.
  /// - Parameters:
  ///   - toolVersion: what the report calls racebench's version.
  ///   - executable: racebench's own executable, for commands that ask for it.
  /// - Returns: the report, and what could not be cleaned up, which costs nothing of it.
  /// - Throws: `Failure` where there is no report.
  package func explore(
    toolVersion: String, executable: String
  ) throws(Failure) -> GuardedTask.Ended<ExplorationReport> {
    var host = HostProbe.host(at: task.stage.root)
    host.temporaryDirectory = task.temporaryDirectory
    let startedAt = Clock.timestamp()
    return try task.run(worker: "tracer") { [host] stage, complaints in
      let expedition = Expedition(plan, entrant, on: stage, complaints)
      return ExplorationReport(
        toolVersion: toolVersion, host: host, seed: plan.contents.seed, startedAt: startedAt,
        plan: plan, exploration: try expedition.explore(executable: executable))
    }
  }
}
