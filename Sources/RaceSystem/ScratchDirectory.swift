import CLinux
import Glibc

/// A private directory that is gone when its owners are: `racebench-` and 16 random hexadecimal digits, mode
/// 0700, locked by its owners for as long as one of them lives.
package struct ScratchDirectory: Sendable {
  /// Absolute and without symbolic links.
  package let path: String
  /// A descriptor of the directory with the lock on it; forked owners share both, until they end.
  private let lock: Int32

  private static let prefix = "racebench-"
  /// Stands in every scratch directory, so that a directory of somebody else's is never taken for one.
  private static let marker = ".racebench-scratch"

  /// Makes one below `parent`, after removing those there whose owners are gone.
  package init(in parent: String) throws(SystemCallError) {
    Self.sweep(parent)
    for _ in 0..<Self.attempts {
      if let made = try Self.make(in: parent) {
        self = made
        return
      }
    }
    throw SystemCallError("mkdir", parent, errno: EAGAIN)
  }

  private init(path: String, lock: consuming OpenFile) {
    self.path = path
    self.lock = lock.release()
  }

  /// More sweeps than this do not come between making and locking by chance.
  private static let attempts = 16

  /// Nil where somebody's sweep took the directory for an abandoned one before it was locked.
  private static func make(in parent: String) throws(SystemCallError) -> ScratchDirectory? {
    let path = "\(parent)/\(prefix)\(UniqueName.token())"
    try PathCalls.makeDirectory(path, mode: 0o700)
    do {
      guard let lock = try locked(path) else { return nil }
      try OpenFile("\(path)/\(marker)", O_WRONLY | O_CREAT | O_EXCL).close()
      return ScratchDirectory(path: try PathCalls.resolve(path), lock: lock)
    } catch {
      unlink("\(path)/\(marker)")
      rmdir(path)
      if error.errno == ENOENT { return nil }
      throw error
    }
  }

  /// Removes the directory and all that is in it.
  package func remove() throws(SystemCallError) {
    // The marker last: whatever is left by a death in between, the next sweep still knows for ours.
    try TreeRemoval.remove(path, last: Self.marker)
  }

  /// Lets go of the lock in a forked process that is not to be an owner.
  package func disown() { close(lock) }

  /// Removes the scratch directories below `parent` whose owners are gone. What cannot be removed stays: it is
  /// no business of the run that begins.
  static func sweep(_ parent: String) {
    guard let names = try? PathCalls.entries(parent) else { return }
    for name in names where isScratchName(name) {
      let path = "\(parent)/\(name)"
      guard let status = try? PathCalls.linkStatus(path), status.st_mode & S_IFMT == S_IFDIR,
        status.st_uid == geteuid(), let entries = try? PathCalls.entries(path),
        entries.isEmpty || entries.contains(marker), let lock = try? locked(path)
      else { continue }
      try? TreeRemoval.remove(path, last: marker)
      _ = consume lock
    }
  }

  /// Opens the directory and takes its lock; nil where somebody else has it or the directory is gone.
  private static func locked(_ path: String) throws(SystemCallError) -> OpenFile? {
    do {
      let directory = try OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
      try retrying("flock", path) { flock(directory.descriptor, LOCK_EX | LOCK_NB) }
      let (opened, named) = (try directory.status(), try PathCalls.linkStatus(path))
      if (opened.st_dev, opened.st_ino) != (named.st_dev, named.st_ino) { return nil }
      return directory
    } catch  where [ENOENT, ENOTDIR, ELOOP, EWOULDBLOCK].contains(error.errno) {
      return nil
    }
  }

  private static func isScratchName(_ name: String) -> Bool {
    let digits = name.dropFirst(prefix.count)
    return name.hasPrefix(prefix) && digits.count == 16
      && digits.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
  }
}
