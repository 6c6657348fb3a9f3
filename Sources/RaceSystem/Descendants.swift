import CLinux
import Glibc

/// The processes below this one. Complete only in a subreaper, to whom orphans are handed.
package enum Descendants {
  /// Kills children by SIGKILL and reaps them until there is none left. What a dead child leaves behind
  /// becomes a child of this subreaper, and is next.
  package static func killAll() {
    while true {
      for child in children() { kill(child, SIGKILL) }
      var status: Int32 = 0
      if waitpid(-1, &status, 0) < 0 && errno == ECHILD { return }
    }
  }

  /// The process IDs of this process's children, from /proc.
  static func children() -> [pid_t] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    let parent = getpid()
    return DirectoryStream.names(directory).compactMap { pid_t($0) }
      .filter { self.parent(of: $0) == parent }
  }

  /// The fourth field of /proc/PID/stat; the second one is a name that may hold anything, in parentheses.
  private static func parent(of process: pid_t) -> pid_t? {
    guard let file = try? OpenFile("/proc/\(process)/stat", O_RDONLY),
      let bytes = try? file.readToEnd(limit: 4096),
      let name = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " "))
    return fields.count > 1 ? pid_t(String(decoding: fields[1], as: UTF8.self)) : nil
  }
}
