import RaceModel
import RaceStage
import RaceSystem
import Synchronization

/// A race, as the top process sees it: it lays out the board, has the coordinator race below the guardian, and shows
/// how far that is.
package struct Race {
  /// What a race that was run to its end gives.
  package struct Result {
    /// One for each subject, judged by nobody yet.
    package let runs: [Run]
    /// How often its counts were judged until all was decided; nil where its length was fixed beforehand.
    package let judgements: Int?
    /// From the first fork of a reader until each has looked once.
    package let startMilliseconds: Double
    /// The machine, and the file system of the stage.
    package let host: Host
    /// When it began, in UTC, as ISO 8601 writes it.
    package let startedAt: String
    /// What could not be cleaned up afterwards, or has kept the race from going on; nil where there was nothing.
    package let complaint: Failure?
  }

  private let plan: RacePlan
  private let board: Board
  private let task: GuardedTask

  /// Makes the scratch directories of a race.
  /// - Parameter directory: where its root is put.
  /// - Throws: `Failure` for a directory that is not there or cannot be written.
  package init(_ plan: RacePlan, in directory: String) throws(Failure) {
    self.plan = plan
    let scenario = plan.scenario
    do throws(SystemCallError) {
      board = try Board(readers: scenario.readers + scenario.glancers, writers: scenario.writers)
    } catch {
      throw GuardedTask.notSetUp(.race, error)
    }
    task = try GuardedTask(
      .race, in: directory, of: plan.entries.map(\.subject), target: scenario.target,
      symlink: scenario.symlink, temporary: scenario.temporaryDirectory,
      room: scenario.contents.temporaryRoom)
  }

  /// Runs the race to its end, and removes all traces of it.
  /// - Parameters:
  ///   - executable: racebench's own executable, for commands that ask for it.
  ///   - progress: called now and then while the race goes on; nobody is called if nil.
  /// - Throws: `Failure` where there is no result.
  package func run(
    executable: String, progress: ((ProgressSnapshot) -> Void)?
  ) throws(Failure) -> Result {
    var host = HostProbe.host(at: task.stage.root)
    host.temporaryDirectory = task.temporaryDirectory
    let startedAt = Clock.timestamp()
    let ended = try task.run(
      worker: "coordinator", progress: progress.map { show in { show(snapshot()) } }
    ) { stage, complaints in
      var coordinator = try Coordinator(plan, board: board, stage: stage, executable: executable)
      return try coordinator.race(complaints)
    }
    let outcome = ended.result
    return Result(
      runs: outcome.runs, judgements: outcome.judgements,
      startMilliseconds: outcome.startMilliseconds, host: host, startedAt: startedAt,
      complaint: ended.complaint)
  }

  private func snapshot() -> ProgressSnapshot {
    let progress = board.progress
    let started = progress.pointee.started.load(ordering: .relaxed)
    let live = (0..<board.readerCount).reduce(0 as UInt64) {
      $0 + board.reader($1).signals.pointee.looks.load(ordering: .relaxed)
    }
    let swapping = (0..<board.writerCount).reduce(0 as UInt64) {
      $0 + UInt64(board.writer($1).signals.pointee.windows.load(ordering: .relaxed))
    }
    let swaps = progress.pointee.swaps.load(ordering: .relaxed) + swapping
    let fraction: Double
    switch plan.scenario.extent {
    case .swaps(let count):
      fraction =
        Double(swaps) / Double(count * plan.entries.reduce(0) { $0 + plan.writers(for: $1.role) })
    case .duration(let span):
      let raced = progress.pointee.raced.load(ordering: .relaxed)
      fraction = Double(raced) / (Double(span.nanoseconds) * Double(plan.entries.count))
    // Nobody knows how long that takes.
    case .untilDecided: fraction = 0
    }
    return ProgressSnapshot(
      swaps: swaps, looks: progress.pointee.reads.load(ordering: .relaxed) + live,
      partialStates: progress.pointee.partialStates.load(ordering: .relaxed),
      elapsedSeconds: started == 0 ? 0 : Double(Clock.now() - started) / 1e9,
      fraction: min(1, fraction))
  }
}
