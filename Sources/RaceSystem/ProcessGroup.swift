import CLinux
import Glibc

/// A command and what it has left in the background: the processes of its group, unless they have made groups or
/// sessions of their own.
///
/// The command itself, which leads the group, is not reaped before the group is ended or released. So its number
/// can belong to nobody else by then, even where all others are long gone.
package struct ProcessGroup: Hashable, Sendable {
  /// The command's process ID, and the group's number.
  package let leader: pid_t

  /// How long killed processes are waited for, in nanoseconds; one that hangs in the kernel may never end.
  private static let patience: UInt64 = 1_000_000_000

  /// Kills all of them by SIGKILL, waits until none of them does anything any more, and gives the number back. Does
  /// nothing where that was done before.
  package func end() {
    guard isHeld else { return }
    kill()
    release()
  }

  /// Leaves the others alone, and gives the number back. Waits for the leader, unless that has become another user's,
  /// as by a set-user-id program: it cannot be ended then (kill(2), EPERM), and is the guardian's to name.
  package func release() {
    var status: Int32 = 0
    if waitpid(leader, &status, WNOHANG) == leader { return }
    if Glibc.kill(leader, 0) != 0 && errno == EPERM { return }
    _ = try? ForkedProcess.wait(for: leader)
  }

  /// How the leader ended; waits for that.
  func leaderEnd() throws(SystemCallError) -> ProcessEnd {
    var status: Int32 = 0
    try retrying("waitid") { rb_await_end(leader, &status) }
    return ProcessEnd(waitStatus: status)
  }

  /// Kills all of them, and waits until none of them does anything any more.
  func kill() {
    // The leader may have joined another group.
    Glibc.kill(leader, SIGKILL)
    Glibc.kill(-leader, SIGKILL)
    // A call that was under way when the signal came, such as a large write, still goes to its end.
    let deadline = Clock.now() &+ Self.patience
    while isAtWork && Clock.now() < deadline {
      _ = Waiting.ready([], timeout: 1)
    }
  }

  /// Whether the leader is a child of this process that nobody has reaped yet.
  private var isHeld: Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0
  }

  private var isAtWork: Bool {
    ProcessStatus.all().contains { $0.group == leader && !$0.isDead }
  }
}
