import CLinux
import CXXHash
import Glibc
import RaceModel
import RaceSystem

/// Maps the target and looks at the mapping, as a loader or a database would. The mapping is kept while device,
/// inode and size stay the same; a file that is cut under it answers by SIGBUS, which is an observation.
package struct MappedReader: TargetReader, ~Copyable {
  private var classifier = Classifier()
  /// Blocks that match nothing are copied here first: the mapping may change between two looks at it.
  private let buffer: UnsafeMutableRawPointer
  private var mapping: UnsafeMutableRawPointer?
  /// How much of the file is mapped.
  private var length = 0
  /// The file's size.
  private var size = 0
  private var device: dev_t = 0
  private var inode: ino_t = 0

  /// - Throws: `SystemCallError` where SIGBUS cannot be caught.
  package init() throws(SystemCallError) {
    let number = rb_guard_bus_errors()
    if number != 0 { throw SystemCallError("sigaction", "SIGBUS", errno: number) }
    buffer = .allocate(byteCount: Classifier.blockSize, alignment: 4096)
  }

  /// Those of the last content.
  package var runs: UnsafeBufferPointer<PackedRun> { classifier.runs }
  /// Whether it had more runs than are kept.
  package var runsWereDropped: Bool { classifier.runsWereDropped }

  /// Holds what follows against these contents.
  package mutating func compare(with library: ContentLibrary) { classifier.compare(with: library) }

  /// Opens the path, maps it if it is another file, and hashes the mapping once.
  package mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 { return .refused(errno: errno) }
    let number = remapIfChanged(descriptor)
    close(descriptor)
    if number != 0 { return .failed(errno: number) }
    classifier.begin()
    guard let mapping else { return classifier.finish() }
    var offset = 0
    while offset < length {
      let count = min(Classifier.blockSize, length - offset)
      guard take(mapping + offset, count: count) else { return crashed() }
      offset += count
    }
    return length == size ? classifier.finish() : classifier.finish(sized: UInt64(size))
  }

  /// Hashes a block where it lies. False if the file was cut before its end.
  @inline(__always)
  private mutating func take(_ bytes: UnsafeMutableRawPointer, count: Int) -> Bool {
    var hash = XXH128_hash_t()
    guard rb_guarded_hash(bytes, count, &hash) == 0 else { return false }
    let origins = classifier.origins(of: Digest(hash), count: count)
    if !origins.isEmpty {
      classifier.settle(origins, count: count, digest: Digest(hash))
      return true
    }
    guard rb_guarded_copy(buffer, bytes, count) == 0 else { return false }
    classifier.take(buffer, count: count, digest: Digest(hashing: buffer, count: count))
    return true
  }

  /// The next look maps the file anew, whatever its size is then.
  private mutating func crashed() -> Sight {
    unmap()
    return Sight(.crash, .crash, code: SIGBUS)
  }

  /// Returns 0 or an errno.
  @inline(__always)
  private mutating func remapIfChanged(_ descriptor: Int32) -> Int32 {
    var info = stat()
    if fstat(descriptor, &info) != 0 { return errno }
    let same =
      size == info.st_size && inode == info.st_ino && device == info.st_dev
      && (mapping != nil || length == 0)
    if same { return 0 }
    unmap()
    switch info.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: break
    default: return Sight.notRegular
    }
    (device, inode, size) = (info.st_dev, info.st_ino, Int(info.st_size))
    // Of a file with a far end no more is mapped, and by MAP_POPULATE brought into memory, than is looked at.
    length = min(size, classifier.bound)
    if length == 0 { return 0 }
    // MAP_POPULATE: all of it will be read at once, so one call is cheaper than a fault every 64 KiB.
    let flags = MAP_SHARED | MAP_POPULATE
    guard let base = Glibc.mmap(nil, length, PROT_READ, flags, descriptor, 0), base != MAP_FAILED
    else {
      (size, length) = (0, 0)
      return errno
    }
    mapping = base
    return 0
  }

  package mutating func letGo() { unmap() }

  private mutating func unmap() {
    if let mapping { munmap(mapping, length) }
    mapping = nil
    (size, length) = (0, 0)
  }
}
