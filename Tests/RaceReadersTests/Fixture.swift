import RaceModel
import RaceSystem
import TestSupport

@testable import RaceReaders

/// Two contents as a test wants them, with the library that readers hold them against.
struct Fixture: ~Copyable {
  let directory: TestDirectory
  let naive: NaiveContents
  let library: ContentLibrary

  init(_ naive: NaiveContents) throws {
    let directory = try TestDirectory()
    try Files.write(naive.a, to: directory("a"))
    try Files.write(naive.b, to: directory("b"))
    try Files.write(naive.unsignedA, to: directory("unsigned-a"))
    try Files.write(naive.unsignedB, to: directory("unsigned-b"))
    let library = try ContentLibrary(
      a: directory("a"), b: directory("b"), unsignedA: directory("unsigned-a"),
      unsignedB: directory("unsigned-b"), bIsStable: naive.bIsStable)
    self.directory = directory
    self.naive = naive
    self.library = library
  }

  /// The path that readers open.
  var target: String { directory("target") }

  /// What a classifier makes of the content, cut into its blocks.
  func classify(_ content: [UInt8]) -> (sight: Sight, runs: [Anatomy.Run], dropped: Bool) {
    var classifier = Classifier()
    classifier.compare(with: library)
    return Self.classify(content, &classifier)
  }

  static func classify(
    _ content: [UInt8], _ classifier: inout Classifier
  ) -> (sight: Sight, runs: [Anatomy.Run], dropped: Bool) {
    classifier.begin()
    content.withUnsafeBytes { bytes in
      var offset = 0
      while offset < bytes.count {
        let count = min(Classifier.blockSize, bytes.count - offset)
        guard let block = bytes.baseAddress.map({ $0 + offset }) else { return }
        classifier.take(block, count: count, digest: Digest(hashing: block, count: count))
        offset += count
      }
    }
    let sight = classifier.finish()
    return (sight, classifier.runs.map(\.run), classifier.runsWereDropped)
  }
}

/// Contents that agree nowhere but by chance.
func randomContents(
  _ sizeA: Int, _ sizeB: Int, seed: UInt64, signature: Int = 0
) -> NaiveContents {
  var generator = SeededGenerator(seed: seed)
  let a = generator.bytes(sizeA)
  let b = generator.bytes(sizeB)
  // Bytes of a signature are no zeros, so that a content without them is not the content with zeros.
  let trailer = [UInt8](repeating: 0x5a, count: signature)
  return NaiveContents(a: a + trailer, b: b + trailer, unsignedA: a, unsignedB: b)
}

extension TargetReader where Self: ~Copyable {
  /// Looks at a path once, held against a library.
  mutating func look(_ path: String, _ library: ContentLibrary) -> Sight {
    compare(with: library)
    return look(at: path)
  }
}
