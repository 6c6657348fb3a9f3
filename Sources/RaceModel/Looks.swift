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
  /// to be read: some have only a gap for glancers. So reads are held against `patch-after-rename` where it was raced,
  /// and else against the one that they catch best.
  func standard(
    of controls: [Run], share: (Run) -> Double
  ) -> (control: Run, share: Double)? {
    let shares = controls.map { (control: $0, share: share($0)) }
    return switch self {
    case .all: shares.min { $0.share < $1.share }
    case .reads:
      shares.filter { ReadStandard.isRaced(in: $0.control) }.min { $0.share < $1.share }
        ?? shares.max { $0.share < $1.share }
    }
  }
}

extension Run {
  /// Clean swaps in which such looks saw something forbidden.
  func caughtSwaps(by looks: Looks) -> Int {
    switch looks {
    case .all: cleanSwaps.count(where: \.caught)
    case .reads: cleanSwaps.count { $0.partialReads > 0 }
    }
  }

  /// The swaps that show how often the updater's own gap is met: those that succeeded, after which the target held
  /// what they were to publish, and during which no other writer swapped. What one writer breaks of another's work is
  /// caught far more easily.
  var cleanSwaps: [Window] {
    let clean = { (window: Window) in window.failure == nil && window.published != false }
    guard writers > 1 else { return windows.filter(clean) }
    let ordered = windows.sorted { $0.start < $1.start }
    var (latestEnd, result) = (UInt64.zero, [Window]())
    for (place, window) in ordered.enumerated() {
      let next = place + 1 < ordered.count ? ordered[place + 1].start : .max
      if latestEnd <= window.start && window.end <= next && clean(window) { result.append(window) }
      latestEnd = max(latestEnd, window.end)
    }
    return result
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
