import CLinux
import Glibc

/// A file that is whole but has not got its name yet: it lies beside it under a name that nobody else has, and is
/// removed with this value unless it was published.
package final class StagedFile {
  /// The path that it is to have.
  package let path: String
  private let staging: String

  /// Writes the bytes to a new file beside `path`, whose directory must be there.
  /// - Parameter mode: permission bits; without them the user's umask decides, as for any file that a program
  ///   makes.
  package init(_ bytes: [UInt8], for path: String, mode: mode_t? = nil) throws(SystemCallError) {
    self.path = path
    self.staging =
      "\(PathCalls.parent(of: path))/.\(PathCalls.name(of: path)).\(UniqueName.token())"
    let file = try OpenFile(staging, O_WRONLY | O_CREAT | O_EXCL, mode: 0o666)
    do {
      if let mode { try file.setMode(mode) }
      try file.write(bytes)
      try file.close()
    } catch {
      Glibc.unlink(staging)
      throw error
    }
  }

  deinit { Glibc.unlink(staging) }

  /// Gives the file its name, in the place of what has it. A symbolic link is replaced, not followed.
  package func replace() throws(SystemCallError) { try PathCalls.rename(staging, to: path) }

  /// Gives the file its name if nothing has it, not even a link that leads nowhere; throws EEXIST otherwise.
  package func create() throws(SystemCallError) {
    // The other name goes with this value. rename(2) knows no such condition, and renameat2(2) not everywhere.
    try PathCalls.link(staging, to: path)
  }
}
