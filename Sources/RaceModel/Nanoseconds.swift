/// Times that are written in seconds.
enum Nanoseconds {
  /// The seconds under this key in nanoseconds; less than 32 years.
  static func decode<Key>(from keys: KeyedDecodingContainer<Key>, at key: Key) throws -> UInt64 {
    let seconds = try keys.decode(Double.self, forKey: key)
    guard seconds >= 0, seconds < 1e9 else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: keys, debugDescription: "expected seconds, got \(seconds)")
    }
    return UInt64((seconds * 1e9).rounded())
  }
}
