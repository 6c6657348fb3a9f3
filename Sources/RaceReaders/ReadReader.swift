import Glibc
import RaceModel
import RaceSystem

/// Opens the target and reads it to its end, as `cat`, a hash tool or an interpreter would.
package struct ReadReader: TargetReader, ~Copyable {
  private var classifier = Classifier()
  private let buffer: UnsafeMutableRawPointer
  private let ownBound: Int?

  /// Allocates its buffer.
  /// - Parameter bound: how many bytes of a content are read; what the contents to compare with call for if nil.
  package init(bound: Int? = nil) {
    ownBound = bound
    buffer = .allocate(byteCount: Classifier.blockSize, alignment: 4096)
  }

  /// Those of the last content.
  package var runs: UnsafeBufferPointer<PackedRun> { classifier.runs }
  /// Whether it had more runs than are kept.
  package var runsWereDropped: Bool { classifier.runsWereDropped }

  private var bound: Int { ownBound ?? classifier.bound }

  /// Holds what follows against these contents.
  package mutating func compare(with library: ContentLibrary) { classifier.compare(with: library) }

  /// Opens the path, reads it to its end, and closes it once.
  package mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    // O_NONBLOCK: neither a FIFO put in the target's place nor a lease on it may stop the reader. O_NOCTTY: nor may a
    // terminal become the one that signals it.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 { return .refused(errno: errno) }
    defer { close(descriptor) }
    return look(in: descriptor)
  }

  /// Reads an open file from its position to its end once. Of a file without end, or with a far one, no more than
  /// `bound` is read.
  package mutating func look(in descriptor: Int32) -> Sight {
    classifier.begin()
    while true {
      let count = fill(from: descriptor)
      if count < 0 { return Self.isOdd(descriptor) ?? .failed(errno: errno) }
      if count == 0 {
        // A FIFO that is not written to and /dev/null are empty too, and no files.
        return (classifier.isAtStart ? Self.isOdd(descriptor) : nil) ?? classifier.finish()
      }
      if classifier.reaches(beyond: bound) {
        return Self.isOdd(descriptor) ?? classifier.finish(sized: Self.size(descriptor))
      }
      classifier.take(buffer, count: count, digest: Digest(hashing: buffer, count: count))
      // A block that is not full ends where the file ended.
      if count < Classifier.blockSize { return classifier.finish() }
    }
  }

  /// What a look at something gives that has no bytes of its own; nil for a file. Asked only where something is
  /// strange, so that a look at a file costs no call more.
  @inline(never)
  private static func isOdd(_ descriptor: Int32) -> Sight? {
    let number = errno
    defer { errno = number }
    var info = stat()
    guard fstat(descriptor, &info) == 0 else { return nil }
    switch info.st_mode & S_IFMT {
    case S_IFREG, S_IFDIR: return nil
    default: return .failed(errno: Sight.notRegular)
    }
  }

  private static func size(_ descriptor: Int32) -> UInt64 {
    var info = stat()
    return fstat(descriptor, &info) == 0 ? UInt64(max(0, info.st_size)) : 0
  }

  /// Reads until the buffer is full or the file ends; the number of bytes, or -1.
  @inline(__always)
  private func fill(from descriptor: Int32) -> Int {
    var filled = 0
    while filled < Classifier.blockSize {
      let count = read(descriptor, buffer + filled, Classifier.blockSize - filled)
      if count < 0 {
        if errno == EINTR { continue }
        return -1
      }
      if count == 0 { break }
      filled += count
    }
    return filled
  }
}
