/// Random numbers that are the same in each run (SplitMix64), so that a failing case can be run again.
package struct SeededGenerator: RandomNumberGenerator {
  private var state: UInt64

  package init(seed: UInt64) { state = seed }

  package mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }

  /// So many random bytes.
  package mutating func bytes(_ count: Int) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      var place = 0
      while place < count {
        var word = next()
        let step = min(8, count - place)
        for _ in 0..<step {
          buffer[place] = UInt8(truncatingIfNeeded: word)
          word >>= 8
          place += 1
        }
      }
      initialized = count
    }
  }
}
