import Glibc
import RaceModel
import RaceSystem

/// Whether a stage is still what it was when it was built: what is seen of one that a program has cleaned away says
/// nothing of an updater.
extension Stage {
  /// What racebench alone keeps on the stage. An updater has its own subject's directory, and nothing to look for here.
  private static let own = ["sources/a", "sources/b", "sources", "published", "subjects"]

  /// - Throws: `StageBlocked` where a private directory is not at its path any more.
  static func checkPlace(of home: HeldDirectory) throws(StageBlocked) {
    if home.isInPlace { return }
    throw StageBlocked(path: home.path, problem: isGone(home.path) ? .removed : .displaced)
  }

  /// Why the stage is none any more, once it was built and its contents were made; nil where all of it is there.
  ///
  /// Does not show: that a target alone was removed, or one staging file; an updater may do that.
  package var damage: StageBlocked? {
    // Something that gives no answer may be mounted there.
    watchdog?.slot(0).begin(.patience(reading: 0))
    defer { watchdog?.slot(0).end() }
    for place in [home] + (elsewhereTemporary.map { [$0.home] } ?? []) {
      do throws(StageBlocked) { try Self.checkPlace(of: place) } catch { return error }
    }
    let places = Self.own.map { "\(root)/\($0)" } + annexes.values.sorted()
    return places.first(where: Self.isGone).map { StageBlocked(path: $0, problem: .removed) }
  }

  /// Why nothing that went wrong means what it says: the root was removed. Nil where it lies at its path.
  var removal: Failure? {
    do throws(StageBlocked) {
      try Self.checkPlace(of: home)
      return nil
    } catch {
      return error.status == .inconclusive ? Failure(error.status, error.text) : nil
    }
  }

  private static func isGone(_ path: String) -> Bool {
    var status = stat()
    return lstat(path, &status) != 0 && [ENOENT, ENOTDIR].contains(errno)
  }

  /// What a failed call on the stage means for the user.
  package func failure(_ error: SystemCallError, of name: GuardedTask.Name) -> Failure {
    let what = "cannot work in \"\(root)\": \(withoutRoot("\(error)"))"
    switch error.errno {
    case EFBIG:
      return Failure(
        .cannotWrite,
        "\(what); files may have no more than "
          + "\(ForkedProcess.fileSizeLimit.map { ByteCount($0).short } ?? "the file system allows"); raise the limit "
          + "with ulimit -f, or give a smaller --size")
    case ENOSPC, EDQUOT:
      return Failure(.cannotWrite, "\(what); \(Room.advice)")
    case EMFILE, ENFILE, ENOMEM, EAGAIN, EPERM:
      return GuardedTask.needsTooMuch(name, error)
    default:
      return Failure(.cannotWrite, what)
    }
  }
}

extension Failure {
  /// That of a process that has read a mapped file beyond what there is of it, which is no defect: a process has cut the
  /// file, or the file system had no room for a hole in it.
  package static func busError(_ what: String, _ end: ProcessEnd) -> Failure? {
    guard end == .killed(signal: SIGBUS) else { return nil }
    return Failure(
      .cannotWrite,
      "\(what) \(end): a file that it read was cut, or has a hole for which the file system has no room; "
        + Room.advice)
  }
}
