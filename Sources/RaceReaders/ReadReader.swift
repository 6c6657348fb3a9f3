import Glibc
import RaceModel
import RaceSystem

/// Opens the target and reads it to its end, as `cat`, a hash tool or an interpreter would.
package struct ReadReader: TargetReader, ~Copyable {
  private var classifier = Classifier()
  private let buffer: UnsafeMutableRawPointer

  /// Allocates its buffer.
  package init() {
    buffer = .allocate(byteCount: Classifier.blockSize, alignment: 4096)
  }

  /// Those of the last content.
  package var runs: UnsafeBufferPointer<PackedRun> { classifier.runs }
  /// Whether it had more runs than are kept.
  package var runsWereDropped: Bool { classifier.runsWereDropped }

  /// Holds what follows against these contents.
  package mutating func compare(with library: ContentLibrary) { classifier.compare(with: library) }

  /// Opens the path, reads it to its end, and closes it once.
  package mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    // O_NONBLOCK: a FIFO put in the target's place must not stop the reader.
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    if descriptor < 0 { return .failed(errno: errno) }
    defer { close(descriptor) }
    return look(in: descriptor)
  }

  /// Reads an open file from its position to its end once.
  package mutating func look(in descriptor: Int32) -> Sight {
    classifier.begin()
    while true {
      let count = fill(from: descriptor)
      if count < 0 { return .failed(errno: errno) }
      if count == 0 { return classifier.finish() }
      classifier.take(buffer, count: count, digest: Digest(hashing: buffer, count: count))
      // A block that is not full ends where the file ended.
      if count < Classifier.blockSize { return classifier.finish() }
    }
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
