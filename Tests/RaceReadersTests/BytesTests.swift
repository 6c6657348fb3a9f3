import Testing
import TestSupport

@testable import RaceReaders

/// Comparing eight bytes at a time gives what comparing them one by one gives.
@Suite struct BytesTests {
  @Test func commonPrefixIsTheOneOfAByteLoop() {
    var generator = SeededGenerator(seed: 1)
    for _ in 0..<3000 {
      let count = Int.random(in: 0...40, using: &generator)
      let shift = Int.random(in: 0...9, using: &generator)
      let left = generator.bytes(count + shift)
      var right = left
      for _ in 0..<Int.random(in: 0...2, using: &generator) where !right.isEmpty {
        right[Int.random(in: right.indices, using: &generator)] ^= 0x80
      }
      let expected = zip(left.dropFirst(shift), right.dropFirst(shift)).prefix { $0 == $1 }.count
      let result = left.withUnsafeBytes { left in
        right.withUnsafeBytes { right in
          Bytes.commonPrefix(left.baseAddress! + shift, right.baseAddress! + shift, count: count)
        }
      }
      if count + shift > 0 { #expect(result == expected) }
    }
  }

  @Test func zeroPrefixIsTheOneOfAByteLoop() {
    var generator = SeededGenerator(seed: 2)
    for _ in 0..<3000 {
      let count = Int.random(in: 1...40, using: &generator)
      let zeros = Int.random(in: 0...count, using: &generator)
      let shift = Int.random(in: 0...9, using: &generator)
      var bytes = [UInt8](repeating: 0xff, count: shift) + [UInt8](repeating: 0, count: zeros)
      if zeros < count { bytes += [1] + generator.bytes(count - zeros - 1) }
      let result = bytes.withUnsafeBytes { Bytes.zeroPrefix($0.baseAddress! + shift, count: count) }
      #expect(result == zeros)
    }
  }
}
