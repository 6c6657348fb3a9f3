import RaceModel
import Testing
import TestSupport

@testable import RaceReaders

/// Cases that a person would think of.
@Suite struct ClassifierTests {
  private static let block = Classifier.blockSize

  @Test func anatomyNamesTheOriginsInOrder() throws {
    let contents = randomContents(3 * Self.block + 17, 3 * Self.block + 99, seed: 11)
    let fixture = try Fixture(contents)
    let content = contents.b.prefix(300_000) + contents.a[300_000..<600_000]
    let (sight, runs, dropped) = fixture.classify(
      Array(content) + [UInt8](repeating: 0, count: 70_000))
    #expect(sight.kind == .mixed)
    #expect(runs.map(\.source) == [.b, .a, .zero])
    #expect(runs.map { Int($0.end) } == [300_000, 600_000, 670_000])
    #expect(!dropped)
  }

  @Test func bytesThatBothContentsHaveAreEithers() throws {
    let drawn = randomContents(3 * Self.block, 3 * Self.block, seed: 12)
    let b = Array(drawn.a.prefix(2 * Self.block)) + drawn.b.suffix(Self.block)
    let fixture = try Fixture(NaiveContents(a: drawn.a, b: b))
    let (sight, runs, _) = fixture.classify(Array(b.prefix(2 * Self.block)))
    #expect(sight.kind == .truncated)
    #expect(runs.map(\.source) == [.either])
  }

  @Test func foreignBytesAreOther() throws {
    let contents = randomContents(5000, 6000, seed: 13)
    let fixture = try Fixture(contents)
    var generator = SeededGenerator(seed: 14)
    let content = Array(contents.a.prefix(2000)) + generator.bytes(640) + contents.b[2640...]
    let (sight, runs, _) = fixture.classify(content)
    #expect(sight.kind == .foreign)
    #expect(runs.map(\.source) == [.a, .other, .b])
  }

  @Test func bytesBehindBothEndsAreForeignUnlessZero() throws {
    let contents = randomContents(5000, 6000, seed: 15)
    let fixture = try Fixture(contents)
    #expect(fixture.classify(contents.b + [0]).sight.kind == .mixed)
    #expect(fixture.classify(contents.b + [1]).sight.kind == .foreign)
  }

  @Test func aClassifierForgetsTheLastContent() throws {
    let contents = randomContents(3000, 4000, seed: 16)
    let fixture = try Fixture(contents)
    var classifier = Classifier()
    classifier.compare(with: fixture.library)
    let foreign = Fixture.classify([1] + contents.a, &classifier)
    #expect(foreign.sight.kind == .foreign)
    let stable = Fixture.classify(contents.a, &classifier)
    #expect(stable.sight.kind == .stable)
    #expect(stable.runs.map(\.source) == [.a])
    #expect(!stable.dropped)
  }

  @Test func theSameClassifierTakesOtherContents() throws {
    let first = try Fixture(randomContents(3000, 4000, seed: 17))
    let second = try Fixture(randomContents(3000, 4000, seed: 18))
    var classifier = Classifier()
    classifier.compare(with: first.library)
    #expect(Fixture.classify(second.naive.a, &classifier).sight.kind == .foreign)
    classifier.compare(with: second.library)
    #expect(Fixture.classify(second.naive.a, &classifier).sight.kind == .stable)
  }

  @Test func stableContentsHaveTheLibrarysDigests() throws {
    let fixture = try Fixture(randomContents(2 * Self.block + 5, Self.block, seed: 19))
    #expect(fixture.classify(fixture.naive.a).sight.digest == fixture.library.a.digest)
    #expect(fixture.classify(fixture.naive.b).sight.digest == fixture.library.b.digest)
    #expect(fixture.library.a.digest != fixture.library.b.digest)
  }

  @Test func theLibraryKnowsWhetherTheSignerChangesBytes() throws {
    #expect(
      try Fixture(randomContents(100, 200, seed: 20, signature: 64)).library.signerChangesBytes)
    #expect(try !Fixture(randomContents(100, 200, seed: 20)).library.signerChangesBytes)
  }

  /// B ends within a block of A and agrees with it there: its last block's digest speaks for A too.
  @Test func aPrefixOfTheLongerContentIsOneEvenWhereTheShorterOneEnds() throws {
    let a = randomContents(3 * Self.block, 1, seed: 21).a
    let b = [a[0] ^ 1] + a[1..<Self.block + 100]
    let fixture = try Fixture(NaiveContents(a: a, b: b))
    let (sight, runs, _) = fixture.classify(Array(a.prefix(Self.block + 100)))
    #expect(sight.kind == .truncated)
    #expect(runs.map(\.source) == [.a])
    #expect(fixture.classify(b).sight.kind == .stable)
  }

  @Test func zerosBeforeAContentsOwnZerosAreOneRun() throws {
    var a = randomContents(4 * Self.block, 1, seed: 22).a
    a.replaceSubrange(Self.block..<2 * Self.block, with: repeatElement(0, count: Self.block))
    let b = randomContents(4 * Self.block, 1, seed: 23).a
    let fixture = try Fixture(NaiveContents(a: a, b: b))
    let zeros = [UInt8](repeating: 0, count: 4 * Self.block)
    #expect(fixture.classify(zeros).runs.map(\.source) == [.zero])
    #expect(fixture.classify(a).runs.map(\.source) == [.a])
  }

  @Test func aRunGoesOnIntoABlockThatIsAnothersAsAWhole() throws {
    let a = randomContents(4 * Self.block, 1, seed: 24).a
    var b = randomContents(4 * Self.block, 1, seed: 25).a
    // B agrees with A in the second half of the second block and goes on alone.
    let half = Self.block + Self.block / 2
    b.replaceSubrange(half..<2 * Self.block, with: a[half..<2 * Self.block])
    let fixture = try Fixture(NaiveContents(a: a, b: b))
    let content = Array(a.prefix(2 * Self.block)) + b[(2 * Self.block)...]
    #expect(fixture.classify(content).runs.map { Int($0.end) } == [2 * Self.block, 4 * Self.block])
    let zeros = [UInt8](repeating: 0, count: half)
    #expect(fixture.classify(zeros + content[half...]).runs.map(\.source) == [.zero, .b])
  }

  @Test func whereAllOfOneContentBeginsTheOtherItIsEithers() throws {
    let a = randomContents(2 * Self.block, 1, seed: 26).a
    let b = Array(a.prefix(Self.block + 100))
    let both = try Fixture(NaiveContents(a: a, b: b))
    #expect(both.classify(b).sight.kind == .stable)
    #expect(both.classify(b).runs.map(\.source) == [.either])
    // Where nobody may see B, it is a part of A.
    let fixture = try Fixture(NaiveContents(a: a, b: b, unsignedB: [1], bIsStable: false))
    #expect(fixture.classify(b).sight.kind == .truncated)
  }

  @Test(arguments: [11, 12, 13, 30])
  func runsAreKeptUpToALimit(_ count: Int) throws {
    let contents = randomContents(100_000, 100_000, seed: 27)
    let fixture = try Fixture(contents)
    let piece = 3000
    var content: [UInt8] = []
    for index in 0..<count {
      let range = index * piece..<(index + 1) * piece
      content += index % 2 == 0 ? contents.a[range] : contents.b[range]
    }
    let (sight, runs, dropped) = fixture.classify(content)
    #expect(sight.kind == .mixed)
    #expect(runs.count == min(count, 12))
    #expect(dropped == (count > 12))
    #expect(runs.map(\.source) == (0..<min(count, 12)).map { $0 % 2 == 0 ? .a : .b })
    // What comes behind the runs that are kept counts all the same.
    #expect(fixture.classify(content + [UInt8](repeating: 7, count: 500)).sight.kind == .foreign)
  }
}
