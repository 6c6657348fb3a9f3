/// What a report says of a stable content: its size and its plain XXH3-128, which `xxhsum -H2` can check.
package struct ContentFacts: Hashable, Sendable, Codable {
  /// Its length.
  package let bytes: UInt64
  /// Over all its bytes at once.
  package let xxh128: Digest

  /// Takes each value as it is.
  package init(bytes: UInt64, xxh128: Digest) {
    self.bytes = bytes
    self.xxh128 = xxh128
  }
}

/// The two stable contents of a run, both as published.
package struct Contents: Hashable, Sendable, Codable {
  /// The old content.
  package let a: ContentFacts
  /// The new content.
  package let b: ContentFacts
  /// Whether they are what the updater leaves of its sources, and not these themselves; nil stands for no.
  package let learned: Bool?

  /// Whether the new one is what was there at the end, taken for right; nil stands for no.
  package var takenFromEnd: Bool?

  /// Takes each value as it is.
  package init(
    a: ContentFacts, b: ContentFacts, learned: Bool = false, takenFromEnd: Bool = false
  ) {
    self.takenFromEnd = takenFromEnd ? true : nil
    self.a = a
    self.b = b
    self.learned = learned ? true : nil
  }
}
