/// What a program or a loader said, in at most 96 bytes: plain words that need no heap.
package struct Message: Sendable {
  /// Bytes that are kept.
  package static var limit: Int { 96 }
  /// Nothing was said.
  package static var none: Message { Message() }

  private typealias Eight = (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)
  private typealias Four = (UInt64, UInt64, UInt64, UInt64)

  private var head: Eight = (0, 0, 0, 0, 0, 0, 0, 0)
  private var rest: Four = (0, 0, 0, 0)
  private var length: UInt8 = 0

  private init() {}

  /// The start of the bytes; what is cut is cut between two characters of UTF-8.
  package init(_ bytes: UnsafeRawBufferPointer) {
    let kept = Self.whole(bytes)
    length = UInt8(kept)
    withUnsafeMutableBytes(of: &self) {
      $0.copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[..<kept]))
    }
  }

  /// The start of the text.
  package init(_ text: String) {
    var text = text
    self = text.withUTF8 { Message(UnsafeRawBufferPointer($0)) }
  }

  /// How many bytes there are.
  package var count: Int { Int(length) }

  /// What was said; what is no UTF-8 is replaced.
  package var text: String {
    withBytes { String(decoding: $0, as: UTF8.self) }
  }

  /// Hands the bytes to `body`, for as long as it runs.
  package func withBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
    withUnsafeBytes(of: self) { body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
  }

  /// How many of the bytes are kept.
  private static func whole(_ bytes: UnsafeRawBufferPointer) -> Int {
    guard bytes.count > limit else { return bytes.count }
    // A character has at most three bytes behind its first one; what has more is no UTF-8.
    return (limit - 3...limit).last { bytes[$0] & 0xc0 != 0x80 } ?? limit
  }
}
