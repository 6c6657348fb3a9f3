import Glibc
import RaceSystem

/// Runs `race-helper`, a process of a single thread: for what a test on one of many threads cannot do itself.
package enum Helper {
  /// What it printed, as lines, and how it ended. It ends itself after half a minute.
  /// - Parameters:
  ///   - wrapper: a command in front of it, such as setpriv.
  ///   - before: commands that run first, in the same mount namespace.
  package static func run(
    _ arguments: String..., before: String? = nil, wrapper: String = "", inOwnMounts: Bool = false
  ) throws -> (lines: [String], end: ProcessEnd) {
    try run(arguments, before: before, wrapper: wrapper, inOwnMounts: inOwnMounts)
  }

  /// The same with arguments that somebody counted.
  package static func run(
    _ arguments: [String], before: String? = nil, wrapper: String = "", inOwnMounts: Bool = false
  ) throws -> (lines: [String], end: ProcessEnd) {
    let words = [try path()] + arguments
    let command = "exec \(wrapper) \(words.map(Command.quoted).joined(separator: " "))"
    let script = (before.map { "\($0) && " } ?? "") + command
    let whole =
      inOwnMounts
      ? "exec unshare -m --propagation private sh -c \(Command.quoted(script))" : script
    let outcome = try Command(whole).run()
    let text = String(decoding: outcome.output, as: UTF8.self)
    guard case .ended(let end) = outcome.end else {
      throw SystemCallError("wait", "race-helper", errno: ETIMEDOUT)
    }
    return (text.split(separator: "\n").map(String.init), end)
  }

  /// Runs what follows as a user whom permissions bind.
  package static var asNobody: String {
    geteuid() == 0 ? "setpriv --reuid=65534 --regid=65534 --clear-groups" : ""
  }

  /// Beside the test program.
  private static func path() throws -> String {
    "\(PathCalls.parent(of: try PathCalls.resolve("/proc/self/exe")))/race-helper"
  }
}
