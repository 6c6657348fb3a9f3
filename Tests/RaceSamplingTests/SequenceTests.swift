import RaceModel
import TestSupport
import Testing

@testable import RaceSampling

/// The order in which a reader sees contents.
struct SequenceTests {
  /// A board whose writer begins swaps one at a time.
  private final class Scene {
    let board: Board
    var sequence: Sequence

    init(from base: StableContent = .a) throws {
      board = try Board(readers: 1, writers: 1)
      sequence = Sequence(board.writer(0), from: base)
    }

    func begin(_ content: StableContent) {
      let slot = board.writer(0)
      let begun = slot.signals.pointee.windows.load(ordering: .relaxed)
      slot.window(Int(begun)).head.pointee.publishes = content
      slot.signals.pointee.windows.store(begun + 1, ordering: .releasing)
    }

    /// The last swap has verifiably published.
    func settle() {
      let signals = board.writer(0).signals
      signals.pointee.settled.store(
        signals.pointee.windows.load(ordering: .relaxed), ordering: .releasing)
    }

    func look() { sequence.begin() }

    func see(_ content: StableContent) -> Bool { sequence.stepsBack(to: content) }
  }

  @Test func theOldOneAndThenTheNewOneIsTheOrder() throws {
    let scene = try Scene()
    #expect(!scene.see(.a))
    scene.begin(.b)
    #expect(!scene.see(.a) && !scene.see(.b) && !scene.see(.b))
    scene.begin(.a)
    #expect(!scene.see(.b) && !scene.see(.a))
  }

  @Test func theNewOneAndThenTheOldOneIsAStepBack() throws {
    let scene = try Scene(from: .b)
    scene.begin(.a)
    #expect(!scene.see(.a) && scene.see(.b))
    // Once, and then the reader is where it was before.
    #expect(!scene.see(.b) && !scene.see(.a) && scene.see(.b))
  }

  @Test func whatASwapThatHasBegunMayHavePublishedIsNone() throws {
    let scene = try Scene()
    scene.begin(.b)
    #expect(!scene.see(.b))
    scene.begin(.a)
    #expect(!scene.see(.a) && scene.see(.b))
  }

  @Test func aReaderMaySleepThroughSwaps() throws {
    let scene = try Scene()
    for content in [StableContent.b, .a, .b, .a] { scene.begin(content) }
    #expect(!scene.see(.a) && !scene.see(.b) && !scene.see(.a) && !scene.see(.b))
    // All that have begun are used up.
    #expect(!scene.see(.a) && scene.see(.b))
  }

  @Test(
    "A reader that has slept through swaps catches up where these had published before it looked")
  func settled() throws {
    let scene = try Scene()
    for content in [StableContent.b, .a, .b, .a] { scene.begin(content) }
    #expect(!scene.see(.a) && !scene.sequence.isSharp)
    scene.settle()
    scene.look()
    #expect(!scene.see(.a) && scene.sequence.isSharp)
    #expect(scene.see(.b))
  }

  /// The reader itself has seen nothing newer, so it is not taken back, only late.
  @Test func anOldContentThatNobodyHasLeftYetIsNoStepBack() throws {
    let scene = try Scene()
    scene.begin(.b)
    scene.settle()
    scene.look()
    #expect(!scene.see(.a) && !scene.see(.b) && scene.see(.a))
  }

  @Test func aSwapThatIsTriedAgainIsNoSwapBack() throws {
    let scene = try Scene()
    scene.begin(.b)
    scene.begin(.b)
    #expect(!scene.see(.b) && scene.see(.a))
  }

  @Test("Whatever readers meet of what was published in order is no step back")
  func property() throws {
    var random = SeededGenerator(seed: 4)
    for _ in 0..<200 {
      let scene = try Scene()
      var (truth, seen) = ([StableContent.a], 0)
      for _ in 0..<40 {
        if Bool.random(using: &random) {
          let next: StableContent = Bool.random(using: &random) ? .a : .b
          scene.begin(next)
          // It may fail, and then it publishes nothing.
          truth.append(Int.random(in: 0..<4, using: &random) == 0 ? truth[truth.count - 1] : next)
        }
        seen = Int.random(in: seen..<truth.count, using: &random)
        #expect(!scene.see(truth[seen]))
      }
    }
  }
}
