import CLinux
import Glibc

/// Removes a directory with all that is in it, and nothing that is not: from the top on it follows no symbolic link
/// and crosses no mount. What cannot be removed keeps nothing else from being so.
package enum TreeRemoval {
  /// Removes a directory by its path. The path above its last name is followed as any other.
  package static func remove(_ path: String) throws(SystemCallError) {
    let parent: OpenFile
    do {
      parent = try OpenFile(PathCalls.parent(of: path), rb_o_path | O_DIRECTORY)
    } catch  where error.errno == ENOENT {
      return
    }
    do {
      try removeDirectory(
        PathCalls.name(of: path).utf8CString.map { $0 }, in: parent.descriptor, path: path)
    } catch  where error.errno == ENOENT {
      // Not there: that is what was asked for.
    }
  }

  /// Removes what has a name below a directory that is held, whatever it is. No part of the name is followed.
  package static func remove(
    _ relative: String, below directory: HeldDirectory
  ) throws(SystemCallError) {
    let path = "\(directory.path)/\(relative)"
    let (above, name) = (PathCalls.parent(of: relative), PathCalls.name(of: relative))
    let descriptor = rb_open_directory(directory.descriptor, above, rb_o_path)
    if descriptor < 0 {
      if errno == ENOENT { return }
      throw SystemCallError("open", "\(directory.path)/\(above)", errno: mountedOver(errno))
    }
    let parent = OpenFile(adopting: descriptor, path: "\(directory.path)/\(above)")
    try removeEntry(name.utf8CString.map { $0 }, in: parent.descriptor, path: path)
  }

  /// Removes all that is in an open directory, but for a file that stays.
  package static func empty(
    _ directory: borrowing OpenFile, but kept: [CChar]? = nil
  ) throws(SystemCallError) {
    // Without write permission it keeps its entries.
    fchmod(directory.descriptor, S_IRWXU)
    // fdopendir takes its descriptor over, and this one is still needed.
    let duplicate = try retrying("dup", directory.path) {
      fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    }
    guard let stream = fdopendir(duplicate) else {
      let number = errno
      close(duplicate)
      throw SystemCallError("opendir", directory.path, errno: number)
    }
    rewinddir(stream)
    let names = DirectoryStream.rawNames(stream)
    closedir(stream)
    var failure: SystemCallError?
    for name in names where name != kept {
      do throws(SystemCallError) {
        // For messages alone: the name need not be text.
        let path = "\(directory.path)/\(DirectoryStream.text(name))"
        try removeEntry(name, in: directory.descriptor, path: path)
      } catch {
        failure = failure ?? error
      }
    }
    if let failure { throw failure }
  }

  private static func removeEntry(
    _ name: [CChar], in parent: Int32, path: String
  ) throws(SystemCallError) {
    if unlinkat(parent, name, 0) == 0 || errno == ENOENT { return }
    let number = errno
    // POSIX has EPERM for a directory, which an immutable file gives as well.
    var status = stat()
    guard number == EISDIR || number == EPERM,
      fstatat(parent, name, &status, AT_SYMLINK_NOFOLLOW) == 0, status.st_mode & S_IFMT == S_IFDIR
    else { throw SystemCallError("unlink", path, errno: number) }
    try removeDirectory(name, in: parent, path: path)
  }

  private static func removeDirectory(
    _ name: [CChar], in parent: Int32, path: String
  ) throws(SystemCallError) {
    let child = try open(name, in: parent, path: path)
    var failure: SystemCallError?
    do throws(SystemCallError) { try empty(child) } catch { failure = error }
    if let failure { throw failure }
    try retrying("rmdir", path) { unlinkat(parent, name, AT_REMOVEDIR) }
  }

  /// Opens a directory in another one to read it.
  static func open(
    _ name: [CChar], in parent: Int32, path: String
  ) throws(SystemCallError) -> OpenFile {
    var descriptor = rb_open_directory(parent, name, O_RDONLY)
    // Our own right to look inside may have been taken away.
    if descriptor < 0 && errno == EACCES && rb_allow_directory(parent, name) == 0 {
      descriptor = rb_open_directory(parent, name, O_RDONLY)
    }
    guard descriptor >= 0 else { throw SystemCallError("unlink", path, errno: mountedOver(errno)) }
    return OpenFile(adopting: descriptor, path: path)
  }

  /// As unlink(2) has it for a name that something is mounted over.
  private static func mountedOver(_ number: Int32) -> Int32 { number == EXDEV ? EBUSY : number }
}
