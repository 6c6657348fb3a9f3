import CLinux
import Glibc

/// The processes below this one. Complete only in a subreaper, to whom orphans are handed, and only where /proc
/// shows this process's own PID namespace.
package enum Descendants {
  /// Kills children by SIGKILL and reaps them until there is none left but those to spare. What a dead child
  /// leaves behind becomes a child of this subreaper, and is next.
  /// - Parameter spared: children that were there before, and are somebody else's business.
  package static func killAll(sparing spared: Set<pid_t> = []) {
    while true {
      let condemned = children().filter { !spared.contains($0) }
      if condemned.isEmpty { return }
      for child in condemned { kill(child, SIGKILL) }
      for child in condemned { _ = try? ForkedProcess.wait(for: child) }
    }
  }

  /// The process IDs of this process's children, zombies among them.
  package static func children() -> [pid_t] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    let parent = getpid()
    return DirectoryStream.names(directory).compactMap { pid_t($0) }
      .filter { self.parent(of: $0) == parent && isChild($0) }
  }

  /// Asks the kernel, since /proc may be another PID namespace's, whose numbers mean other processes.
  private static func isChild(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0
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
