import CLinux
import Glibc

/// Writes a file the way this project tells others to: beside its name, then renamed into place.
package enum AtomicFile {
  /// Replaces `path` by a file of these bytes, or leaves it as it was. A symbolic link is followed; a file that
  /// was there keeps its mode.
  package static func write(_ bytes: [UInt8], to path: String) throws(SystemCallError) {
    let place = try destination(path)
    let former = try? PathCalls.status(place)
    if let former, former.st_mode & S_IFMT != S_IFREG {
      // A device, a pipe: there is nothing to replace.
      try OpenFile(place, O_WRONLY).write(bytes)
      return
    }
    let staged = try StagedFile(bytes, for: place, mode: former.map { $0.st_mode & 0o777 })
    try staged.replace()
  }

  /// Where the file is, or is to be: a link may lead to a place where nothing is yet.
  private static func destination(_ path: String) throws(SystemCallError) -> String {
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
