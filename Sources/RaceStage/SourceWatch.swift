import Glibc
import RaceSystem

/// Hears whether a source was opened, moved or linked, by whatever process: inotify(7). An updater whose command names no
/// source may be given one all the same, by a script that reads RACEBENCH_SOURCE.
///
/// Does not show: what goes through a mount of its own that inotify is not told of, such as a network's.
package final class SourceWatch {
  private let descriptor: Int32

  /// - Parameter source: a file that is there.
  /// - Throws: `SystemCallError` where there are too many watches.
  package init(_ source: String) throws(SystemCallError) {
    descriptor = try retrying("inotify_init1") {
      inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    }
    let mask = UInt32(IN_OPEN | IN_ATTRIB | IN_MOVE_SELF | IN_DELETE_SELF)
    guard inotify_add_watch(descriptor, source, mask) >= 0 else {
      let error = SystemCallError("inotify_add_watch", source)
      close(descriptor)
      throw error
    }
  }

  deinit { close(descriptor) }

  /// Whether it was since the watch began.
  package var wasTaken: Bool {
    var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    return Glibc.poll(&poll, 1, 0) > 0
  }
}
