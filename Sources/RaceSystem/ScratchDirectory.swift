import CLinux
import Glibc

/// A private directory that is gone when its owners are: `racebench-` and 16 random hexadecimal digits, mode
/// 0700, locked by its owners for as long as one of them lives.
package struct ScratchDirectory: Sendable {
  /// Absolute and without symbolic links.
  package let path: String
  /// The directory, whatever becomes of its path.
  package let home: HeldDirectory
  /// The directory that it was made in.
  private let parent: HeldDirectory
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

  private init(path: String, lock: consuming OpenFile) throws(SystemCallError) {
    self.path = path
    home = try HeldDirectory(path)
    parent = try HeldDirectory(PathCalls.parent(of: path))
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
      return try ScratchDirectory(path: PathCalls.resolve(path), lock: lock)
    } catch {
      unlink("\(path)/\(marker)")
      rmdir(path)
      if error.errno == ENOENT { return nil }
      throw error
    }
  }

  /// Removes the directory and all that is in it, wherever it is by now; what has taken its place stays.
  package func remove() throws(SystemCallError) {
    let name = PathCalls.name(of: path)
    let now = rb_open_directory(parent.descriptor, name, rb_o_path)
    let number = errno
    defer { if now >= 0 { close(now) } }
    try Self.clear(home)
    // As rmdir(2) has it for what something is mounted over.
    if now < 0 {
      // Whatever has removed it has done what was to be done; what was renamed lies elsewhere, empty.
      if number == ENOENT, !home.isLinked { return }
      throw SystemCallError("rmdir", path, errno: number == EXDEV ? EBUSY : number)
    }
    guard home.isSame(as: now) else { throw SystemCallError("rmdir", path, errno: ESTALE) }
    try retrying("rmdir", path) { unlinkat(parent.descriptor, name, AT_REMOVEDIR) }
  }

  /// Removes all that is in one.
  private static func clear(_ home: HeldDirectory) throws(SystemCallError) {
    let directory = try home.reopened()
    let kept = marker.utf8CString.map { $0 }
    // The marker last: whatever is left by a death in between, the next sweep still knows for ours.
    try TreeRemoval.empty(directory, but: kept)
    unlinkat(directory.descriptor, kept, 0)
  }

  /// Lets go of the lock in a forked process that is not to be an owner.
  package func disown() {
    close(lock)
    parent.close()
  }

  /// Lets go of all, in the process that has made it, once it is removed.
  package func release() {
    disown()
    home.close()
  }

  /// Removes the scratch directories below `parent` whose owners are gone. What cannot be removed stays: it is
  /// no business of the run that begins.
  static func sweep(_ parent: String) {
    guard let names = try? PathCalls.entries(parent) else { return }
    for name in names where isScratchName(name) {
      let path = "\(parent)/\(name)"
      guard let status = try? PathCalls.linkStatus(path), status.st_mode & S_IFMT == S_IFDIR,
        status.st_uid == geteuid(), let lock = try? locked(path),
        let home = try? HeldDirectory(path)
      else { continue }
      defer { home.close() }
      // Nothing is mounted over it, and it is the one that is locked.
      guard home.isSame(as: lock.descriptor), let entries = try? PathCalls.entries(path),
        entries.isEmpty || entries.contains(marker), (try? clear(home)) != nil
      else { continue }
      rmdir(path)
      _ = consume lock
    }
  }

  /// Opens the directory and takes its lock; nil where somebody else has it or the directory is gone.
  private static func locked(_ path: String) throws(SystemCallError) -> OpenFile? {
    do {
      let parent = try OpenFile(PathCalls.parent(of: path), rb_o_path | O_DIRECTORY)
      let directory = try TreeRemoval.open(
        PathCalls.name(of: path).utf8CString.map { $0 }, in: parent.descriptor, path: path)
      try retrying("flock", path) { flock(directory.descriptor, LOCK_EX | LOCK_NB) }
      let (opened, named) = (try directory.status(), try PathCalls.linkStatus(path))
      if (opened.st_dev, opened.st_ino) != (named.st_dev, named.st_ino) { return nil }
      return directory
    } catch  where [ENOENT, ENOTDIR, ELOOP, EBUSY, EWOULDBLOCK].contains(error.errno) {
      return nil
    }
  }

  private static func isScratchName(_ name: String) -> Bool {
    let digits = name.dropFirst(prefix.count)
    return name.hasPrefix(prefix) && digits.count == 16
      && digits.utf8.allSatisfy { Character(UnicodeScalar($0)).isHexDigit }
  }
}
