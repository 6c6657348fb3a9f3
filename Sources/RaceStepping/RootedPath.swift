import CLinux
import Glibc

/// A path of a process that has another root directory than we (chroot(2)): an absolute link on it starts at that root,
/// which the kernel would take for ours if it followed `/proc/PID/root/…`.
struct RootedPath {
  /// From our root directory on.
  let shown: String
  /// Of what it leads to; nil where that is not there.
  let status: stat?
  /// The same path without links on the way: a C string of any bytes.
  let place: [CChar]

  /// Nil where the process has our root, or the path cannot be followed that way.
  init?(_ text: [UInt8], below directory: Int32, of process: pid_t, follows: Bool) {
    let root = "/proc/\(process)/root"
    guard let theirs = stat(of: root), let ours = stat(of: "/"),
      FileIdentity(theirs) != FileIdentity(ours), let prefix = CallSite.link(root), prefix != "/"
    else { return nil }
    var path = text
    if text.first != UInt8(ascii: "/") {
      let base =
        directory == AT_FDCWD ? "/proc/\(process)/cwd" : "/proc/\(process)/fd/\(directory)"
      guard let start = CallSite.link(base), start == prefix || start.hasPrefix("\(prefix)/")
      else { return nil }
      path = Array("\(start.dropFirst(prefix.count))/".utf8) + text
    }
    // Its own descriptors are found elsewhere.
    guard !path.starts(with: "/proc/".utf8), !path.starts(with: "/dev/".utf8) else { return nil }
    while path.count > 1, path.last == UInt8(ascii: "/") { path.removeLast() }
    guard let slash = path.lastIndex(of: UInt8(ascii: "/")) else { return nil }
    let name = Array(path[(slash + 1)...])
    guard !name.isEmpty, name != [UInt8(ascii: ".")], name != Array("..".utf8) else { return nil }
    let rootDescriptor = open(root, rb_o_path | O_DIRECTORY | O_CLOEXEC)
    guard rootDescriptor >= 0 else { return nil }
    defer { close(rootDescriptor) }
    guard let parent = Self.place(of: Array(path[...slash]), in: rootDescriptor) else { return nil }
    let entry = (parent == Array("/".utf8) ? parent : parent + [UInt8(ascii: "/")]) + name
    let found = follows ? Self.place(of: path, in: rootDescriptor) : nil
    let end = found ?? entry
    shown = CallSite.text(end)
    place = end.map { CChar(bitPattern: $0) } + [0]
    status = stat(of: place, followingLinks: false)
  }

  /// Where a path leads, from our root on.
  private static func place(of path: [UInt8], in root: Int32) -> [UInt8]? {
    let text = path.map { CChar(bitPattern: $0) } + [0]
    let descriptor = rb_open_in_root(root, text)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    return CallSite.linkBytes(Array("/proc/self/fd/\(descriptor)".utf8CString))
  }
}
