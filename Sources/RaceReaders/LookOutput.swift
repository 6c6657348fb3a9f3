import CLinux
import CXXHash
import Glibc
import RaceModel
import RaceSystem

/// What a program printed during one look: the digest of all of it, and its end. Allocates nothing once `init` is
/// over.
struct LookOutput: ~Copyable {
  /// As much as a pipe holds, so that one read takes all of it.
  private static var bufferSize: Int { 65536 }
  /// Room for the last line.
  private static var tailSize: Int { 4096 }
  /// Reads after the program's end: enough for the largest pipe that it may have made of its own.
  private static var drainLimit: Int { 17 }

  private let buffer: UnsafeMutableRawPointer
  private let tail: UnsafeMutableRawPointer
  private let redacted: UnsafeMutableRawBufferPointer
  private let hash: OpaquePointer
  private var tailCount = 0

  /// Makes room for all that it will ever need.
  init() {
    buffer = .allocate(byteCount: Self.bufferSize, alignment: 4096)
    tail = .allocate(byteCount: Self.tailSize, alignment: 16)
    redacted = .allocate(byteCount: Self.tailSize, alignment: 16)
    hash = XXH3_createState()
  }

  deinit {
    buffer.deallocate()
    tail.deallocate()
    redacted.deallocate()
    XXH3_freeState(hash)
  }

  /// A look begins.
  mutating func begin() {
    XXH3_128bits_reset(hash)
    tailCount = 0
  }

  /// Takes what stands in the pipe, by one read. The caller knows that it need not wait.
  mutating func take(from pipe: Int32) {
    let count = read(pipe, buffer, Self.bufferSize)
    if count > 0 { append(count) }
  }

  /// Takes what is left in the pipe of a program that has ended. What others still write to it is not waited for.
  mutating func drain(_ pipe: Int32) {
    var polled = pollfd(fd: pipe, events: Int16(POLLIN), revents: 0)
    for _ in 0..<Self.drainLimit {
      guard poll(&polled, 1, 0) > 0, polled.revents & Int16(POLLIN) != 0 else { return }
      take(from: pipe)
    }
  }

  /// The digest of all that was taken.
  ///
  /// Over the bytes as they are, paths included: they lie in a directory with a random name, but contents at rest
  /// are looked at by the same paths as those in the race, so that what is equal has equal digests within one report.
  var digest: Digest { Digest(XXH3_128bits_digest(hash)) }

  /// The last line that is not empty, without what is random in it.
  func lastLine(_ redaction: borrowing Redaction, target: UnsafePointer<CChar>) -> Message {
    var end = tailCount
    while end > 0 && Self.isBlank(byte(end - 1)) { end -= 1 }
    var start = end
    while start > 0 && !Self.isLineEnd(byte(start - 1)) { start -= 1 }
    while start < end && Self.isBlank(byte(start)) { start += 1 }
    let line = UnsafeRawBufferPointer(start: tail + start, count: end - start)
    return Message(redaction.redact(line, target: target, into: redacted))
  }

  private mutating func append(_ count: Int) {
    _ = rb_xxh3_128_update(hash, buffer, count)
    let fresh = min(count, Self.tailSize)
    let kept = min(tailCount, Self.tailSize - fresh)
    memmove(tail, tail + (tailCount - kept), kept)
    memcpy(tail + kept, buffer + (count - fresh), fresh)
    tailCount = kept + fresh
  }

  private func byte(_ place: Int) -> UInt8 { tail.load(fromByteOffset: place, as: UInt8.self) }

  private static func isLineEnd(_ byte: UInt8) -> Bool { byte == 0x0a || byte == 0x0d }

  private static func isBlank(_ byte: UInt8) -> Bool {
    isLineEnd(byte) || byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t")
  }
}
