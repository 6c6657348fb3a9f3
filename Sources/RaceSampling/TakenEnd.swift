import RaceModel
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

/// Looks of one reader that it has counted as partial and that saw the new content.
struct Cleared {
  var looks: UInt64 = 0
  /// Those that overlapped the window.
  var exposed: UInt64 = 0
  /// Those that did not.
  var late: UInt64 { looks - exposed }
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

  /// What a reader has counted as partial before it was known that this is the new content.
  func cleared(of slot: ReaderSlot, by end: TakenEnd?) -> Cleared {
    var cleared = Cleared()
    guard let end else { return cleared }
    let acceptable = board.facts.pointee.acceptable.union(KindSet([.stable]))
    for place in 0..<slot.counts.states {
      let head = slot.state(place).head.pointee
      guard end.isSeen(in: head), !acceptable.contains(head.kind) else { continue }
      cleared.looks += head.count
      cleared.exposed += head.exposed
    }
    return cleared
  }
}
