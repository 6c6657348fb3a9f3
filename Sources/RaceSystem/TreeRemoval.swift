import CLinux
import Glibc

/// Removes a directory with all that is in it, and nothing that is not: it follows no symbolic link and
/// crosses no mount.
package enum TreeRemoval {
  /// - Parameter last: a file at the top that stays until all others are gone, if it is there.
  package static func remove(_ path: String, last: String? = nil) throws(SystemCallError) {
    let directory: OpenFile
    do {
      // Somebody may have taken our own right to look inside away.
      if let status = try? PathCalls.linkStatus(path), status.st_mode & S_IFMT == S_IFDIR,
        status.st_mode & S_IRWXU != S_IRWXU
      {
        chmod(path, S_IRWXU)
      }
      directory = try OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    } catch  where error.errno == ENOENT {
      return
    }
    let kept = last.map { $0.utf8CString.map { $0 } }
    try empty(directory, but: kept)
    if let kept { unlinkat(directory.descriptor, kept, 0) }
    try retrying("rmdir", path) { rmdir(path) }
  }

  private static func empty(
    _ directory: borrowing OpenFile, but kept: [CChar]? = nil
  ) throws(SystemCallError) {
    // fdopendir takes its descriptor over, and this one is still needed.
    let duplicate = try retrying("dup", directory.path) {
      fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    }
    guard let stream = fdopendir(duplicate) else {
      throw SystemCallError("opendir", directory.path)
    }
    rewinddir(stream)
    let names = DirectoryStream.rawNames(stream)
    closedir(stream)
    for name in names where name != kept {
      if unlinkat(directory.descriptor, name, 0) == 0 || errno == ENOENT { continue }
      let number = errno
      // For messages alone: the name need not be text.
      let path = "\(directory.path)/\(DirectoryStream.text(name))"
      guard number == EISDIR || number == EPERM else {
        throw SystemCallError("unlink", path, errno: number)
      }
      try removeDirectory(name, in: directory, path: path)
    }
  }

  private static func removeDirectory(
    _ name: [CChar], in parent: borrowing OpenFile, path: String
  ) throws(SystemCallError) {
    var descriptor = rb_open_directory(parent.descriptor, name)
    if descriptor < 0 && errno == EACCES {
      fchmodat(parent.descriptor, name, S_IRWXU, 0)
      descriptor = rb_open_directory(parent.descriptor, name)
    }
    guard descriptor >= 0 else {
      throw SystemCallError("unlink", path, errno: errno == EXDEV ? EBUSY : errno)
    }
    let child = OpenFile(adopting: descriptor, path: path)
    // A directory without write permission keeps its entries.
    fchmod(child.descriptor, S_IRWXU)
    try empty(child)
    try retrying("rmdir", path) { unlinkat(parent.descriptor, name, AT_REMOVEDIR) }
  }
}
