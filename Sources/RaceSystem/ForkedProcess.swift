import CLinux
import Glibc

/// A copy of this process that runs a function and ends.
package enum ForkedProcess {
  /// Forks. The child runs `body`, whose result is its exit status, and never returns from here.
  ///
  /// Only for processes of a single thread: the child gets no other, and Swift's runtime would not notice.
  /// - Parameters:
  ///   - name: what `ps` shows, at most 15 bytes.
  ///   - diesWithParent: whether the kernel kills the child by SIGKILL when this process ends.
  /// - Returns: the child's process ID.
  package static func start(
    _ name: String, diesWithParent: Bool = true, _ body: () -> Int32
  ) throws(SystemCallError) -> pid_t {
    let parent = getpid()
    let child = try retrying("fork") { fork() }
    if child != 0 { return child }
    rb_set_process_name(name)
    if diesWithParent {
      // The parent may have died before the request was made; then nobody will send the signal.
      if rb_die_with_parent() != 0 || getppid() != parent { _exit(137) }
    }
    _exit(body())
  }

  /// Reaps one child of this process's own group that has ended, as forked ones are; nil where none has. Commands
  /// lead groups of their own, and are reaped by whoever runs them.
  package static func reap() -> (process: pid_t, end: ProcessEnd)? { reap(0) }

  /// Reaps any child that has ended; nil where none has. For a subreaper, which has orphans for children.
  static func reapAny() -> (process: pid_t, end: ProcessEnd)? { reap(-1) }

  /// Has children of this process's own group go on that somebody has stopped, as an updater may its parent: stopped,
  /// ours would keep no limit of time.
  /// - Parameter child: the only one to go on; all of them if nil.
  package static func continueStopped(_ child: pid_t? = nil) { rb_continue_stopped(child ?? 0) }

  private static func reap(_ which: pid_t) -> (process: pid_t, end: ProcessEnd)? {
    var status: Int32 = 0
    let process = waitpid(which, &status, WNOHANG)
    return process > 0 ? (process, ProcessEnd(waitStatus: status)) : nil
  }

  /// Waits for one process to end.
  package static func wait(for process: pid_t) throws(SystemCallError) -> ProcessEnd {
    var status: Int32 = 0
    try retrying("waitpid") { waitpid(process, &status, 0) }
    return ProcessEnd(waitStatus: status)
  }

  /// Lets other processes go before this one (nice +10): it still gets what they leave. Where that cannot be had
  /// all stay equal.
  package static func stepBack() { _ = nice(10) }

  /// How large a file this process may write, in bytes (RLIMIT_FSIZE); nil where that is not limited.
  package static var fileSizeLimit: UInt64? {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_FSIZE.rawValue), &limit) == 0, limit.rlim_cur != .max
    else { return nil }
    return UInt64(limit.rlim_cur)
  }

  /// Has calls say what would end this process without a word: EFBIG (SIGXFSZ, setrlimit(2)) and EPIPE (SIGPIPE). Programs
  /// that are started get the usual ways again.
  package static func hearErrors() {
    signal(SIGXFSZ, SIG_IGN)
    signal(SIGPIPE, SIG_IGN)
  }

  /// How many files this process may have open at once.
  package static var openFileLimit: UInt {
    var limit = rlimit()
    return getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 ? limit.rlim_cur : 0
  }
}
