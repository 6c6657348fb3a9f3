import CLinux
import Glibc
import RaceModel

extension SpawnPlan {
  /// As `Command.run` does.
  package borrowing func run(
    timeout: TimeSpan? = nil
  ) throws(SystemCallError) -> Command.Outcome {
    let (outcome, group) = try runKeepingGroup(timeout: timeout)
    group.release()
    return outcome
  }

  /// As `Command.runKeepingGroup` does.
  package borrowing func runKeepingGroup(
    timeout: TimeSpan? = nil
  ) throws(SystemCallError) -> (outcome: Command.Outcome, group: ProcessGroup) {
    let deadline = timeout.map { Clock.now(plus: $0) }
    let pipe = try Pipe()
    let output = OpenFile(adopting: pipe.readEnd, path: "pipe")
    let process: pid_t
    do {
      defer { close(pipe.writeEnd) }
      process = try start(output: pipe.writeEnd, errors: pipe.writeEnd)
    }
    let group = ProcessGroup(leader: process)
    do {
      _ = fcntl(output.descriptor, F_SETFL, O_NONBLOCK)
      var tail = OutputTail()
      let end = try Self.follow(group, output, &tail, until: deadline)
      return (Command.Outcome(end: end, output: tail.bytes, hasShell: hasShell), group)
    } catch {
      group.end()
      throw error
    }
  }

  private static func follow(
    _ group: ProcessGroup, _ output: borrowing OpenFile, _ tail: inout OutputTail,
    until deadline: UInt64?
  ) throws(SystemCallError) -> Command.Outcome.End {
    let process = group.leader
    let handle = OpenFile(
      adopting: try retrying("pidfd_open") { rb_pidfd_open(process) }, path: "pidfd")
    var open = true
    while true {
      let ready = Waiting.ready(
        open ? [handle.descriptor, output.descriptor] : [handle.descriptor], until: deadline)
      // One read takes all that the pipe holds. No more of them than that: what the command has left in the
      // background may write faster than anybody reads.
      if open { open = tail.take(from: output) }
      if ready[0] { return .ended(try group.leaderEnd()) }
      if let deadline, Clock.now() >= deadline {
        group.kill()
        return .timedOut
      }
    }
  }
}
