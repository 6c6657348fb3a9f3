/// Comparing bytes eight at a time.
enum Bytes {
  /// How many bytes at the start of both are the same.
  static func commonPrefix(_ left: UnsafeRawPointer, _ right: UnsafeRawPointer, count: Int) -> Int {
    var place = 0
    while place + 8 <= count {
      let difference =
        left.loadUnaligned(fromByteOffset: place, as: UInt64.self)
        ^ right.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      // Little-endian: the lowest byte that differs is the first one.
      if difference != 0 { return place + difference.littleEndian.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < count,
      left.load(fromByteOffset: place, as: UInt8.self)
        == right.load(fromByteOffset: place, as: UInt8.self)
    {
      place += 1
    }
    return place
  }

  /// How many bytes at the start are zero.
  static func zeroPrefix(_ bytes: UnsafeRawPointer, count: Int) -> Int {
    var place = 0
    while place + 8 <= count {
      let word = bytes.loadUnaligned(fromByteOffset: place, as: UInt64.self)
      if word != 0 { return place + word.littleEndian.trailingZeroBitCount / 8 }
      place += 8
    }
    while place < count, bytes.load(fromByteOffset: place, as: UInt8.self) == 0 { place += 1 }
    return place
  }
}
