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
    let staging =
      "\(PathCalls.parent(of: place))/.\(PathCalls.name(of: place)).\(UniqueName.token())"
    // 0666: the user's umask decides, as for any file that a program makes.
    let file = try OpenFile(staging, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
    do {
      if let former { try file.setMode(former.st_mode & 0o777) }
      try file.write(bytes)
      try file.close()
      try PathCalls.rename(staging, to: place)
    } catch {
      Glibc.unlink(staging)
      throw error
    }
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
