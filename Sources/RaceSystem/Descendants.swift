import CLinux
import Glibc

/// The processes below this one. Complete only in a subreaper, to whom orphans are handed, and only where /proc
/// shows this process's own PID namespace.
package enum Descendants {
  /// Kills children by SIGKILL and reaps them until there is none left but those to spare. What a dead child
  /// leaves behind becomes a child of this subreaper, and is next.
  /// - Parameter spared: children that were there before, and are none of the caller's business.
  /// - Returns: those that this user may not kill, as a set-user-id program's are (kill(2), EPERM): they go on.
  @discardableResult
  package static func killAll(sparing spared: Set<pid_t> = []) -> [pid_t] {
    var untouchable: Set<pid_t> = []
    while true {
      let condemned = children().filter { !spared.contains($0) && !untouchable.contains($0) }
      if condemned.isEmpty { return untouchable.sorted() }
      for child in condemned where kill(child, SIGKILL) != 0 && errno == EPERM {
        // One that has ended is a zombie without rights to ask for, and is reaped.
        if ProcessStatus(of: child)?.isDead != true { untouchable.insert(child) }
      }
      for child in condemned where !untouchable.contains(child) {
        _ = try? ForkedProcess.wait(for: child)
      }
    }
  }

  /// Kills all below the guardian that are not in its group: what commands have started, which lead groups of their own,
  /// and nothing of ours. Waits for none of them. For a child of the guardian's child; where that is not how things
  /// stand any more, since the guardian is gone and its number may be another process's, nothing is killed.
  static func killStrangers() {
    // The guardian leads a session, so that its number is its group's, and no other process gets it while we are in it.
    let guardian = getpgrp()
    let worker = getppid()
    guard guardian > 1, worker > 1, worker != guardian, getsid(0) == guardian else { return }
    let all = ProcessStatus.all()
    guard all.contains(where: { $0.process == worker && $0.parent == guardian }),
      all.contains(where: { $0.process == guardian && $0.group == guardian && !$0.isDead })
    else { return }
    for status in statuses(below: guardian, among: all)
    where status.group != guardian && status.process > 1 {
      kill(status.process, SIGKILL)
    }
  }

  /// All below a process.
  package static func all(below ancestor: pid_t) -> [pid_t] {
    statuses(below: ancestor, among: ProcessStatus.all()).map(\.process)
  }

  /// All of these that are below a process.
  static func statuses(
    below ancestor: pid_t, among all: [ProcessStatus]
  ) -> [ProcessStatus] {
    let below = with(all, below: [ancestor])
    return all.filter { below.contains($0.process) && $0.process != ancestor }
  }

  /// Some processes, and all that are below any of them.
  static func with(_ all: [ProcessStatus], below ancestors: Set<pid_t>) -> Set<pid_t> {
    var below = ancestors
    var count = 0
    // Children may be listed before their parents.
    while count != below.count {
      count = below.count
      for status in all where below.contains(status.parent) { below.insert(status.process) }
    }
    return below
  }

  /// The process IDs of this process's children, zombies among them.
  package static func children() -> [pid_t] {
    guard isAnyThere else { return [] }
    let parent = getpid()
    return ProcessStatus.all().filter { $0.parent == parent && isChild($0.process) }
      .map(\.process)
  }

  /// Whether there is a child at all. Mostly there is none, and the kernel knows without a walk through /proc.
  private static var isAnyThere: Bool {
    var info = siginfo_t()
    let all = WEXITED | WNOHANG | WNOWAIT | Int32(__WALL)
    return waitid(P_ALL, 0, &info, all) == 0 || errno != ECHILD
  }

  /// Asks the kernel, since /proc may be another PID namespace's, whose numbers mean other processes.
  private static func isChild(_ process: pid_t) -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(process), &info, WEXITED | WNOHANG | WNOWAIT) == 0
  }
}
