import CXXHash
import Glibc
import RaceModel
import RaceSystem

/// Tells what a content is while it is being read, block by block, since nobody keeps the file.
///
/// Digests have two levels: XXH3-128 over each block of 256 KiB, and over these digests. A block that A or B has
/// at its place is settled by its digest; only one that matches neither is compared byte by byte, while it is
/// still in the reader's buffer. Nothing here allocates once `init` is over.
package struct Classifier: ~Copyable {
  /// Fits the second-level cache of the processors at hand, and read(2) gets no faster with more.
  package static var blockSize: Int { 256 * 1024 }
  /// Runs of an anatomy that are kept; more than a person reads.
  package static var runLimit: Int { 12 }
  private static var digestLimit: Int { 256 }

  private let library: UnsafeMutablePointer<ContentLibrary>
  private let digests: UnsafeMutablePointer<Digest>
  /// Continues the second level where there are more blocks than `digests` holds.
  private let stream: OpaquePointer
  private var digestCount = 0
  private var streaming = false
  private var offset = 0
  private var matchesA = true
  private var matchesB = true
  private var anatomy: AnatomyBuilder

  /// Makes room for all that it will ever need.
  package init() {
    library = .allocate(capacity: 1)
    digests = .allocate(capacity: Self.digestLimit)
    stream = XXH3_createState()
    anatomy = AnatomyBuilder(limit: Self.runLimit)
  }

  /// The runs of the last content, for whoever records it.
  package var runs: UnsafeBufferPointer<PackedRun> { anatomy.runs }
  /// Whether the last content had more runs than are kept.
  package var runsWereDropped: Bool { anatomy.dropped }

  /// Holds what follows against these contents.
  package mutating func compare(with library: ContentLibrary) {
    self.library.initialize(to: library)
  }

  /// How many bytes of a content are read: all of each that can be told apart, twice over, so that one that was
  /// appended to the other is known by its digest too, and then no more.
  var bound: Int { library.pointee.bound }

  /// Whether nothing was taken yet.
  @inline(__always)
  var isAtStart: Bool { offset == 0 }

  /// Whether so much was taken that no more is to be.
  @inline(__always)
  func reaches(beyond bound: Int) -> Bool { offset >= bound }

  /// What a content was of which only the beginning was read: far longer than both, so foreign. Its digest is that of
  /// what was read, and its length the file's own.
  mutating func finish(sized size: UInt64) -> Sight {
    var sight = finish()
    sight.kind = .foreign
    sight.content = .none
    sight.bytes = max(sight.bytes, size)
    return sight
  }

  /// A new content begins.
  @inline(__always)
  package mutating func begin() {
    digestCount = 0
    streaming = false
    offset = 0
    matchesA = true
    matchesB = true
    anatomy.begin()
  }

  /// Everything that explains the next block, where its digest tells; then `settle` takes it without its bytes.
  /// Nothing where bytes must be compared: the block is neither A's nor B's, or the open run might go on into it.
  @inline(__always)
  func origins(of digest: Digest, count: Int) -> Origins {
    let index = offset / Self.blockSize
    let origins = library.pointee.a.originsOfBlock(index, digest, count: count)
      .union(library.pointee.b.originsOfBlock(index, digest, count: count))
    return anatomy.settles(origins) ? origins : []
  }

  /// Takes the next block of a content. All but the last are `blockSize` long.
  @inline(__always)
  package mutating func take(_ bytes: UnsafeRawPointer, count: Int, digest: Digest) {
    let origins = origins(of: digest, count: count)
    if origins.isEmpty {
      inspect(bytes, count: count)
      push(digest)
      offset += count
    } else {
      settle(origins, count: count, digest: digest)
    }
  }

  /// Takes the next block, which is known to be as `origins(of:count:)` said.
  @inline(__always)
  mutating func settle(_ origins: Origins, count: Int, digest: Digest) {
    if !origins.contains(.a) { matchesA = false }
    if !origins.contains(.b) { matchesB = false }
    anatomy.append(origins, to: offset + count)
    push(digest)
    offset += count
  }

  /// What the content was.
  package mutating func finish() -> Sight {
    anatomy.finish()
    let contents = library.pointee
    let wholeA = matchesA && offset == contents.a.count
    let wholeB = matchesB && offset == contents.b.count
    let digest = wholeA ? contents.a.digest : wholeB ? contents.b.digest : topDigest()
    return Sight(
      .content, kind(digest, wholeA: wholeA, wholeB: wholeB), digest: digest, bytes: UInt64(offset),
      content: wholeA && contents.a.stable ? .a : wholeB && contents.b.stable ? .b : .none)
  }

  private func kind(_ digest: Digest, wholeA: Bool, wholeB: Bool) -> Kind {
    let contents = library.pointee
    if (wholeA && contents.a.stable) || (wholeB && contents.b.stable) { return .stable }
    if offset == 0 { return .empty }
    if (offset == contents.unsignedA.count && digest == contents.unsignedA.digest)
      || (offset == contents.unsignedB.count && digest == contents.unsignedB.digest)
    {
      return .unsigned
    }
    if (matchesA && offset < contents.a.count) || (matchesB && offset < contents.b.count) {
      return .truncated
    }
    return anatomy.foreign ? .foreign : .mixed
  }

  /// Compares a block byte by byte. Kept out of line: it is the rare case.
  @inline(never)
  private mutating func inspect(_ bytes: UnsafeRawPointer, count: Int) {
    let block = ComparedBlock(bytes: bytes, count: count, offset: offset, library: library)
    if block.explained(by: .a, from: 0) < count { matchesA = false }
    if block.explained(by: .b, from: 0) < count { matchesB = false }
    anatomy.append(block)
  }

  @inline(__always)
  private mutating func push(_ digest: Digest) {
    if digestCount == Self.digestLimit { spill() }
    digests[digestCount] = digest
    digestCount += 1
  }

  private mutating func spill() {
    if !streaming { XXH3_128bits_reset(stream) }
    streaming = true
    _ = rb_xxh3_128_update(stream, digests, digestCount * MemoryLayout<Digest>.size)
    digestCount = 0
  }

  private mutating func topDigest() -> Digest {
    if !streaming {
      return Digest(hashing: digests, count: digestCount * MemoryLayout<Digest>.size)
    }
    spill()
    return Digest(XXH3_128bits_digest(stream))
  }
}
