import CXXHash
import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// The digests of contents, by whichever way they are computed.
@Suite struct DigestTests {
  private static let block = Classifier.blockSize

  @Test func readersAndTheLibraryAgree() throws {
    let fixture = try Fixture(randomContents(5, 6, seed: 31))
    var reader = ReadReader()
    var mapped = try MappedReader()
    for size in [1, 4096, Self.block - 1, Self.block, Self.block + 1, 5 * Self.block + 3] {
      var generator = SeededGenerator(seed: UInt64(size))
      try Files.write(generator.bytes(size), to: fixture.target)
      let expected = ContentLibrary.digest(of: try MappedFile(fixture.target))
      #expect(reader.look(fixture.target, fixture.library).digest == expected)
      #expect(mapped.look(fixture.target, fixture.library).digest == expected)
    }
  }

  /// Above 256 blocks the second level is hashed piece by piece.
  @Test(arguments: [256, 257, 512, 513, 600])
  func filesOfManyBlocksHaveTheDigestThatTheyHaveInOnePiece(_ blocks: Int) throws {
    let fixture = try Fixture(randomContents(5, 6, seed: 32))
    let size = blocks * Self.block - (blocks % 2) * 1000
    try sparse(fixture.target, size, marks: [0, 3 * Self.block, size - 1])
    let expected = ContentLibrary.digest(of: try MappedFile(fixture.target))
    var reader = ReadReader(bound: .max)
    let sight = reader.look(fixture.target, fixture.library)
    #expect(sight.bytes == UInt64(size))
    #expect(sight.digest == expected)
    // The same reader starts anew, and sees one byte that has changed.
    #expect(reader.look(fixture.target, fixture.library).digest == expected)
    try sparse(fixture.target, size, marks: [0, 3 * Self.block + 1, size - 1])
    #expect(reader.look(fixture.target, fixture.library).digest != expected)
  }

  @Test func aStableContentOfManyBlocksIsStable() throws {
    let directory = try TestDirectory()
    let size = 300 * Self.block + 17
    try sparse(directory("a"), size, marks: [1])
    try sparse(directory("b"), size, marks: [2, size - 1])
    let library = try ContentLibrary(
      a: directory("a"), b: directory("b"), unsignedA: directory("a"), unsignedB: directory("b"))
    var reader = ReadReader()
    #expect(reader.look(directory("a"), library).kind == .stable)
    let sight = reader.look(directory("b"), library)
    #expect(sight.kind == .stable)
    #expect(sight.digest == library.b.digest)
    try sparse(directory("target"), size, marks: [1, size - 1])
    #expect(reader.look(directory("target"), library).kind == .mixed)
  }

  @Test func thePlainDigestIsTheOneOfAllBytes() throws {
    // As xxhsum -H2 gives it.
    let contents = NaiveContents(a: Array("racebench\n".utf8), b: [0])
    let fixture = try Fixture(contents)
    #expect(fixture.library.a.plain.hex == "6c36452209dd15299239f4e8bd821951")
    #expect(fixture.library.a.plain != fixture.library.a.digest)
  }

  #if arch(x86_64)
    /// Short inputs, and those at the seams of stripes and blocks, go other ways through the hash.
    @Test(.enabled(if: rb_has_avx2() != 0, "this processor has no AVX2"))
    func thisProjectsOwnCompilationForAVX2GivesTheSame() throws {
      var generator = SeededGenerator(seed: 33)
      let bytes = generator.bytes(300_000)
      for count in Array(0...1100) + [4095, 65536, 65599, 262_143, 262_144, 300_000] {
        let (ours, library) = bytes.withUnsafeBytes {
          (rb_xxh3_128_avx2($0.baseAddress, count), XXH3_128bits($0.baseAddress, count))
        }
        #expect(ours.low64 == library.low64 && ours.high64 == library.high64, "\(count) bytes")
      }
    }
  #endif

  private func sparse(_ path: String, _ size: Int, marks: [Int]) throws {
    let file = try OpenFile(path, O_RDWR | O_CREAT | O_TRUNC)
    try file.truncate(to: UInt64(size))
    for mark in marks {
      var byte: UInt8 = 7
      #expect(pwrite(file.descriptor, &byte, 1, off_t(mark)) == 1)
    }
  }
}
