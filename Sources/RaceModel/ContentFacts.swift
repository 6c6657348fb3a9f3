/// What a report says of a stable content: its size and its plain XXH3-128, which `xxhsum -H2` can check.
package struct ContentFacts: Hashable, Sendable, Codable {
  package let bytes: UInt64
  package let xxh128: Digest

  package init(bytes: UInt64, xxh128: Digest) {
    self.bytes = bytes
    self.xxh128 = xxh128
  }
}

/// The two stable contents of a run, both as published.
package struct Contents: Hashable, Sendable, Codable {
  package let a: ContentFacts
  package let b: ContentFacts

  package init(a: ContentFacts, b: ContentFacts) {
    self.a = a
    self.b = b
  }
}
