import CXXHash
import RaceModel

extension Digest {
  /// The digest as libxxhash gives it.
  @inline(__always)
  package init(_ hash: XXH128_hash_t) { self.init(high: hash.high64, low: hash.low64) }

  /// The plain XXH3-128 of the bytes.
  package init(hashing bytes: UnsafeRawPointer?, count: Int) {
    // An empty buffer may have no address at all.
    let hash = bytes.map { rb_xxh3_128($0, count) } ?? rb_xxh3_128("", 0)
    self.init(hash)
  }

  /// The plain XXH3-128 of all that an open file holds from its position on. By read(2): whoever cuts the file
  /// meanwhile does no harm.
  package init(hashing file: borrowing OpenFile) throws(SystemCallError) {
    let state = XXH3_createState()
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: 1 << 18, alignment: 4096)
    defer {
      XXH3_freeState(state)
      buffer.deallocate()
    }
    XXH3_128bits_reset(state)
    while true {
      let count = try file.read(into: buffer, count: 1 << 18)
      if count == 0 { break }
      _ = rb_xxh3_128_update(state, buffer, count)
    }
    self.init(XXH3_128bits_digest(state))
  }
}
