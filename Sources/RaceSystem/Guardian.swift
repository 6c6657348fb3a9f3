import CLinux
import Glibc

/// The process between the one that a person started and all that it starts: it outlives both, ends every
/// descendant and removes the scratch directories, whatever happens above or below it.
///
/// The top process does the same should the guardian itself be killed. If both are killed at the same instant,
/// the kernel kills the forked processes, and the next run's sweep removes the scratch directories.
package struct Guardian {
  /// Its process ID.
  package let process: pid_t
  /// Held open by the top process alone: the guardian sees it hang up when that dies.
  private let lifeline: Int32

  /// Forks the guardian, which forks a process that runs `body`.
  /// - Parameters:
  ///   - directories: what to remove at the end.
  ///   - name: the worker's name for `ps`.
  package init(
    guarding directories: [ScratchDirectory], name: String, _ body: () -> Int32
  ) throws(SystemCallError) {
    _ = rb_become_subreaper()
    let lifeline = try Pipe()
    process = try ForkedProcess.start("rb-guardian", diesWithParent: false) {
      close(lifeline.writeEnd)
      return Self.guardianMain(lifeline.readEnd, directories, name, body)
    }
    close(lifeline.readEnd)
    self.lifeline = lifeline.writeEnd
  }

  /// Has the guardian end everything now.
  package func terminate() { kill(process, SIGTERM) }

  /// Has the guardian go on where something has stopped it.
  package func continueIfStopped() { ForkedProcess.continueStopped(process) }

  /// How it ended; nil while it lives.
  package func ended() -> ProcessEnd? {
    var status: Int32 = 0
    let result = waitpid(process, &status, WNOHANG)
    return result == process ? ProcessEnd(waitStatus: status) : nil
  }

  /// What could not be cleaned up.
  package struct Remains: Sendable {
    /// Scratch directories that are still there, and why.
    package var directories: [(path: String, error: SystemCallError)] = []
    /// Processes that this user may not end.
    package var processes: [pid_t] = []
  }

  /// Cleans up what the guardian has left, in its place where it is gone too early.
  /// - Parameter strangers: children of the top process from before the race, who are no part of it.
  package static func takeOver(
    _ directories: [ScratchDirectory], sparing strangers: Set<pid_t>
  ) -> Remains {
    var remains = Remains(processes: Descendants.killAll(sparing: strangers))
    for directory in directories {
      do throws(SystemCallError) { try directory.remove() } catch {
        remains.directories.append((directory.path, error))
      }
    }
    return remains
  }

  private static func guardianMain(
    _ lifeline: Int32, _ directories: [ScratchDirectory], _ name: String, _ body: () -> Int32
  ) -> Int32 {
    // A session of its own: Ctrl-C reaches the top process alone, which then asks us.
    setsid()
    guard rb_become_subreaper() == 0,
      let signals = try? SignalEvents([SIGCHLD, SIGTERM, SIGINT, SIGHUP]),
      let worker = try? ForkedProcess.start(
        name,
        {
          close(lifeline)
          close(signals.descriptor)
          for directory in directories { directory.disown() }
          SignalEvents.unblockAll()
          return body()
        })
    else { return cleanedUp(directories, status: 70) }
    while true {
      let ready = Waiting.ready([lifeline, signals.descriptor])
      if ready[0] { return cleanedUp(directories, status: 128 + SIGTERM) }
      while let signal = signals.next() {
        if signal != SIGCHLD { return cleanedUp(directories, status: 128 + signal) }
        ForkedProcess.continueStopped()
        while let child = ForkedProcess.reapAny() {
          guard child.process == worker else { continue }
          switch child.end {
          case .exited(let status): return cleanedUp(directories, status: status)
          case .killed(let signal): return cleanedUp(directories, status: 128 + signal)
          }
        }
      }
    }
  }

  private static func cleanedUp(_ directories: [ScratchDirectory], status: Int32) -> Int32 {
    Descendants.killAll()
    // What cannot be removed is tried again, and reported, by the top process.
    for directory in directories { try? directory.remove() }
    return status
  }
}
