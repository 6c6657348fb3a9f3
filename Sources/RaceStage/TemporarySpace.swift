import Glibc
import RaceModel
import RaceSystem

/// Chooses where the temporary directories of updaters lie: on another file system than the target, as on most machines
/// /tmp does, where there is one that serves.
enum TemporarySpace {
  /// A place that serves, with the private directory made there; nil for the stage's own root.
  typealias Choice = (scratch: ScratchDirectory?, facts: TemporaryDirectory)

  /// Makes the private directory in the first of the candidates that serves.
  /// - Parameters:
  ///   - root: the stage's.
  ///   - room: bytes that must be free there.
  static func choose(
    besides root: ScratchDirectory, room: UInt64, among candidates: [String] = candidates
  ) -> Choice {
    for candidate in candidates {
      guard serves(candidate, besides: root.path, room: room),
        let scratch = try? ScratchDirectory(in: candidate)
      else { continue }
      if !canRename(from: scratch.path, to: root.path) {
        return (scratch, TemporaryDirectory(directory: candidate, sameFileSystem: false))
      }
      try? scratch.remove()
      scratch.disown()
    }
    return same(root)
  }

  /// The stage's own file system.
  static func same(_ root: ScratchDirectory) -> Choice {
    (nil, TemporaryDirectory(directory: PathCalls.parent(of: root.path), sameFileSystem: true))
  }

  /// Whether a file that is made there can be renamed below the other directory. Only the attempt tells: mounts of one
  /// file system are apart for rename(2), and the numbers of devices say nothing on some file systems.
  static func canRename(from scratch: String, to root: String) -> Bool {
    let (made, moved) = ("\(scratch)/probe", "\(root)/probe")
    defer {
      unlink(made)
      unlink(moved)
    }
    guard (try? OpenFile(made, O_WRONLY | O_CREAT | O_EXCL)) != nil else { return true }
    return rename(made, moved) == 0 || errno != EXDEV
  }

  /// Where to look, in this order.
  static var candidates: [String] {
    let named = { (name: String) in
      // What the environment names from somewhere else would be somewhere else for the updater.
      EnvironmentVariable.value(name).flatMap { $0.hasPrefix("/") ? $0 : nil }
    }
    return [named("TMPDIR"), "/tmp", "/var/tmp", "/dev/shm", named("XDG_RUNTIME_DIR")]
      .compactMap(\.self)
  }

  /// ST_NOEXEC of statvfs(3), which the C library shows to programs of its own kind only.
  private static let noExec: UInt = 8

  /// Whether it is a directory on another device that can be written, lets programs run and has room. Mounts of the same
  /// device are left out: nothing tells them apart but the attempt, which would have to be made everywhere.
  private static func serves(_ candidate: String, besides root: String, room: UInt64) -> Bool {
    var space = statvfs()
    guard let status = try? PathCalls.status(candidate), let own = try? PathCalls.status(root),
      status.st_mode & S_IFMT == S_IFDIR, status.st_dev != own.st_dev,
      access(candidate, W_OK | X_OK) == 0, statvfs(candidate, &space) == 0
    else { return false }
    return space.f_flag & noExec == 0
      && UInt64(space.f_bavail) * UInt64(space.f_frsize) >= room
  }
}

extension ContentsPlan {
  /// The bytes that an updater may want to put beside both contents; of contents that a command makes little is known
  /// beforehand.
  package var temporaryRoom: UInt64 {
    let slack: UInt64 = 16 << 20
    switch self {
    case .generate(let size, _): return 2 * size.bytes + slack
    case .files(let a, let b):
      let larger = [a, b].compactMap { (try? PathCalls.status($0))?.st_size }.max() ?? 0
      return 2 * UInt64(max(0, larger)) + slack
    case .command: return 4 * slack
    }
  }
}
