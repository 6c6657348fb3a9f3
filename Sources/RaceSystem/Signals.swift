import CLinux
import Glibc

/// Signals as events that a loop can wait for.
package struct SignalEvents: Sendable {
  /// Readable while a signal waits.
  package let descriptor: Int32

  /// Blocks the signals in this process, so that they queue up here; but for those that it was started to
  /// ignore, as nohup has it.
  package init(_ signals: [Int32]) throws(SystemCallError) {
    // An ignored SIGCHLD would have the kernel reap children unseen.
    if signals.contains(SIGCHLD) { signal(SIGCHLD, SIG_DFL) }
    var set = Self.set(signals.filter { rb_ignores_signal($0) == 0 })
    sigprocmask(SIG_BLOCK, &set, nil)
    descriptor = try retrying("signalfd") {
      signalfd(-1, &set, Int32(SFD_CLOEXEC | SFD_NONBLOCK))
    }
  }

  /// The next signal that has come; nil where none is left.
  package func next() -> Int32? {
    var info = signalfd_siginfo()
    let size = MemoryLayout<signalfd_siginfo>.size
    return read(descriptor, &info, size) == size ? Int32(info.ssi_signo) : nil
  }

  /// Lets all signals through again, as a forked child wants it that takes no part in its parent's loop.
  package static func unblockAll() {
    var none = set([])
    sigprocmask(SIG_SETMASK, &none, nil)
  }

  static func set(_ signals: [Int32]) -> sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    for signal in signals { sigaddset(&set, signal) }
    return set
  }
}

/// Waits until one of several descriptors has something to say.
package enum Waiting {
  /// Sleeps until one of the descriptors is readable or has hung up, or the time is over.
  /// - Parameter timeout: in milliseconds; without end if nil.
  /// - Returns: for each descriptor, in order, whether it is ready.
  package static func ready(_ descriptors: [Int32], timeout: Int32? = nil) -> [Bool] {
    var polled = descriptors.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
    let count = poll(&polled, nfds_t(polled.count), timeout ?? -1)
    return polled.map { count > 0 && $0.revents != 0 }
  }

  /// The same until a point of time on `Clock`, in nanoseconds; without end if nil.
  package static func ready(_ descriptors: [Int32], until deadline: UInt64?) -> [Bool] {
    guard let deadline else { return ready(descriptors) }
    let now = Clock.now()
    // Rounded up, so that it does not come back again and again just before the time is over.
    let left = deadline > now ? (deadline - now - 1) / 1_000_000 + 1 : 0
    return ready(descriptors, timeout: Int32(clamping: left))
  }
}

/// A pipe whose ends are not inherited by programs.
package struct Pipe {
  /// The descriptor to read from.
  package let readEnd: Int32
  /// The descriptor to write to.
  package let writeEnd: Int32

  /// Makes the pipe.
  package init() throws(SystemCallError) {
    var ends: [Int32] = [-1, -1]
    try retrying("pipe2") { rb_pipe(&ends) }
    (readEnd, writeEnd) = (ends[0], ends[1])
  }
}
