import Glibc

/// What /proc says of a process. It may be another PID namespace's, whose numbers mean other processes.
package struct ProcessStatus {
  let process: pid_t
  /// The process that gets its exit status.
  package let parent: pid_t
  /// The number of its process group.
  let group: pid_t
  /// Whether it has ended, and only waits to be reaped.
  let isDead: Bool
  /// Whether it sleeps, until what it waits for or a signal wakes it.
  package let isAsleep: Bool
  /// Whether it runs, or would if a processor were free.
  package let isRunning: Bool

  /// What it says now. Nil where there is no such process.
  package init?(of process: pid_t) {
    // Behind the name, which stands in parentheses and may hold anything: state, parent, group.
    guard let file = try? OpenFile("/proc/\(process)/stat", O_RDONLY),
      let bytes = try? file.readToEnd(limit: 4096),
      let name = bytes.lastIndex(of: UInt8(ascii: ")"))
    else { return nil }
    let fields = bytes[(name + 1)...].split(separator: UInt8(ascii: " "), maxSplits: 3)
      .map { String(decoding: $0, as: UTF8.self) }
    guard fields.count > 3, let parent = pid_t(fields[1]), let group = pid_t(fields[2])
    else { return nil }
    self.process = process
    self.parent = parent
    self.group = group
    isAsleep = fields[0] == "S"
    isRunning = fields[0] == "R"
    isDead = fields[0] == "Z" || fields[0] == "X"
  }

  /// All processes that are shown.
  static func all() -> [ProcessStatus] {
    guard let directory = opendir("/proc") else { return [] }
    defer { closedir(directory) }
    return DirectoryStream.names(directory).compactMap { pid_t($0) }
      .compactMap { ProcessStatus(of: $0) }
  }
}
