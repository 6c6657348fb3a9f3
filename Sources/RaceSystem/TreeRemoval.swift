import CLinux
import Glibc

/// Removes a directory with all that is in it, and nothing that is not: it follows no symbolic link and
/// crosses no mount.
package enum TreeRemoval {
  package static func remove(_ path: String) throws(SystemCallError) {
    let directory: OpenFile
    do {
      directory = try OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW)
    } catch  where error.errno == ENOENT {
      return
    }
    let device = try directory.status().st_dev
    try empty(directory, device: device)
    try retrying("rmdir", path) { rmdir(path) }
  }

  private static func empty(
    _ directory: borrowing OpenFile, device: dev_t
  ) throws(SystemCallError) {
    // fdopendir takes its descriptor over, and this one is still needed.
    let duplicate = try retrying("dup", directory.path) { dup(directory.descriptor) }
    guard let stream = fdopendir(duplicate) else {
      throw SystemCallError("opendir", directory.path)
    }
    rewinddir(stream)
    let names = DirectoryStream.names(stream)
    closedir(stream)
    for name in names {
      let path = "\(directory.path)/\(name)"
      if unlinkat(directory.descriptor, name, 0) == 0 || errno == ENOENT { continue }
      guard errno == EISDIR || errno == EPERM else { throw SystemCallError("unlink", path) }
      try removeDirectory(name, in: directory, path: path, device: device)
    }
  }

  private static func removeDirectory(
    _ name: String, in parent: borrowing OpenFile, path: String, device: dev_t
  ) throws(SystemCallError) {
    let flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC
    var descriptor = openat(parent.descriptor, name, flags)
    if descriptor < 0 && errno == EACCES {
      // Somebody took our own right to look inside away.
      fchmodat(parent.descriptor, name, 0o700, 0)
      descriptor = openat(parent.descriptor, name, flags)
    }
    guard descriptor >= 0 else { throw SystemCallError("open", path) }
    let child = OpenFile(adopting: descriptor, path: path)
    guard try child.status().st_dev == device else {
      throw SystemCallError("unlink", path, errno: EBUSY)
    }
    // A directory without write permission keeps its entries.
    fchmod(child.descriptor, 0o700)
    try empty(child, device: device)
    try retrying("rmdir", path) { unlinkat(parent.descriptor, name, AT_REMOVEDIR) }
  }
}
