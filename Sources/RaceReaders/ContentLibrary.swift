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
    package let count: Int
    let blocks: UnsafePointer<Digest>
    let blockCount: Int
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

  package let a: Reference
  package let b: Reference
  let unsignedA: Unsigned
  let unsignedB: Unsigned

  /// Files that must not change any more, as published and as they were before their signatures.
  /// - Parameter bIsStable: false where no swap can succeed, so that nobody may see B.
  package init(
    a: String, b: String, unsignedA: String, unsignedB: String, bIsStable: Bool = true
  ) throws(SystemCallError) {
    self.a = Self.reference(try MappedFile(a), stable: true)
    self.b = Self.reference(try MappedFile(b), stable: bIsStable)
    self.unsignedA = Self.unsigned(try MappedFile(unsignedA))
    self.unsignedB = Self.unsigned(try MappedFile(unsignedB))
  }

  /// Whether what is published differs from what is copied.
  package var signerChangesBytes: Bool {
    a.digest != unsignedA.digest || b.digest != unsignedB.digest
  }

  /// The digest that a reader would report for the bytes.
  package static func digest(of file: MappedFile) -> Digest {
    reference(file, stable: false).digest
  }

  private static func unsigned(_ file: MappedFile) -> Unsigned {
    Unsigned(count: file.count, digest: digest(of: file))
  }

  private static func reference(_ file: MappedFile, stable: Bool) -> Reference {
    let blockCount = (file.count + Classifier.blockSize - 1) / Classifier.blockSize
    let blocks = UnsafeMutablePointer<Digest>.allocate(capacity: max(1, blockCount))
    for index in 0..<blockCount {
      let start = index * Classifier.blockSize
      let count = min(Classifier.blockSize, file.count - start)
      blocks[index] = Digest(hashing: file.base.map { $0 + start }, count: count)
    }
    return Reference(
      bytes: file.base, count: file.count, blocks: blocks, blockCount: blockCount,
      digest: Digest(hashing: blocks, count: blockCount * MemoryLayout<Digest>.size),
      plain: Digest(hashing: file.base, count: file.count), stable: stable)
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
  /// Whether the block at `index` is the one with this digest and length.
  @inline(__always)
  func hasBlock(_ index: Int, _ digest: Digest, count: Int) -> Bool {
    index < blockCount && blocks[index] == digest
      && min(Classifier.blockSize, self.count - index * Classifier.blockSize) == count
  }
}
