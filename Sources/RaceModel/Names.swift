/// Linux errno numbers by name, as reports write them. Numbers are the same on x86-64 and AArch64.
package enum ErrnoName {
  /// `ENOENT`, or `errno 4711` for one without an entry.
  package static func text(_ number: Int32) -> String {
    names.first { $0.number == number }?.name ?? "errno \(number)"
  }

  /// The number behind what `text` wrote; nil for anything else.
  package static func number(_ text: String) -> Int32? {
    names.first { $0.name == text }?.number ?? Int32(text.drop(prefix: "errno "))
  }

  private static let names: [(number: Int32, name: String)] = [
    (1, "EPERM"), (2, "ENOENT"), (4, "EINTR"), (5, "EIO"), (6, "ENXIO"), (7, "E2BIG"),
    (8, "ENOEXEC"), (9, "EBADF"),
    (11, "EAGAIN"), (12, "ENOMEM"), (13, "EACCES"), (14, "EFAULT"), (16, "EBUSY"), (17, "EEXIST"),
    (18, "EXDEV"), (19, "ENODEV"), (20, "ENOTDIR"), (21, "EISDIR"), (22, "EINVAL"), (23, "ENFILE"),
    (24, "EMFILE"), (26, "ETXTBSY"), (27, "EFBIG"), (28, "ENOSPC"), (30, "EROFS"), (31, "EMLINK"),
    (32, "EPIPE"), (36, "ENAMETOOLONG"), (38, "ENOSYS"), (39, "ENOTEMPTY"), (40, "ELOOP"),
    (61, "ENODATA"), (80, "ELIBBAD"), (95, "ENOTSUP"), (116, "ESTALE"), (122, "EDQUOT"),
  ]
}

/// Linux signal numbers by name, as reports write them. Numbers are the same on x86-64 and AArch64.
package enum SignalName {
  /// `SIGBUS`, `SIGRTMIN+6`, or `signal 70` for one without a name.
  package static func text(_ number: Int32) -> String {
    if realTime.contains(number) {
      // The C library keeps the first two for itself (signal(7)).
      return number < firstUsable
        ? "SIGRT\(number - realTime.lowerBound)"
        : number == firstUsable ? "SIGRTMIN" : "SIGRTMIN+\(number - firstUsable)"
    }
    return names.first { $0.number == number }?.name ?? "signal \(number)"
  }

  /// The number behind what `text` wrote; nil for anything else. Older reports have real-time ones as `signal 40`.
  package static func number(_ text: String) -> Int32? {
    if let known = names.first(where: { $0.name == text })?.number { return known }
    return realTime.first { Self.text($0) == text } ?? Int32(text.drop(prefix: "signal "))
  }

  private static let realTime: ClosedRange<Int32> = 32...64
  private static let firstUsable: Int32 = 34

  private static let names: [(number: Int32, name: String)] = [
    (1, "SIGHUP"), (2, "SIGINT"), (3, "SIGQUIT"), (4, "SIGILL"), (5, "SIGTRAP"), (6, "SIGABRT"),
    (7, "SIGBUS"), (8, "SIGFPE"), (9, "SIGKILL"), (10, "SIGUSR1"), (11, "SIGSEGV"), (12, "SIGUSR2"),
    (13, "SIGPIPE"), (14, "SIGALRM"), (15, "SIGTERM"), (16, "SIGSTKFLT"), (17, "SIGCHLD"),
    (18, "SIGCONT"), (19, "SIGSTOP"), (20, "SIGTSTP"), (21, "SIGTTIN"), (22, "SIGTTOU"),
    (23, "SIGURG"), (24, "SIGXCPU"), (25, "SIGXFSZ"), (26, "SIGVTALRM"), (27, "SIGPROF"),
    (28, "SIGWINCH"), (29, "SIGIO"), (30, "SIGPWR"), (31, "SIGSYS"),
  ]
}

extension String {
  /// The text behind `prefix`; nothing where it does not start so.
  fileprivate func drop(prefix: String) -> Substring {
    hasPrefix(prefix) ? dropFirst(prefix.count) : ""
  }
}
