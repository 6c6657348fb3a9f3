import CXXHash
import Glibc
import RaceModel
import RaceSystem

/// The contents that a look is held against, laid out for the hot loop: raw addresses, set up before the first
/// fork, read-only from then on, alive until the process ends.
package struct ContentLibrary {
  /// A stable content, with the digest of each of its blocks.
  package struct Reference {
    let bytes: UnsafeRawPointer?
    /// Its length in bytes.
    package let count: Int
    let blocks: UnsafeMutableBufferPointer<Digest>
    /// For each block everything that explains all of it: the other content may agree with it there, or it may
    /// be zero.
    let origins: UnsafePointer<Origins>
    /// The digest over the blocks' digests, as observations carry it.
    package let digest: Digest
    /// XXH3-128 over all bytes at once, for people to check.
    package let plain: Digest
    /// Whether readers may see it.
    package let stable: Bool
  }

  /// A content before its signature. Only whole ones are recognised, so its bytes are not needed.
  struct Unsigned {
    let count: Int
    let digest: Digest
  }

  /// The old content, as published.
  package let a: Reference
  /// The new content, as published.
  package let b: Reference
  let unsignedA: Unsigned
  let unsignedB: Unsigned
  /// What a reader that runs something makes of A and B at rest; nil for one that reads bytes.
  package var outcomes: StableOutcomes?

  /// Files that must not change any more, as published and as they were before their signatures.
  /// - Parameter bIsStable: false where no swap can succeed, so that nobody may see B.
  package init(
    a: String, b: String, unsignedA: String, unsignedB: String, bIsStable: Bool = true
  ) throws(SystemCallError) {
    let (fileA, fileB) = (try MappedFile(a), try MappedFile(b))
    self.a = Self.reference(fileA, stable: true, own: .a, fileB, other: .b)
    self.b = Self.reference(fileB, stable: bIsStable, own: .b, fileA, other: .a)
    self.unsignedA = Self.unsigned(try MappedFile(unsignedA))
    self.unsignedB = Self.unsigned(try MappedFile(unsignedB))
  }

  /// How many bytes of a content readers take at most: a whole number of blocks, so that all readers give what they
  /// took of a longer one the same digest.
  package var bound: Int {
    let most = 2 * max(a.count, b.count, unsignedA.count, unsignedB.count) + (1 << 22)
    return (most + Classifier.blockSize - 1) / Classifier.blockSize * Classifier.blockSize
  }

  /// The stable content with this digest; nil if it is none.
  package func stableContent(_ digest: Digest?) -> StableContent? {
    digest == a.digest ? .a : digest == b.digest && b.stable ? .b : nil
  }

  /// Whether what is published differs from what is copied.
  package var signerChangesBytes: Bool {
    a.digest != unsignedA.digest || b.digest != unsignedB.digest
  }

  /// The digest that a reader would report for the bytes.
  package static func digest(of file: MappedFile) -> Digest {
    let blocks = blockDigests(of: file)
    defer { blocks.deallocate() }
    return Digest(hashing: blocks.baseAddress, count: blocks.count * MemoryLayout<Digest>.size)
  }

  private static func unsigned(_ file: MappedFile) -> Unsigned {
    Unsigned(count: file.count, digest: digest(of: file))
  }

  private static func reference(
    _ file: MappedFile, stable: Bool, own: Origins, _ otherFile: MappedFile, other: Origins
  ) -> Reference {
    let blocks = blockDigests(of: file)
    let origins = UnsafeMutablePointer<Origins>.allocate(capacity: max(1, blocks.count))
    for index in blocks.indices {
      let range = blockRange(index, of: file)
      origins[index] = own
      guard let base = file.base.map({ $0 + range.lowerBound }) else { continue }
      if Bytes.zeroPrefix(base, count: range.count) == range.count { origins[index].insert(.zero) }
      if let there = otherFile.base, otherFile.count >= range.upperBound,
        Bytes.commonPrefix(base, there + range.lowerBound, count: range.count) == range.count
      {
        origins[index].insert(other)
      }
    }
    return Reference(
      bytes: file.base, count: file.count, blocks: blocks, origins: origins,
      digest: Digest(hashing: blocks.baseAddress, count: blocks.count * MemoryLayout<Digest>.size),
      plain: Digest(hashing: file.base, count: file.count), stable: stable)
  }

  /// The digests of the file's blocks, for the caller to keep or to deallocate.
  private static func blockDigests(of file: MappedFile) -> UnsafeMutableBufferPointer<Digest> {
    let count = (file.count + Classifier.blockSize - 1) / Classifier.blockSize
    let blocks = UnsafeMutableBufferPointer<Digest>.allocate(capacity: count)
    for index in 0..<count {
      let range = blockRange(index, of: file)
      blocks[index] = Digest(hashing: file.base.map { $0 + range.lowerBound }, count: range.count)
    }
    return blocks
  }

  private static func blockRange(_ index: Int, of file: MappedFile) -> Range<Int> {
    let start = index * Classifier.blockSize
    return start..<min(start + Classifier.blockSize, file.count)
  }

  /// The kind that the bare size of a file allows for: a glance cannot tell contents of one size apart.
  @inline(__always)
  func kind(ofSize size: Int) -> Kind {
    if (size == a.count && a.stable) || (size == b.count && b.stable) { return .stable }
    if size == 0 { return .empty }
    if size == unsignedA.count || size == unsignedB.count { return .unsigned }
    return size < max(a.count, b.count) ? .truncated : .foreign
  }
}

extension ContentLibrary.Reference {
  /// Everything that explains the block at `index` if it is the one with this digest and length; else nothing.
  @inline(__always)
  func originsOfBlock(_ index: Int, _ digest: Digest, count: Int) -> Origins {
    index < blocks.count && blocks[index] == digest
      && min(Classifier.blockSize, self.count - index * Classifier.blockSize) == count
      ? origins[index] : []
  }
}
