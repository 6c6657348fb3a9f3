import CLinux
import Glibc

/// Writes a file the way this project tells others to: beside its name, then renamed into place.
package enum AtomicFile {
  /// Replaces `path` by a file of these bytes, or leaves it as it was. A symbolic link is followed; a file that
  /// was there keeps its mode.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    if let descriptor = own(path) {
      // One of this process's own, such as standard output: what a shell has opened is written on where it stands.
      try OpenFile(
        adopting: retrying("dup", path) { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) }, path: path
      ).write(bytes)
      return
    }
    let place = try destination(path)
    let former = try? PathCalls.status(place)
    if let former, former.st_mode & S_IFMT != S_IFREG {
      // A device, a pipe: there is nothing to replace.
      try opened(place, 0).write(bytes)
      return
    }
    let staged = try StagedFile(bytes, for: place, mode: former.map { $0.st_mode & 0o777 })
    try staged.replace()
  }

  /// Adds these bytes at the end of `path`, and makes a file there if there is nothing. A symbolic link is followed.
  package static func append(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    let file = try opened(path, O_APPEND | O_CREAT)
    try file.write(bytes)
    try file.close()
  }

  /// Opens what is written where it lies. A FIFO that nothing reads is not waited for (ENXIO, open(2)); one that
  /// something reads is written at that one's pace.
  private static func opened(_ path: String, _ flags: Int32) throws(SystemCallError) -> OpenFile {
    let file = try OpenFile(path, O_WRONLY | O_NONBLOCK | O_NOCTTY | flags, mode: 0o644)
    _ = fcntl(file.descriptor, F_SETFL, flags & O_APPEND)
    return file
  }

  /// The descriptor of this process that a path leads to by way of /proc/self/fd, as /dev/stdout does; nil where it does
  /// not. Opened anew, a file would be written from its start on, and a socket not at all.
  private static func own(_ path: String) -> Int32? {
    var path = path
    // No more links than the kernel follows.
    for _ in 0..<40 {
      if let directory = try? PathCalls.resolve(PathCalls.parent(of: path)),
        directory == "/proc/\(getpid())/fd"
      {
        return Int32(PathCalls.name(of: path))
      }
      guard let link = try? PathCalls.readLink(path) else { return nil }
      path =
        link.utf8.first == UInt8(ascii: "/") ? link : "\(PathCalls.parent(of: path))/\(link)"
    }
    return nil
  }

  /// Where the file is, or is to be: a link may lead to a place where nothing is yet.
  package static func destination(_ path: String) throws(SystemCallError) -> String {
    do {
      return try PathCalls.resolve(path)
    } catch  where error.errno == ENOENT {
      // A loop of links would be ELOOP, so this comes to an end.
      guard let link = try? PathCalls.readLink(path) else { return path }
      return try destination(
        link.utf8.first == UInt8(ascii: "/") ? link : "\(PathCalls.parent(of: path))/\(link)")
    }
  }
}
