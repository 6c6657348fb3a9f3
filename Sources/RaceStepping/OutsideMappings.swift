import Glibc
import RaceSystem

/// What processes beside the updater have mapped, such as a daemon that set-up has started: stores into memory are
/// neither calls nor events, and on a tmpfs not even times tell of them.
///
/// Does not show: a mapping that is made and undone between two looks.
enum OutsideMappings {
  /// Whether any process below another one has one of these files mapped, shared and writable.
  ///
  /// By the inode's number alone: that of the device which the kernel names there is not always the file's (btrfs, overlay).
  static func canStore(into files: [FileIdentity], below ancestor: pid_t) -> Bool {
    let inodes = Set(files.map { "\($0.inode)" })
    return Descendants.all(below: ancestor).contains { process in
      guard process != getpid(), let file = try? OpenFile("/proc/\(process)/maps", O_RDONLY),
        let bytes = try? file.readToEnd(limit: 16 << 20)
      else { return false }
      return bytes.split(separator: UInt8(ascii: "\n")).contains { line in
        // proc(5): address, `rwxs`, offset, device, inode, path.
        let fields = line.split(separator: UInt8(ascii: " "), maxSplits: 5)
        guard fields.count > 4, fields[1].contains(UInt8(ascii: "w")), fields[1].last == UInt8(ascii: "s")
        else { return false }
        return inodes.contains(String(decoding: fields[4], as: UTF8.self))
      }
    }
  }
}
