import CLinux
import Glibc

/// Which file it is, as long as somebody holds it: a number that was freed may go to the next one at once.
struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64

  init(_ status: stat) {
    device = UInt64(status.st_dev)
    inode = UInt64(status.st_ino)
  }
}

extension stat {
  /// The status of what lies at the path; nil where nothing can be found there.
  init?(of path: String, followingLinks: Bool = true) {
    self.init()
    guard (followingLinks ? stat(path, &self) : lstat(path, &self)) == 0 else { return nil }
  }

  /// The same of a C string, of whatever bytes.
  init?(of path: [CChar], followingLinks: Bool = true) {
    self.init()
    guard (followingLinks ? stat(path, &self) : lstat(path, &self)) == 0 else { return nil }
  }

  /// Its type among S_IFREG, S_IFDIR, …
  var type: mode_t { st_mode & S_IFMT }

  /// Whether bytes that are written to it stay there for readers to find.
  var holdsBytes: Bool { [S_IFREG, S_IFDIR, S_IFBLK, S_IFLNK].contains(type) }

  /// Whether nobody has written it since, or cut it, nor set its times.
  func hasContent(of other: stat) -> Bool {
    st_size == other.st_size && st_mtim.tv_sec == other.st_mtim.tv_sec
      && st_mtim.tv_nsec == other.st_mtim.tv_nsec
  }

  /// The same of all that is known of it.
  func hasChange(of other: stat) -> Bool {
    hasContent(of: other) && st_ctim.tv_sec == other.st_ctim.tv_sec
      && st_ctim.tv_nsec == other.st_ctim.tv_nsec
  }
}
