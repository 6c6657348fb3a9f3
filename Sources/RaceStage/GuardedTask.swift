import FoundationEssentials
import Glibc
import RaceModel
import RaceSystem

/// A race or an exploration, as the top process sees it: it forks the guardian, below which everything happens on a
/// stage of its own, watches, is handed the result, and sees to it that nothing is left behind.
package struct GuardedTask {
  /// What it is called in messages.
  package enum Name: String, Sendable {
    case race
    case exploration

    var withArticle: String {
      switch self {
      case .race: "a race"
      case .exploration: "an exploration"
      }
    }
  }

  /// Open files that it gets along with, cleaning up included.
  private static let neededFiles: UInt = 64

  /// How often progress is shown, in milliseconds.
  private static let interval: Int32 = 100

  /// The exit status of a worker that could not hand its result over. Another one than the guardian's for a worker
  /// that it could not start.
  private static let resultsLost: Int32 = 71

  /// Where it works. The root and its annexes are there; nothing is in them yet.
  package let stage: Stage
  /// Where the updaters' temporary directories lie.
  package let temporaryDirectory: TemporaryDirectory
  private let name: Name
  private let directories: [ScratchDirectory]
  private let signals: SignalEvents
  /// Children that this process had when it was started, such as a shell's `exec` leaves it.
  private let strangers = Set(Descendants.children())

  /// Blocks the signals that would end it uncleanly, and then makes its scratch directories: the root, and one in each
  /// staging directory that a subject names. They are removed by `run`.
  /// - Parameters:
  ///   - name: what it is called in messages.
  ///   - directory: where its root is put.
  ///   - subjects: those that will be on the stage.
  ///   - target: where the target lies.
  ///   - symlink: whether it is a symlink to a file beside it.
  ///   - temporary: where the updaters' temporary directories are to lie; on another file system if nil.
  ///   - room: bytes that must be free there.
  /// - Throws: `Failure` for a directory that is not there or cannot be written, and where too little is allowed.
  package init(
    _ name: Name, in directory: String, of subjects: [Subject], target: Target, symlink: Bool,
    temporary: TemporaryPlace? = nil, room: UInt64 = 0
  ) throws(Failure) {
    self.name = name
    let watchdog: Watchdog
    guard ForkedProcess.openFileLimit >= Self.neededFiles else {
      throw Failure(
        .unavailable,
        "\(name.withArticle) needs \(Self.neededFiles) open files, and "
          + "\(ForkedProcess.openFileLimit) are allowed; raise the limit with ulimit -n")
    }
    do throws(SystemCallError) {
      // From here on a signal waits until all is set up to clean up after it.
      signals = try SignalEvents([SIGINT, SIGTERM, SIGHUP, SIGCHLD])
      watchdog = try Watchdog(slots: Scenario.Limits.writers.upperBound + 1)
    } catch {
      throw Self.notSetUp(name, error)
    }
    var annexes: [String: String] = [:]
    var directories: [ScratchDirectory] = []
    let space: TemporarySpace.Choice
    do throws(Failure) {
      let root = try Self.scratch(in: directory, called: "directory", for: name)
      directories.append(root)
      space = try Self.space(temporary, besides: root, room: room, for: name)
      if let scratch = space.scratch { directories.append(scratch) }
      for place in Set(subjects.compactMap(\.updater.strategy?.stagingDirectory)).sorted() {
        let annex = try Self.scratch(in: place, called: "staging directory", for: name)
        directories.append(annex)
        annexes[place] = annex.path
      }
    } catch {
      for directory in directories { try? directory.remove() }
      throw error
    }
    self.directories = directories
    let sizes: SizeWatch
    do throws(SystemCallError) {
      sizes = try SizeWatch(directories.map(\.path))
    } catch {
      for directory in directories { try? directory.remove() }
      throw Self.notSetUp(name, error)
    }
    stage = Stage(
      home: directories[0].home, root: directories[0].path, annexes: annexes, target: target,
      symlink: symlink,
      temporary: space.scratch.map { Stage.Temporary(home: $0.home, path: $0.path) },
      watchdog: watchdog, sizes: sizes)
    temporaryDirectory = space.facts
  }

  /// The failure of a task that could not be set up, before anything of it was on disk.
  package static func notSetUp(_ name: Name, _ error: SystemCallError) -> Failure {
    Failure(.unavailable, "cannot set the \(name.rawValue) up: \(error)")
  }

  /// Runs the task to its end, once, and removes all traces of it.
  /// - Parameters:
  ///   - worker: what its process is called in messages, and in `ps` behind `rb-`.
  ///   - progress: called now and then while it goes on; nobody is called if nil.
  ///   - body: runs in the worker, a process of its own below the guardian. What was made before is there as well;
  ///     what it changes in memory that is not shared is lost, but for the result that it returns.
  /// - Returns: the result, and what could not be cleaned up, which costs nothing of it.
  /// - Throws: `Failure` where there is no result.
  package func run<Result: Codable & Sendable>(
    worker: String, progress: (() -> Void)? = nil, _ body: (Stage, Complaints) throws -> Result
  ) throws(Failure) -> Ended<Result> {
    // All is cleaned up by then: a signal may end us in the usual way again, and the next task has its own
    // descriptors.
    defer {
      SignalEvents.unblockAll()
      close(signals.descriptor)
      for directory in directories { directory.release() }
    }
    let outcome: TaskOutcome<Result>
    var remains: Failure?
    do throws(SystemCallError) {
      outcome = try conduct(worker, progress, body, &remains)
    } catch {
      remains = complaint(Guardian.takeOver(directories, sparing: strangers))
      outcome = .failed(Failure(.unavailable, "cannot run the \(name.rawValue): \(error)"))
    }
    switch outcome {
    case .failed(let failure): throw remains.map { failure.adding($0.message) } ?? failure
    case .done(let result, let complaint):
      return Ended(
        result: result,
        complaint: complaint.map { first in remains.map { first.adding($0.message) } ?? first }
          ?? remains)
    }
  }

  /// What a task has come to.
  package struct Ended<Result: Sendable>: Sendable {
    /// What its worker has handed over.
    package let result: Result
    /// What could not be cleaned up afterwards; nil where all was.
    package let complaint: Failure?
  }

  private func conduct<Result>(
    _ worker: String, _ progress: (() -> Void)?, _ body: (Stage, Complaints) throws -> Result,
    _ remains: inout Failure?
  ) throws(SystemCallError) -> TaskOutcome<Result> {
    let pipe = try Pipe()
    let guardian = try Guardian(guarding: directories, name: "rb-\(worker)") {
      work(handingOverTo: pipe.writeEnd, body)
    }
    close(pipe.writeEnd)
    defer { close(pipe.readEnd) }
    var watch = Watch(guardian: guardian, results: pipe.readEnd, signals: signals)
    let end = try watch.untilEnd(interval: progress == nil ? nil : Self.interval) { progress?() }
    remains = complaint(Guardian.takeOver(directories, sparing: strangers))
    if watch.isTooMuch {
      return .failed(
        Failure(
          .inconclusive,
          "the result of the \(name.rawValue) has more than \(Watch.mostReceived >> 20) MiB and was dropped; let the "
            + "updater make fewer files and steps"))
    }
    return TaskOutcome(
      after: end, of: name, by: worker, handedOver: watch.received,
      interruptedBy: watch.interruption)
  }

  /// What could not be cleaned up, in words; nil where all was.
  private func complaint(_ remains: Guardian.Remains) -> Failure? {
    var parts = remains.directories.map { path, error in
      let place = error.object ?? path
      return "cannot remove \"\(path)\": "
        + (place == path
          ? ""
          : "\"\(place.utf8.starts(with: "\(path)/".utf8) ? String(place.dropFirst(path.count + 1)) : place)\" stays: ")
        + "\(StageBlocked.reason(error)); undo that and remove it by hand"
    }
    if !remains.processes.isEmpty {
      let list = remains.processes.map(String.init).joined(separator: ", ")
      parts.append(
        "cannot end what the updater has left running as another user (process \(list)); end it by hand"
      )
    }
    return parts.isEmpty ? nil : Failure(.cannotWrite, parts.joined(separator: "; "))
  }

  /// The worker's process.
  private func work<Result: Codable & Sendable>(
    handingOverTo pipe: Int32, _ body: (Stage, Complaints) throws -> Result
  ) -> Int32 {
    let outcome: TaskOutcome<Result>
    do {
      try stage.watchdog?.start(root: stage.root, counting: stage.sizes)
      let complaints = Complaints()
      let result = try body(stage, complaints)
      outcome = .done(result, complaints.first)
    } catch let failure as Failure {
      outcome = .failed(failure)
    } catch let blocked as StageBlocked {
      outcome = .failed(
        Failure(
          .cannotWrite, "the \(name.rawValue) cannot go on: \(stage.withoutRoot(blocked.text))"))
    } catch let error as SystemCallError {
      outcome = .failed(failure(error))
    } catch {
      outcome = .failed(Failure(.defect, "\(error)"))
    }
    do {
      let file = OpenFile(adopting: pipe, path: "results")
      try file.write(Array(JSONEncoder().encode(outcome)))
      return 0
    } catch {
      return Self.resultsLost
    }
  }

  /// What a failed call on the stage means for the user.
  private func failure(_ error: SystemCallError) -> Failure {
    switch error.errno {
    case EFBIG:
      Failure(
        .cannotWrite,
        "cannot work in \"\(stage.root)\": \(stage.withoutRoot("\(error)")); files may have no more than "
          + "\(ForkedProcess.fileSizeLimit.map { ByteCount($0).short } ?? "the file system allows"); raise the limit "
          + "with ulimit -f, or give a smaller --size")
    case EMFILE, ENFILE, ENOMEM, EAGAIN, EPERM:
      Self.needsTooMuch(name, error)
    default:
      Failure(.cannotWrite, "cannot work in \"\(stage.root)\": \(stage.withoutRoot("\(error)"))")
    }
  }

  private static func needsTooMuch(_ name: Name, _ error: SystemCallError) -> Failure {
    Failure(.unavailable, "the \(name.rawValue) needs more than it is allowed: \(error)")
  }

  private static func space(
    _ place: TemporaryPlace?, besides root: ScratchDirectory, room: UInt64, for name: Name
  ) throws(Failure) -> TemporarySpace.Choice {
    switch place {
    case nil: return TemporarySpace.choose(besides: root, room: room)
    case .same: return TemporarySpace.same(root)
    case .directory(let path):
      let scratch = try scratch(in: path, called: "temporary directory", for: name)
      let isSame = TemporarySpace.canRename(from: scratch.path, to: root.path)
      return (scratch, TemporaryDirectory(directory: path, sameFileSystem: isSame))
    }
  }

  private static func scratch(
    in directory: String, called what: String, for name: Name
  ) throws(Failure) -> ScratchDirectory {
    do throws(SystemCallError) {
      return try ScratchDirectory(in: directory)
    } catch {
      switch error.errno {
      case ENOTDIR:
        throw Failure(.usage, "\(what) \"\(directory)\" is no directory; name another one")
      case ENOENT:
        throw Failure(.usage, "\(what) \"\(directory)\" is not there; make it, or name another one")
      case EMFILE, ENFILE, ENOMEM:
        throw needsTooMuch(name, error)
      default:
        throw Failure(.cannotWrite, "cannot write in \(what) \"\(directory)\": \(error.reason)")
      }
    }
  }
}
