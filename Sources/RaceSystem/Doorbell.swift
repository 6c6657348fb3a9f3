import CLinux
import Glibc

/// An eventfd by which forked processes tell their coordinator that something has changed on the board.
package struct Doorbell: Sendable {
  /// Readable once somebody has rung.
  package let descriptor: Int32

  /// Makes one, to be shared by forking.
  package init() throws(SystemCallError) {
    descriptor = try retrying("eventfd") { eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK)) }
  }

  /// Tells the coordinator to look.
  package func ring() {
    var one: UInt64 = 1
    // Fails only where the counter is full, and then it has been rung.
    _ = write(descriptor, &one, 8)
  }

  /// Forgets all rings so far.
  package func clear() {
    var count: UInt64 = 0
    _ = read(descriptor, &count, 8)
  }
}
