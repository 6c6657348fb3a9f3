import RaceModel
import Testing
import TestSupport

@testable import RaceReaders

/// The classifier, which looks at digests of blocks first, against a loop over bytes.
@Suite struct ClassifierPropertyTests {
  private static let block = Classifier.blockSize
  static let sizes: [(Int, Int)] = [
    (1, 2), (63, 64), (65, 64), (64, 4095), (4096, 4097), (4097, 4095), (block - 1, block),
    (block + 1, block - 1), (3 * block + 17, block + 1), (2 * block, 3 * block),
  ]

  @Test(arguments: sizes)
  func contentsThatAgreeByChanceAlone(_ sizeA: Int, _ sizeB: Int) throws {
    try check(randomContents(sizeA, sizeB, seed: UInt64(sizeA * 31 + sizeB)))
  }

  @Test(arguments: sizes)
  func contentsWithSignatures(_ sizeA: Int, _ sizeB: Int) throws {
    try check(randomContents(sizeA, sizeB, seed: UInt64(sizeA * 37 + sizeB), signature: 64))
  }

  @Test(arguments: sizes)
  func contentsThatShareParts(_ sizeA: Int, _ sizeB: Int) throws {
    let drawn = randomContents(sizeA, sizeB, seed: UInt64(sizeA * 41 + sizeB))
    var b = drawn.b
    let shared = min(sizeA, sizeB)
    // All but the first byte agree, so that the shorter one's end lies within a block of the longer one.
    b.replaceSubrange(1..<shared, with: drawn.a[1..<shared])
    try check(NaiveContents(a: drawn.a, b: b))
    // The middle agrees.
    b = drawn.b
    b.replaceSubrange(shared / 3..<2 * shared / 3, with: drawn.a[shared / 3..<2 * shared / 3])
    try check(NaiveContents(a: drawn.a, b: b))
  }

  @Test(arguments: sizes)
  func contentsWithZerosOfTheirOwn(_ sizeA: Int, _ sizeB: Int) throws {
    let drawn = randomContents(sizeA, sizeB, seed: UInt64(sizeA * 43 + sizeB))
    var (a, b) = (drawn.a, drawn.b)
    a.replaceSubrange(0..<sizeA / 2, with: repeatElement(0, count: sizeA / 2))
    b.replaceSubrange(sizeB / 3..<sizeB, with: repeatElement(0, count: sizeB - sizeB / 3))
    guard a != b else { return }
    try check(NaiveContents(a: a, b: b))
  }

  @Test(arguments: sizes)
  func oneContentThatBeginsTheOther(_ sizeA: Int, _ sizeB: Int) throws {
    let drawn = randomContents(max(sizeA, sizeB), 1, seed: UInt64(sizeA * 47 + sizeB))
    guard sizeA != sizeB else { return }
    try check(NaiveContents(a: Array(drawn.a.prefix(sizeA)), b: Array(drawn.a.prefix(sizeB))))
  }

  @Test(arguments: sizes)
  func contentsOfWhichNobodyMaySeeB(_ sizeA: Int, _ sizeB: Int) throws {
    let drawn = randomContents(sizeA, sizeB, seed: UInt64(sizeA * 53 + sizeB))
    try check(NaiveContents(a: drawn.a, b: drawn.b, bIsStable: false))
  }

  /// Splices contents and holds what the classifier says against the definitions.
  private func check(_ contents: NaiveContents) throws {
    let fixture = try Fixture(contents)
    var splice = Splice(contents: contents, generator: SeededGenerator(seed: 7))
    let rounds = contents.a.count + contents.b.count > 100_000 ? 20 : 150
    var seen: [(content: [UInt8], digest: Digest)] = []
    for round in 0..<rounds {
      let content = splice.next(segments: round % 7 == 0 ? 30 : 5, foreign: round % 3 == 0)
      let (sight, runs, dropped) = fixture.classify(content)
      let finding = contents.examine(content)
      #expect(sight.kind == finding.kind, "round \(round), \(content.count) bytes, \(runs)")
      #expect(sight.bytes == UInt64(content.count))
      for (other, digest) in seen {
        #expect((digest == sight.digest) == same(content, other), "round \(round)")
      }
      seen.append((content, sight.digest))
      checkRuns(runs, dropped, content, contents, finding, round)
    }
  }

  private func checkRuns(
    _ runs: [Anatomy.Run], _ dropped: Bool, _ content: [UInt8], _ contents: NaiveContents,
    _ finding: NaiveContents.Finding, _ round: Int
  ) {
    var start = 0
    for run in runs {
      let end = Int(run.end)
      guard end > start && end <= content.count else {
        Issue.record("round \(round): \(runs) of \(content.count) bytes")
        return
      }
      let unlike = contents.unlike(run.source, content, start..<end)
      #expect(unlike == nil, "round \(round): \(run) from \(start)")
      if run.source == .other { #expect(contents.isForeign(content, at: start), "round \(round)") }
      start = end
    }
    #expect(dropped ? runs.count == Classifier.runLimit : start == content.count, "round \(round)")
    if let fewest = finding.fewestRuns {
      #expect(runs.count == min(fewest, Classifier.runLimit), "round \(round): \(runs)")
      #expect(dropped == (fewest > Classifier.runLimit), "round \(round): \(runs)")
    }
  }
}
