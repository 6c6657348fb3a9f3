import CLinux
import Glibc
import RaceSystem

/// Hears of changes in directories, whoever makes them: inotify(7). Does not hear of stores into mapped files, nor of
/// what is written by a name in another directory.
struct DirectoryWatch: ~Copyable {
  /// Readable while there is something to hear.
  let descriptor: Int32
  private let buffer: UnsafeMutableRawPointer
  private var watches: Set<Int32> = []

  private static var size: Int { 65536 }
  private static var mask: UInt32 {
    UInt32(IN_MODIFY) | UInt32(IN_ATTRIB) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
      | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVE_SELF)
      | UInt32(IN_DELETE_SELF) | UInt32(IN_UNMOUNT)
  }

  init() throws(SystemCallError) {
    descriptor = try retrying("inotify_init1") {
      inotify_init1(Int32(IN_NONBLOCK) | Int32(IN_CLOEXEC))
    }
    buffer = .allocate(byteCount: Self.size, alignment: 16)
  }

  deinit {
    close(descriptor)
    buffer.deallocate()
  }

  /// Listens to what is a directory now. One that is listened to already stays so.
  mutating func add(_ directory: String) {
    let watch = inotify_add_watch(descriptor, directory, Self.mask)
    if watch >= 0 { watches.insert(watch) }
  }

  /// Stops listening. Whoever closes while there is something to listen to is made to wait by the kernel, often for
  /// ten milliseconds and more; not so, mostly, where the end was said a little before.
  mutating func end() {
    for watch in watches { inotify_rm_watch(descriptor, watch) }
    watches = []
  }

  /// Whether anything has changed since it was asked last.
  borrowing func hasHeard() -> Bool {
    var heard = false
    while read(descriptor, buffer, Self.size) > 0 { heard = true }
    return heard
  }
}
