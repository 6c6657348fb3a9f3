/// Two contents from a seed, in step: B is a twentieth shorter than A, and they differ in every page.
struct ContentGenerator {
  private static let page = 4096
  private static let chunk = 256 * page

  /// SplitMix64: passes the usual tests of randomness, needs eight bytes of state, and is the same everywhere.
  /// Source: G. L. Steele, D. Lea, C. H. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
  private struct SplitMix {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var word = state
      word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
      word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
      return word ^ (word >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] {
      [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
        let raw = UnsafeMutableRawBufferPointer(buffer)
        var place = 0
        while place + 8 <= count {
          raw.storeBytes(of: next().littleEndian, toByteOffset: place, as: UInt64.self)
          place += 8
        }
        var last = next()
        while place < count {
          raw[place] = UInt8(truncatingIfNeeded: last)
          last >>= 8
          place += 1
        }
        initialized = count
      }
    }
  }

  private var randomA: SplitMix
  private var randomB: SplitMix
  private var left: (a: UInt64, b: UInt64)

  /// - Parameter size: the length of A in bytes, at least 1.
  init(size: UInt64, seed: UInt64) {
    randomA = SplitMix(state: seed)
    // The first word of A's stream, which A itself then does not use.
    randomB = SplitMix(state: randomA.next())
    left = (size, Self.shorter(size))
  }

  /// The length of B: another one than A's, and not nothing.
  static func shorter(_ size: UInt64) -> UInt64 { size > 1 ? size - max(1, size / 20) : 2 }

  /// The next bytes of both; nil at the end of both.
  mutating func next() -> (a: [UInt8], b: [UInt8])? {
    if left.a == 0 && left.b == 0 { return nil }
    let a = randomA.bytes(Int(min(left.a, UInt64(Self.chunk))))
    var b = randomB.bytes(Int(min(left.b, UInt64(Self.chunk))))
    left = (left.a - UInt64(a.count), left.b - UInt64(b.count))
    for start in stride(from: 0, to: min(a.count, b.count), by: Self.page) { b[start] = ~a[start] }
    return (a, b)
  }
}
