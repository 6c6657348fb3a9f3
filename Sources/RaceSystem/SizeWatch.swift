import CLinux
import Glibc
import Synchronization

/// Counts what is written below some directories while updaters run, so that one that writes without end fills
/// neither the disk nor the memory that a tmpfs takes.
///
/// It counts allocated blocks of files, deleted ones that a process of the updater's holds open among them where the file
/// system has lost room that no name accounts for. It does not show blocks that files share (reflinks count for each), nor what is
/// written elsewhere.
package struct SizeWatch: Sendable {
  fileprivate struct Words: ~Copyable {
    /// How many bytes there may be in all; 0 where nothing is watched yet.
    let limit = Atomic<UInt64>(0)
    /// How many there were when it began.
    let base = Atomic<UInt64>(0)
    /// How many the file systems had free then.
    let free = Atomic<UInt64>(0)
    /// The most that was found above the limit; 0 where it was kept.
    let found = Atomic<UInt64>(0)
  }

  private let address: UInt
  private let directories: [String]

  /// Watches nothing yet. Processes that are forked from now on share it.
  /// - Parameter directories: those below which is counted, on whatever file system each lies; the free room of
  ///   these is looked at too.
  package init(_ directories: [String]) throws(SystemCallError) {
    let memory = try SharedMemory(count: MemoryLayout<Words>.stride)
    address = UInt(bitPattern: memory.base)
    self.directories = directories
    words?.initialize(to: Words())
  }

  private var words: UnsafeMutablePointer<Words>? { UnsafeMutablePointer(bitPattern: address) }

  /// Begins to watch: from now on so many bytes may be added.
  package func begin(limit: UInt64) {
    guard let words else { return }
    words.pointee.base.store(used(above: .max), ordering: .relaxed)
    words.pointee.free.store(free, ordering: .relaxed)
    words.pointee.limit.store(limit, ordering: .releasing)
  }

  /// What may be written where no limit is named: the least of what each of their file systems can take.
  package var standardLimit: UInt64 {
    FreeRoom.all(of: directories).map(\.standardLimit).min() ?? FreeRoom.most
  }

  /// What all of their file systems have free.
  private var free: UInt64 { FreeRoom.all(of: directories).reduce(0) { $0 &+ $1.bytes } }

  /// How many bytes were allowed; nil where nothing is watched yet.
  package var limit: UInt64? {
    words.map { $0.pointee.limit.load(ordering: .acquiring) }.flatMap { $0 == 0 ? nil : $0 }
  }

  /// How many bytes were added, where these were too many; nil where they were not.
  package var excess: UInt64? {
    words.map { $0.pointee.found.load(ordering: .acquiring) }.flatMap { $0 == 0 ? nil : $0 }
  }

  /// Counts once.
  /// - Parameter guardian: the process below which deleted files are looked for that are open.
  /// - Returns: whether there is more than is allowed.
  func isExceeded(below guardian: pid_t) -> Bool {
    guard let words, let limit else { return false }
    let base = words.pointee.base.load(ordering: .relaxed)
    let threshold = base.addingReportingOverflow(limit)
    guard !threshold.overflow else { return false }
    var sum = used(above: threshold.partialValue)
    let free = words.pointee.free.load(ordering: .relaxed)
    let now = self.free
    if sum <= threshold.partialValue, now < free, free - now > limit {
      // Room has gone to no name here: to others, or to files without one.
      sum += DeletedFiles.bytes(below: guardian)
    }
    guard sum > threshold.partialValue else { return false }
    let most = max(words.pointee.found.load(ordering: .relaxed), sum - base)
    words.pointee.found.store(most, ordering: .releasing)
    return true
  }

  /// The allocated bytes below the directories; counting ends once there are more than so many.
  private func used(above enough: UInt64) -> UInt64 {
    var count = TreeSize(enough: enough)
    for directory in directories { count.add(directory) }
    return count.bytes
  }
}

/// What a file system has free for this user.
package struct FreeRoom: Sendable {
  /// In bytes.
  package let bytes: UInt64
  /// Whether it lies in memory.
  package let isMemory: Bool

  /// Nil where it cannot be told.
  package init?(of path: String) {
    var all = statfs()
    guard statfs(path, &all) == 0 else { return nil }
    bytes = UInt64(all.f_bavail) &* UInt64(all.f_bsize)
    // TMPFS_MAGIC and RAMFS_MAGIC, statfs(2).
    isMemory = [0x0102_1994, 0x8584_58f6].contains(Int(all.f_type))
  }

  /// Those of the file systems that these lie on, each once.
  static func all(of paths: [String]) -> [FreeRoom] {
    var devices: Set<UInt64> = []
    return paths.compactMap { path in
      guard let status = try? PathCalls.status(path), devices.insert(UInt64(status.st_dev)).inserted
      else { return nil }
      return FreeRoom(of: path)
    }
  }

  /// More is never allowed unless it is asked for.
  static let most: UInt64 = 4 << 30

  /// What may be written where no limit is named: the smaller of 4 GiB and half of what is free; in memory also of what
  /// is free of that.
  package var standardLimit: UInt64 {
    let memory = isMemory ? HostProbe.availableMemory.map { $0 / 2 } : nil
    return max(1, min(Self.most, bytes / 2, memory ?? .max))
  }
}

/// Adds up the allocated blocks of a tree, each file once.
private struct TreeSize {
  let enough: UInt64
  private(set) var bytes: UInt64 = 0
  private var linked: Set<[UInt64]> = []

  init(enough: UInt64) { self.enough = enough }

  mutating func add(_ path: String) {
    guard let file = try? OpenFile(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW) else { return }
    add(file, depth: 0)
  }

  /// Deeper trees than this are not looked into: each level takes a descriptor, of which 1,024 are the usual limit.
  private static let deepest = 900

  private mutating func add(_ directory: borrowing OpenFile, depth: Int) {
    let duplicate = fcntl(directory.descriptor, F_DUPFD_CLOEXEC, 0)
    guard duplicate >= 0 else { return }
    guard let stream = fdopendir(duplicate) else {
      close(duplicate)
      return
    }
    rewinddir(stream)
    let names = DirectoryStream.rawNames(stream)
    closedir(stream)
    for name in names where bytes <= enough {
      var status = stat()
      guard fstatat(directory.descriptor, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else { continue }
      if status.st_nlink < 2 || status.st_mode & S_IFMT == S_IFDIR
        || linked.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
      {
        bytes += UInt64(max(0, status.st_blocks)) &* 512
      }
      guard status.st_mode & S_IFMT == S_IFDIR, depth < Self.deepest else { continue }
      let child = rb_open_directory(directory.descriptor, name, O_RDONLY)
      if child >= 0 {
        let path = DirectoryStream.text(name)
        add(OpenFile(adopting: child, path: path), depth: depth + 1)
      }
    }
  }
}
