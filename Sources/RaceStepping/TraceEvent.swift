import CLinux
import Glibc
import RaceModel
import RaceSystem

/// What waitpid(2) says of a traced process.
enum TraceEvent {
  /// It stands before a call that the filter has picked.
  case call
  /// It stands behind a call.
  case callEnd
  /// It has a child or another thread.
  case born
  /// It has become another program.
  case executed
  /// It is about to end.
  case ending
  /// It stands since it was stopped by a signal that stops.
  case groupStop
  /// It stands for a reason of the tracer's own.
  case trapped
  /// A signal is to be delivered to it.
  case signal(Int32)
  /// It is gone.
  case ended(status: Int32)

  init(waitStatus status: Int32) {
    guard status & 0xff == 0x7f else {
      self = .ended(status: status)
      return
    }
    let signal = (status >> 8) & 0xff
    switch status >> 16 {
    case 0:
      // PTRACE_O_TRACESYSGOOD marks the stop at a call.
      self = signal == SIGTRAP | 0x80 ? .callEnd : .signal(signal)
    case PTRACE_EVENT_SECCOMP: self = .call
    case PTRACE_EVENT_FORK, PTRACE_EVENT_VFORK, PTRACE_EVENT_CLONE: self = .born
    case PTRACE_EVENT_EXEC: self = .executed
    case PTRACE_EVENT_EXIT: self = .ending
    case PTRACE_EVENT_STOP where [SIGSTOP, SIGTSTP, SIGTTIN, SIGTTOU].contains(signal):
      self = .groupStop
    default: self = .trapped
    }
  }
}

/// The requests of ptrace(2) that the tracer makes. All must come from the thread that has seized the process.
enum Ptrace {
  /// What stops a process, and that none outlives the tracer.
  private static let options =
    UInt(PTRACE_O_EXITKILL) | UInt(PTRACE_O_TRACESECCOMP) | UInt(PTRACE_O_TRACEFORK)
    | UInt(PTRACE_O_TRACEVFORK) | UInt(PTRACE_O_TRACECLONE) | UInt(PTRACE_O_TRACEEXEC)
    | UInt(PTRACE_O_TRACEEXIT) | UInt(PTRACE_O_TRACESYSGOOD)

  /// Begins to trace a process, and all that it will start.
  /// - Returns: 0, or an errno.
  static func seize(_ process: pid_t) -> Int32 { request(PTRACE_SEIZE, process, data: options) }

  /// Lets it go on to the next stop.
  /// - Parameters:
  ///   - signal: delivered to it; none if 0.
  ///   - untilCallEnd: whether it stops behind the call that it stands at.
  static func resume(_ process: pid_t, signal: Int32 = 0, untilCallEnd: Bool = false) {
    // One that was killed in the meantime is gone already; its end will be heard.
    _ = request(untilCallEnd ? PTRACE_SYSCALL : PTRACE_CONT, process, data: UInt(signal))
  }

  /// Leaves it stopped, and hears of it when it is continued.
  static func listen(_ process: pid_t) { _ = request(PTRACE_LISTEN, process) }

  /// The number that goes with an event: the new process's, or the former one's.
  static func message(_ process: pid_t) -> pid_t? {
    var message: UInt = 0
    let error = withUnsafeMutablePointer(to: &message) {
      request(PTRACE_GETEVENTMSG, process, data: UInt(bitPattern: $0))
    }
    return error == 0 ? pid_t(truncatingIfNeeded: message) : nil
  }

  /// What is known of the call that it stands at.
  /// - Returns: nil where it was killed in the meantime.
  /// - Throws: `Failure` where the kernel does not tell (before 5.3), since nothing could be seen then.
  static func call(_ process: pid_t) throws(Failure) -> ptrace_syscall_info? {
    var info = ptrace_syscall_info()
    let count = withUnsafeMutablePointer(to: &info) {
      rb_ptrace(
        Int32(PTRACE_GET_SYSCALL_INFO), process, UInt(MemoryLayout<ptrace_syscall_info>.size),
        UInt(bitPattern: $0))
    }
    if count > 0 { return info }
    let error = SystemCallError("ptrace", "PTRACE_GET_SYSCALL_INFO")
    if count == 0 || error.errno == ESRCH { return nil }
    throw Failure(
      .unavailable,
      "stepping is not possible here (\(error)): it needs Linux 5.3 or later, and ptrace(2) as it is there"
    )
  }

  private static func request(_ request: Int32, _ process: pid_t, data: UInt = 0) -> Int32 {
    rb_ptrace(request, process, 0, data) < 0 ? errno : 0
  }
}
