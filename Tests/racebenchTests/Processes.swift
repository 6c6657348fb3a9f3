import CLinux
import Glibc
import RaceSystem
import Testing

/// Other processes, as /proc shows them.
enum Processes {
  struct Entry: Equatable {
    let id: pid_t
    let name: String
  }

  /// The live processes whose environment, command line or working directory mentions `text`.
  static func mentioning(_ text: String) -> [Entry] {
    let names = (try? PathCalls.entries("/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { $0 != getpid() }.compactMap { id in
      let found =
        contents("/proc/\(id)/environ").contains(text)
        || contents("/proc/\(id)/cmdline").contains(text)
        || ((try? PathCalls.resolve("/proc/\(id)/cwd"))?.contains(text) ?? false)
      guard found, state(id) != "Z" else { return nil }
      return Entry(id: id, name: contents("/proc/\(id)/comm").filter { $0 != "\n" })
    }
  }

  /// The letter for the process's state; nil if it is gone.
  static func state(_ id: pid_t) -> Character? {
    let stat = contents("/proc/\(id)/stat")
    return stat.lastIndex(of: ")").flatMap { stat[stat.index(after: $0)...].dropFirst().first }
  }

  /// Waits until `condition` gives something. There is no limit but that of a run that hangs.
  static func wait<Value>(
    _ what: String, sourceLocation: SourceLocation = #_sourceLocation,
    for condition: () throws -> Value?
  ) throws -> Value {
    let deadline = Clock.now() + 60_000_000_000
    while Clock.now() < deadline {
      if let value = try condition() { return value }
      // A millisecond for the others, so that who waits does not keep the processor.
      _ = Waiting.ready([], timeout: 1)
    }
    Issue.record("never came: \(what)", sourceLocation: sourceLocation)
    throw SystemCallError("wait", what, errno: ETIMEDOUT)
  }

  private static func contents(_ path: String) -> String {
    guard let file = try? OpenFile(path, O_RDONLY), let bytes = try? file.readToEnd() else {
      return ""
    }
    return String(decoding: bytes, as: UTF8.self)
  }
}

extension RaceExecutable {
  /// The engine's process of this name, once it is there.
  func process(
    _ name: String, otherThan former: pid_t? = nil,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> pid_t {
    try Processes.wait("process \(name)", sourceLocation: sourceLocation) {
      Processes.mentioning(temporary).first { $0.name == name && $0.id != former }?.id
    }
  }

  /// Waits until all processes are gone.
  func waitUntilGone(sourceLocation: SourceLocation = #_sourceLocation) throws {
    try Processes.wait("the end of all processes", sourceLocation: sourceLocation) {
      Processes.mentioning(temporary).isEmpty ? () : nil
    }
  }
}
