import RaceModel
import RaceStage
import Synchronization

/// What an updater that is given no source has made of A: taken for the new content of its swap. Where it is another
/// content each time, readers cannot know it while they look, and what they have counted is set right afterwards.
struct TakenEnd: Hashable {
  /// As readers report it.
  let digest: Digest
  /// Its length.
  let bytes: UInt64

  /// Whether a look has seen it, as far as that look could tell: a glance sees a length.
  func isSeen(in head: StateRecord.Head) -> Bool {
    switch head.outcome {
    case .content: head.digest == digest && head.bytes == bytes
    case .size: head.bytes == bytes
    case .error, .crash, .ended, .lost: false
    }
  }
}

/// The ends of a subject's swaps, all of them taken for B.
struct TakenEnds: Hashable {
  private let digest: Digest
  private let bytes: UInt64

  /// Nil where B is given.
  init?(_ published: PublishedContents) {
    guard published.takenFromEnd else { return nil }
    self.init(digest: published.library.b.digest, bytes: UInt64(published.library.b.count))
  }

  init(digest: Digest, bytes: UInt64) {
    self.digest = digest
    self.bytes = bytes
  }

  /// That of the swap before the race, which readers know for B.
  var first: Observation { .content(digest, bytes: bytes) }
  /// The one state that stands for all of them: they are many contents, so it has no digest.
  var all: Observation { .content(Digest(high: 0, low: 0), bytes: bytes) }

  /// What a state on the board is, in a round whose swap has left `end`; nil for that where it left what readers know.
  func meaning(of head: StateRecord.Head, _ end: TakenEnd?) -> Meaning {
    if let end, end.isSeen(in: head) {
      return Meaning(kind: .stable, observation: head.outcome == .size ? .size(bytes: bytes) : all)
    }
    guard head.outcome == .content, head.digest == digest, head.bytes == bytes else {
      return Meaning()
    }
    // The first end, on the way to another one.
    if end != nil { return Meaning(kind: .foreign) }
    return Meaning(observation: all)
  }
}

/// What a state is, other than its reader took it for.
struct Meaning {
  var kind: Kind?
  var observation: Observation?
}

/// Looks of one reader that it has counted as partial and that saw the new content, and the other way round.
struct Correction {
  struct Looks {
    var looks: UInt64 = 0
    /// Those that overlapped the window.
    var exposed: UInt64 = 0
    /// Those that did not.
    var late: UInt64 { looks - exposed }
  }

  var cleared = Looks()
  var charged = Looks()

  func corrected(_ count: UInt64, by looks: KeyPath<Looks, UInt64>) -> UInt64 {
    count - cleared[keyPath: looks] + charged[keyPath: looks]
  }
}

extension Harvest {
  /// What the round's swap has left, where that was taken for B. Such a round has one swap, so that no count of another
  /// one is touched.
  var takenEnd: TakenEnd? {
    let slot = board.writer(0)
    guard board.writerCount == 1, slot.signals.pointee.windows.load(ordering: .acquiring) == 1
    else { return nil }
    return slot.window(0).head.pointee.taken
  }

  func meaning(of head: StateRecord.Head) -> Meaning {
    ends?.meaning(of: head, takenEnd) ?? Meaning()
  }

  /// What a reader has counted before it was known what the new content is.
  func correction(of slot: ReaderSlot) -> Correction {
    var correction = Correction()
    guard takenEnd != nil else { return correction }
    let acceptable = board.facts.pointee.acceptable.union(KindSet([.stable]))
    for place in 0..<slot.counts.states {
      let head = slot.state(place).head.pointee
      let (was, isNow) = (head.kind, meaning(of: head).kind ?? head.kind)
      if !acceptable.contains(was), acceptable.contains(isNow) {
        correction.cleared.looks += head.count
        correction.cleared.exposed += head.exposed
      } else if acceptable.contains(was), !acceptable.contains(isNow) {
        correction.charged.looks += head.count
        correction.charged.exposed += head.exposed
      }
    }
    return correction
  }
}
