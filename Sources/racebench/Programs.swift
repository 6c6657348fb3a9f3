import Glibc
import RaceModel
import RaceSystem

/// The programs that scenarios need on this machine.
enum Programs {
  /// Looks for what a scenario requires, and for the shells of its updaters, before anything is raced.
  /// - Parameter path: the scenario's file; nil where flags alone make it.
  static func check(_ scenario: Scenario, path: String?) throws(Failure) {
    let name = path.map { "scenario \"\($0)\"" } ?? "the command line"
    for program in scenario.requires where !isThere(program) {
      throw Failure(
        .unavailable, "\(name) needs \"\(program)\", which is not in PATH; install it")
    }
    for subject in scenario.subjects + scenario.controls {
      guard case .path(let shell)? = subject.updater.command?.shell, !isThere(shell) else {
        continue
      }
      let place = shell.utf8.contains(UInt8(ascii: "/")) ? "there" : "in PATH"
      let problem = "is not \(place) or cannot be run; install it, or name another"
      throw Failure(
        .unavailable,
        path == nil
          ? "--shell: \"\(shell)\" \(problem)"
          : "\(name) needs the shell \"\(shell)\", which \(problem)")
    }
  }

  /// Whether there is such a program: at its path, or without a slash in it along PATH.
  private static func isThere(_ program: String) -> Bool {
    guard !program.utf8.contains(UInt8(ascii: "/")) else { return isProgram(program) }
    // As execvp(3) has it where there is none; an empty directory is the working directory.
    let path = EnvironmentVariable.value("PATH") ?? "/bin:/usr/bin"
    return path.split(separator: ":", omittingEmptySubsequences: false)
      .contains { isProgram("\($0.isEmpty ? "." : $0)/\(program)") }
  }

  private static func isProgram(_ path: String) -> Bool {
    let status = try? PathCalls.status(path)
    return status.map { $0.st_mode & S_IFMT == S_IFREG } == true && access(path, X_OK) == 0
  }
}
