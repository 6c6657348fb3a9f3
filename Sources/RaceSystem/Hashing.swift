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
}
