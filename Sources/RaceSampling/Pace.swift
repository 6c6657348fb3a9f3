import RaceModel

/// Divides a subject's swaps into rounds: long enough that readers race rather than rest, short enough that all
/// subjects see the same machine.
struct Pace {
  /// Racing per round that is aimed at.
  private static let roundNanoseconds: UInt64 = 250_000_000
  /// Swaps of the first round, when nobody knows how long one takes; odd, so that it ends at the other content.
  private static let firstQuota = 5

  private let extent: Scenario.Extent
  private let rendezvous: Bool
  /// Whether something is looked into after every single swap, so that each is a round.
  private let oneByOne: Bool
  /// Swaps by each writer so far.
  private var swaps = 0
  private var nanoseconds: UInt64 = 0
  /// What of that was spent on swaps, and not on waiting until each reader has looked at rest.
  private var swapping: UInt64 = 0
  /// How long those waits took in the last round.
  private var waiting: UInt64 = 0

  init(_ extent: Scenario.Extent, rendezvous: Bool, oneByOne: Bool) {
    self.extent = extent
    self.rendezvous = rendezvous
    self.oneByOne = oneByOne
  }

  /// Whether the extent is raced; never where others decide.
  var finished: Bool {
    switch extent {
    case .swaps(let count): swaps >= count
    case .duration(let span): nanoseconds >= span.nanoseconds
    case .untilDecided: false
    }
  }

  /// How many rounds make up a turn in a cycle: where each swap is one, as many as the first round has swaps elsewhere.
  var roundsInTurn: Int { oneByOne ? Self.firstQuota : 1 }

  /// How many swaps each writer makes in the next round.
  var nextQuota: Int {
    if oneByOne { return 1 }
    var quota = Self.firstQuota
    // In rendezvous mode nothing depends on time.
    if swaps > 0 && !rendezvous {
      // On a busy machine readers are long in coming round; at least half of the time goes to swaps all the same.
      quota = Int(max(Self.roundNanoseconds, waiting) / max(1, swapping / UInt64(swaps)))
    }
    if case .swaps(let count) = extent { quota = min(quota, count - swaps) }
    return min(max(1, quota), Board.windowLimit)
  }

  /// When no further swap begins in a round that begins at `now`; 0 for never.
  /// - Parameter raceBegan: when the first round of all began.
  func deadline(from now: UInt64, raceBegan: UInt64) -> UInt64 {
    switch extent {
    case .swaps: 0
    case .duration(let span): now + (span.nanoseconds - min(nanoseconds, span.nanoseconds))
    case .untilDecided(let limit): raceBegan + limit.nanoseconds
    }
  }

  /// Notes a round that is over.
  /// - Parameters:
  ///   - nanoseconds: how long it was raced.
  ///   - swapping: how long of that writers swapped.
  mutating func add(swaps: Int, writers: Int, nanoseconds: UInt64, swapping: UInt64) {
    self.swaps += swaps / writers
    self.nanoseconds += nanoseconds
    self.swapping += swapping
    waiting = nanoseconds - min(swapping, nanoseconds)
  }
}
