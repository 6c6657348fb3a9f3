import FoundationEssentials
import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import Synchronization

/// A race, as the top process sees it: it forks the guardian, below which everything happens, watches, and is
/// told the outcome.
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
  }

  /// Open files that a race gets along with, cleaning up included.
  private static let neededFiles: UInt = 64

  /// How often progress is shown, in milliseconds.
  private static let interval: Int32 = 100

  private let plan: RacePlan
  private let directories: [ScratchDirectory]
  private let stage: Stage
  private let board: Board
  private let signals: SignalEvents
  /// Children that this process had when it was started, such as a shell's `exec` leaves it.
  private let strangers = Set(Descendants.children())

  /// Makes the scratch directories of a race.
  /// - Parameter directory: where its root is put.
  /// - Throws: `Failure` for a directory that is not there or cannot be written.
  package init(_ plan: RacePlan, in directory: String) throws(Failure) {
    self.plan = plan
    guard ForkedProcess.openFileLimit >= Self.neededFiles else {
      throw Failure(
        .unavailable,
        "a race needs \(Self.neededFiles) open files, and \(ForkedProcess.openFileLimit) are allowed; "
          + "raise the limit with ulimit -n")
    }
    var annexes: [String: String] = [:]
    var directories: [ScratchDirectory] = []
    do throws(SystemCallError) {
      // From here on a signal waits until all is set up to clean up after it.
      signals = try SignalEvents([SIGINT, SIGTERM, SIGHUP, SIGCHLD])
      board = try Board(
        readers: plan.scenario.readers + plan.scenario.glancers, writers: plan.scenario.writers)
    } catch {
      throw Failure(.unavailable, "cannot set the race up: \(error)")
    }
    do throws(Failure) {
      directories.append(try Self.scratch(in: directory, called: "directory"))
      for place in Set(plan.entries.compactMap(\.subject.updater.strategy?.stagingDirectory))
        .sorted()
      {
        let annex = try Self.scratch(in: place, called: "staging directory")
        directories.append(annex)
        annexes[place] = annex.path
      }
    } catch {
      for directory in directories { try? directory.remove() }
      throw error
    }
    self.directories = directories
    stage = Stage(
      root: directories[0].path, annexes: annexes, target: plan.scenario.target,
      symlink: plan.scenario.symlink)
  }

  /// Runs the race to its end, and removes all traces of it.
  /// - Parameters:
  ///   - executable: racebench's own executable, for commands that ask for it.
  ///   - progress: called now and then while the race goes on; nobody is called if nil.
  /// - Throws: `Failure`; nothing is left running and nothing is left on disk then, either.
  package func run(
    executable: String, progress: ((ProgressSnapshot) -> Void)?
  ) throws(Failure) -> Result {
    // All is cleaned up by then: a signal may end us in the usual way again, and the next race has its own
    // descriptors.
    defer {
      SignalEvents.unblockAll()
      close(signals.descriptor)
      for directory in directories { directory.disown() }
    }
    let host = HostProbe.host(at: stage.root)
    let startedAt = Clock.timestamp()
    let outcome: RaceOutcome
    do throws(SystemCallError) {
      outcome = try conduct(executable, progress)
    } catch {
      try? Guardian.takeOver(directories, sparing: strangers)
      throw Failure(.unavailable, "cannot run the race: \(error)")
    }
    switch outcome {
    case .failed(let failure): throw failure
    case .raced(let runs, let judgements, let startMilliseconds):
      return Result(
        runs: runs, judgements: judgements, startMilliseconds: startMilliseconds, host: host,
        startedAt: startedAt)
    }
  }

  private func conduct(
    _ executable: String, _ progress: ((ProgressSnapshot) -> Void)?
  ) throws(SystemCallError) -> RaceOutcome {
    let pipe = try Pipe()
    let plan = self.plan
    let board = self.board
    let stage = self.stage
    let guardian = try Guardian(guarding: directories, name: "rb-coordinator") {
      Self.coordinate(plan, board, stage, executable, to: pipe.writeEnd)
    }
    close(pipe.writeEnd)
    defer { close(pipe.readEnd) }
    var watch = Watch(guardian: guardian, results: pipe.readEnd, signals: signals)
    let end = try watch.untilEnd(interval: progress == nil ? nil : Self.interval) {
      progress?(snapshot())
    }
    try? Guardian.takeOver(directories, sparing: strangers)
    for directory in directories {
      if (try? PathCalls.linkStatus(directory.path)) != nil {
        return .failed(
          Failure(.cannotWrite, "cannot remove \"\(directory.path)\"; remove it by hand"))
      }
    }
    return watch.outcome(end)
  }

  /// The coordinator's process.
  private static func coordinate(
    _ plan: RacePlan, _ board: Board, _ stage: Stage, _ executable: String, to pipe: Int32
  ) -> Int32 {
    let outcome: RaceOutcome
    do {
      var coordinator = try Coordinator(plan, board: board, stage: stage, executable: executable)
      outcome = try coordinator.race()
    } catch let failure as Failure {
      outcome = .failed(failure)
    } catch let error as SystemCallError {
      outcome = .failed(failure(error, stage))
    } catch {
      outcome = .failed(Failure(.defect, "\(error)"))
    }
    do {
      let file = OpenFile(adopting: pipe, path: "results")
      try file.write(Array(JSONEncoder().encode(outcome)))
      return 0
    } catch {
      return Watch.resultsLost
    }
  }

  /// What a failed call on the stage means for the user.
  private static func failure(_ error: SystemCallError, _ stage: Stage) -> Failure {
    switch error.errno {
    case EMFILE, ENFILE, ENOMEM, EAGAIN, EPERM:
      Failure(.unavailable, "the race needs more than it is allowed: \(error)")
    default:
      Failure(.cannotWrite, "cannot work in \"\(stage.root)\": \(stage.withoutRoot("\(error)"))")
    }
  }

  private static func scratch(
    in directory: String, called what: String
  ) throws(Failure) -> ScratchDirectory {
    do throws(SystemCallError) {
      return try ScratchDirectory(in: directory)
    } catch {
      switch error.errno {
      case ENOENT, ENOTDIR:
        throw Failure(.usage, "\(what) \"\(directory)\" is not there; make it, or name another one")
      case EMFILE, ENFILE, ENOMEM:
        throw Failure(.unavailable, "the race needs more than it is allowed: \(error)")
      default:
        throw Failure(.cannotWrite, "cannot write in \(what) \"\(directory)\": \(error.reason)")
      }
    }
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
      fraction = Double(swaps) / Double(count * plan.entries.count * board.writerCount)
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
