import RaceModel
import RaceReaders
import Synchronization

/// Follows the order in which one reader sees the contents, and finds a look that can only have seen an older one than
/// the look before. Lives in the reader's process; allocates nothing.
///
/// The contents of a round are numbered: 0 is the one at rest before its first swap, and each swap's is the next. A
/// look sees one of them, at the most that of the last swap begun; the lowest number not below the one before
/// explains it. Where none does the reader has been taken back.
///
/// A look that began after a swap had verifiably published can be explained by that swap's number or a later one; only
/// where it cannot, and the reader itself has seen none so late, is an older one taken. So a reader that sleeps through
/// swaps catches up.
///
/// Does not show: what other readers saw in between, and a step back to a content that a swap which has begun could
/// have published as well. `isSharp` tells of a look where no such swap leaves room for that.
struct Sequence {
  private let writer: WriterSlot
  private let base: StableContent
  /// The number of the content that was seen last.
  private var place = 0
  /// The number of the last content that had verifiably been published before the look began.
  private var floor = 0
  /// Whether the last look could have been found to step back.
  private(set) var isSharp = false

  /// - Parameters:
  ///   - writer: the only one that swaps.
  ///   - base: what rests before its first swap.
  init(_ writer: WriterSlot, from base: StableContent) {
    self.writer = writer
    self.base = base
  }

  /// A look begins.
  @inline(__always)
  mutating func begin() {
    floor = Int(writer.signals.pointee.settled.load(ordering: .acquiring))
  }

  /// Takes in a look at a content. Only after the look has ended.
  /// - Returns: whether it can only have seen an older content than the look before.
  @inline(__always)
  mutating func stepsBack(to content: StableContent) -> Bool {
    let begun = Int(writer.signals.pointee.windows.load(ordering: .acquiring))
    let seen =
      first(content, from: max(place, floor), to: begun)
      ?? first(content, from: place, to: begun)
    isSharp = begun - (seen ?? place) < 2
    if let seen {
      place = seen
      return false
    }
    isSharp = true
    // From here on it is where it was taken back to, so that one step back is counted once.
    while place > 0 && self.content(place) != content { place -= 1 }
    return true
  }

  /// The lowest number of the content in the range; nil where there is none.
  @inline(__always)
  private func first(_ content: StableContent, from low: Int, to high: Int) -> Int? {
    var next = low
    while next <= high {
      if self.content(next) == content { return next }
      next += 1
    }
    return nil
  }

  @inline(__always)
  private func content(_ place: Int) -> StableContent {
    place == 0 ? base : writer.window(place - 1).head.pointee.publishes
  }
}

extension StableContent {
  /// The content that a look saw; nil where it saw none, or nobody can tell.
  @inline(__always)
  init?(_ content: Sight.Content) {
    switch content {
    case .none: return nil
    case .a: self = .a
    case .b: self = .b
    }
  }
}
