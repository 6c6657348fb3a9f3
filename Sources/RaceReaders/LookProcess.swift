import CLinux
import Glibc
import RaceModel
import RaceSystem

/// A process that a look has started: the leader of a group of its own, and a child that nobody else reaps. By its
/// end it is gone with its group. Allocates nothing.
struct LookProcess: ~Copyable {
  private let process: pid_t
  private let handle: Int32
  private let deadline: UInt64

  /// Nil where the process cannot be followed; it is gone then, and errno says why.
  init?(_ process: pid_t, patience: TimeSpan) {
    self.process = process
    handle = rb_pidfd_open(process)
    deadline = Clock.now(plus: patience)
    guard handle < 0 else { return }
    let number = errno
    Self.end(process)
    errno = number
    return nil
  }

  deinit {
    if handle >= 0 { close(handle) }
  }

  /// What a process or its pipe has to say.
  struct News: OptionSet {
    let rawValue: UInt8

    /// The pipe can be read.
    static let output = News(rawValue: 1)
    /// Nothing is in the pipe, and nobody can write to it any more.
    static let closed = News(rawValue: 2)
    /// The process has ended. What it wrote before is in the pipe, and told of.
    static let ended = News(rawValue: 4)
    /// Its time is over.
    static let late = News(rawValue: 8)
  }

  /// Waits until there is something to say.
  /// - Parameter pipe: what it writes to; below 0 for nothing.
  func news(of pipe: Int32 = -1) -> News {
    // The process stands first, so that the pipe is asked after its end.
    var polled = (
      pollfd(fd: handle, events: Int16(POLLIN), revents: 0),
      pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
    )
    while true {
      let now = Clock.now()
      if now >= deadline { return .late }
      // Rounded up, so that it does not come back again and again just before the time is over.
      let timeout = Int32(clamping: (deadline - now - 1) / 1_000_000 + 1)
      let ready = withUnsafeMutableBytes(of: &polled) {
        poll($0.assumingMemoryBound(to: pollfd.self).baseAddress, 2, timeout)
      }
      if ready <= 0 { continue }
      var news: News = polled.0.revents != 0 ? .ended : []
      if polled.1.revents != 0 {
        news.insert(polled.1.revents & Int16(POLLIN) != 0 ? .output : .closed)
      }
      return news
    }
  }

  /// Kills it with its group, and reaps it.
  /// - Returns: how it ended.
  @discardableResult
  consuming func end() -> ProcessEnd { Self.end(process) }

  @discardableResult
  private static func end(_ process: pid_t) -> ProcessEnd {
    // Before it is reaped: until then its number, which is the group's, can belong to nobody else. One signal is
    // enough: a process that is just being forked in the group gets it too, or is never made.
    kill(-process, SIGKILL)
    // It may not have made its group yet, or have joined another one.
    kill(process, SIGKILL)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 && errno == EINTR {}
    return ProcessEnd(waitStatus: status)
  }
}
