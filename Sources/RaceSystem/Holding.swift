import CLinux
import Glibc

/// Files that are held open for long, so that no other file gets their inode's number.
package enum Holding {
  /// Opens a file so that no mount is kept busy but the one that a directory lies on: an updater may want to unmount
  /// what it has mounted over its target.
  /// - Parameters:
  ///   - path: followed as any other.
  ///   - directory: one of the stage that no updater has business with.
  /// - Returns: a descriptor, for the caller to close; nil where there is no such file, and where it lies on a mount of
  ///   its own by way of which alone it can be reached.
  package static func open(_ path: String, _ flags: Int32, below directory: String) -> Int32? {
    let descriptor = Glibc.open(path, flags | O_CLOEXEC | O_NOCTTY)
    guard descriptor >= 0 else { return nil }
    let file = OpenFile(adopting: descriptor, path: path)
    // By its own name, so that it is the directory's mount and not one that was put over it.
    guard let home = try? OpenFile("\(directory)/.", O_RDONLY | O_DIRECTORY) else { return nil }
    let mount = rb_mount_id(file.descriptor)
    if mount >= 0, mount == rb_mount_id(home.descriptor) { return file.release() }
    let other = rb_open_through(file.descriptor, home.descriptor, flags)
    return other < 0 ? nil : other
  }
}
