import CLinux
import Glibc

/// A directory that is held open, so that it is the same one whatever becomes of its names: renamed, mounted over, a
/// link put in its place.
package struct HeldDirectory: Sendable {
  /// Where it was when it was opened.
  package let path: String
  /// Good for finding what is below it, not for reading. Never inherited by a program.
  let descriptor: Int32

  /// Holds the directory at a path, which must not be a link.
  package init(_ path: String) throws(SystemCallError) {
    let file = try OpenFile(path, rb_o_path | O_DIRECTORY | O_NOFOLLOW)
    self.path = path
    descriptor = file.release()
  }

  /// Whether its path still leads to it, and not to what is mounted over it or has taken its place.
  package var isInPlace: Bool {
    guard let other = try? OpenFile(path, rb_o_path | O_DIRECTORY | O_NOFOLLOW) else {
      return false
    }
    return isSame(as: other.descriptor)
  }

  /// Whether an open directory is this one, seen through the same mount.
  func isSame(as other: Int32) -> Bool {
    var (held, found) = (stat(), stat())
    guard fstat(descriptor, &held) == 0, fstat(other, &found) == 0 else { return false }
    // No mount at all can be told apart where the kernel numbers none: then numbers of files must do.
    return (held.st_dev, held.st_ino) == (found.st_dev, found.st_ino)
      && rb_mount_id(descriptor) == rb_mount_id(other)
  }

  /// Whether it has a name anywhere.
  var isLinked: Bool {
    var status = stat()
    return fstat(descriptor, &status) != 0 || status.st_nlink > 0
  }

  /// The same directory, open to be read.
  func reopened() throws(SystemCallError) -> OpenFile {
    // Its own name for itself leads onto no mount.
    try TreeRemoval.open([0x2e, 0], in: descriptor, path: path)
  }

  /// Lets go of it.
  package func close() { Glibc.close(descriptor) }
}
