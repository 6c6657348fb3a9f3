import CLinux
import Glibc
import RaceSystem

/// Hears of changes in directories, of whatever process: inotify(7). Does not hear of stores into mapped files, nor of
/// what is written by a name in another directory.
struct DirectoryWatch: ~Copyable {
  /// One change, as the kernel tells of it.
  struct Event {
    /// The directory in which it was.
    let directory: FileIdentity
    /// Its path when it was first listened to.
    let place: String
    /// One of the kernel's bits.
    let mask: UInt32
    /// The name in the directory; empty where the directory itself is meant.
    let name: [UInt8]
  }

  /// Readable while there is something to hear.
  let descriptor: Int32
  private let buffer: UnsafeMutableRawPointer
  private var watches: [Int32: Watched] = [:]

  private struct Watched {
    let directory: FileIdentity
    let place: String
    /// Whether only what happens to the directory itself is wanted, and nothing in it.
    var isOnWay: Bool
  }

  private static var size: Int { 65536 }
  private static var mask: UInt32 {
    UInt32(IN_MODIFY) | UInt32(IN_ATTRIB) | UInt32(IN_CREATE) | UInt32(IN_DELETE)
      | UInt32(IN_MOVED_FROM) | UInt32(IN_MOVED_TO) | UInt32(IN_MOVE_SELF)
      | UInt32(IN_DELETE_SELF) | UInt32(IN_UNMOUNT)
  }
  private static var maskOnWay: UInt32 {
    UInt32(IN_ATTRIB) | UInt32(IN_MOVE_SELF) | UInt32(IN_DELETE_SELF)
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
  /// - Parameter isOnWay: whether only its being moved or closed is wanted, since it lies further up.
  mutating func add(_ directory: String, isOnWay: Bool = false) {
    let mask = (isOnWay ? Self.maskOnWay : Self.mask) | UInt32(IN_MASK_ADD)
    let watch = inotify_add_watch(descriptor, directory, mask)
    guard watch >= 0 else { return }
    if watches[watch] != nil {
      if !isOnWay { watches[watch]?.isOnWay = false }
      return
    }
    guard let status = stat(of: directory) else { return }
    watches[watch] = Watched(
      directory: FileIdentity(status), place: directory, isOnWay: isOnWay)
  }

  /// Stops listening. Closing while there is something to listen to is made to wait by the kernel, often for ten
  /// milliseconds and more; not so, mostly, where the end was said a little before.
  mutating func end() {
    for watch in watches.keys { inotify_rm_watch(descriptor, watch) }
    watches = [:]
  }

  /// What has changed since it was asked last. The kernel leaves out an event that equals the one before it.
  borrowing func events() -> [Event] {
    var events: [Event] = []
    while true {
      let count = read(descriptor, buffer, Self.size)
      guard count > 0 else { return events }
      var offset = 0
      let head = MemoryLayout<inotify_event>.size
      while offset + head <= count {
        let event = buffer.loadUnaligned(fromByteOffset: offset, as: inotify_event.self)
        let name = UnsafeRawBufferPointer(
          start: buffer + offset + head, count: min(Int(event.len), count - offset - head))
        offset += head + Int(event.len)
        // A watch that is gone says so itself.
        if event.mask & UInt32(IN_IGNORED) != 0 { continue }
        let isLost = event.mask & UInt32(IN_Q_OVERFLOW) != 0
        guard isLost || watches[event.wd] != nil else { continue }
        let watch = watches[event.wd]
        if watch?.isOnWay == true, name.contains(where: { $0 != 0 }) { continue }
        events.append(
          Event(
            directory: watch?.directory ?? FileIdentity(stat()), place: watch?.place ?? "",
            mask: event.mask & ~UInt32(IN_ISDIR), name: Array(name.prefix { $0 != 0 })))
      }
    }
  }
}
