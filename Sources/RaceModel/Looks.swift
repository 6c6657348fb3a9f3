/// The sorts of looks by which a race has to be strong enough, each for itself.
enum Looks: CaseIterable {
  /// Reads and glances.
  case all
  /// Reads alone: a glance sees a size, and two contents of one size are the same to it.
  case reads

  /// The control, with its share of caught swaps, that a subject is held against: the first of several that are
  /// alike, nil of none.
  ///
  /// Every control must be caught, so by all looks the one that is hardest to catch counts. Not every one is there
  /// to be read: some have only a gap for glancers. What reads can see is shown by the one that they catch best.
  func standard(
    of controls: [Run], share: (Run) -> Double
  ) -> (control: Run, share: Double)? {
    let shares = controls.map { (control: $0, share: share($0)) }
    return switch self {
    case .all: shares.min { $0.share < $1.share }
    case .reads: shares.max { $0.share < $1.share }
    }
  }
}

extension Run {
  /// Windows in which such looks saw something forbidden.
  func caughtSwaps(by looks: Looks) -> Int {
    switch looks {
    case .all: caughtSwaps
    case .reads: windows.count { $0.partialReads > 0 }
    }
  }

  /// Swaps that such looks have met and that were to be judged by them: those that succeeded or, where the signer
  /// fails, all. Where nobody looks, nothing is seen; and a swap after which the target does not hold what was to be
  /// published may have done nothing, whatever it says.
  func watchedSwaps(by looks: Looks) -> Int {
    windows.count {
      (rollback != nil || $0.failure == nil && $0.published != false)
        && ($0.exposedReads > 0 || looks == .all && $0.exposedGlances > 0)
    }
  }

  /// `inplace was caught in 7 of 9 swaps`, `inplace was caught by reads in 3 of 9 swaps`.
  func catchText(by looks: Looks) -> String {
    let by =
      switch looks {
      case .all: ""
      case .reads: "by reads "
      }
    return
      "\(subject.name) was caught \(by)in \(caughtSwaps(by: looks)) of \(Count.text(windows.count, "swap"))"
  }
}
