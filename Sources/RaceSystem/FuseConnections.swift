import Glibc

/// The FUSE file systems that lie below a directory and nowhere else, so that they are of its own making.
///
/// What waits for an answer on one sleeps until its connection is closed, and its daemon may be past closing anything:
/// a traced process that was killed stops once more before its files are closed (ptrace(2), PTRACE_EVENT_EXIT), and the
/// tracer that would let it go may be the one that waits.
enum FuseConnections {
  private struct Mount {
    let device: Substring
    let point: Substring
    let type: Substring

    /// A line of proc_pid_mountinfo(5): number, parent, device, root, point, options, and behind a dash the type.
    init?(_ line: Substring) {
      let words = line.split(separator: " ")
      guard words.count > 6, let dash = words.firstIndex(of: "-"), words.count > dash + 1
      else { return nil }
      (device, point, type) = (words[2], words[4], words[dash + 1])
    }
  }

  /// Closes them, so that whatever waits for an answer gets an error.
  static func abort(below directory: String) {
    guard let file = try? OpenFile("/proc/self/mountinfo", O_RDONLY),
      let bytes = try? file.readToEnd(limit: 1 << 24)
    else { return }
    let mounts = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
      .compactMap(Mount.init)
      .filter { $0.type == "fuse" || $0.type == "fuseblk" || $0.type.hasPrefix("fuse.") }
    func isBelow(_ mount: Mount) -> Bool { mount.point.utf8.starts(with: "\(directory)/".utf8) }
    // A bind mount of another's file system is not ours to close.
    let foreign = Set(mounts.filter { !isBelow($0) }.map(\.device))
    for mount in mounts where isBelow(mount) && !foreign.contains(mount.device) {
      // For root; it closes the connection even where the mount is busy.
      _ = umount2(String(mount.point), Int32(MNT_FORCE))
      // For the user who has mounted it.
      let number = mount.device.split(separator: ":").last ?? ""
      if let abort = try? OpenFile("/sys/fs/fuse/connections/\(number)/abort", O_WRONLY) {
        try? abort.write([UInt8(ascii: "1")])
      }
    }
  }
}
