import RealModule

/// How strong a race is in which nothing was seen, by the swap and for one sort of looks.
///
/// The swap is the unit, since looks in one window are not independent of each other: p is a lower bound of the
/// share of a control's swaps that were caught, and a subject as broken as it, raced for n swaps, would have
/// shown nothing with a chance of (1 - p)^n at most. Both can err, the bound too, each as rarely as the
/// confidence says.
///
/// Does not show: anything about a subject that is broken more rarely, or for a shorter time, than the control.
package struct Power {
  /// What counts as met and as caught.
  let looks: Looks
  /// Whose share of caught swaps it goes by.
  let control: Run
  /// p, the share of the control's swaps that such looks catch, at the least.
  let caughtShare: Double
  /// n, the subject's swaps that such looks have met.
  let watchedSwaps: Int

  /// The least power that a subject's race has by any sort of looks, for a pass needs each: a gap between two calls
  /// can be glanced at, but only reads see bytes. Nil where there is no control.
  static func least(
    of run: Run, beside controls: [Run], by sorts: [Looks] = Looks.allCases, confidence: Double,
    stopping: GateJudge.Stopping
  ) -> Power? {
    sorts.compactMap { looks in
      looks.standard(of: controls) {
        $0.caughtShare(by: looks, confidence: confidence, stopping: stopping)
      }.map {
        Power(
          looks: looks, control: $0.control, caughtShare: $0.share,
          watchedSwaps: run.watchedSwaps(by: looks))
      }
    }.max { $0.chanceOfMissing < $1.chanceOfMissing }
  }

  /// Whether further swaps of one of the controls could make nothing decided that is open: by each sort of looks for
  /// which it may count, the subject's swaps are enough.
  package static func needsNoMore(
    of control: Run, among controls: [Run], for run: Run, confidence: Double,
    stopping: GateJudge.Stopping
  ) -> Bool {
    // One that need not be caught for all is no standard for reads.
    let required = controls.filter { $0.subject.shows == nil }
    return Looks.allCases.allSatisfy { looks in
      let standard = looks.standard(of: required) {
        $0.caughtShare(by: looks, confidence: confidence, stopping: stopping)
      }
      guard looks == .all || standard?.control == control else { return true }
      let share = control.caughtShare(by: looks, confidence: confidence, stopping: stopping)
      return Double.pow(1 - share, run.watchedSwaps(by: looks)) <= 1 - confidence
    }
  }

  /// The chance, at the most, that something as broken as the control would have shown such looks nothing.
  var chanceOfMissing: Double { Double.pow(1 - caughtShare, watchedSwaps) }

  /// What shows that it is too weak for this confidence; nil where it is not.
  func shortfall(at confidence: Double) -> String? {
    guard chanceOfMissing > 1 - confidence else { return nil }
    let swaps = Count.text(watchedSwaps, "swap")
    let caught = "(\(control.catchText(by: looks)))"
    return switch looks {
    case .all:
      "\(swaps) with a look at it would show too little of something as broken as the control \(caught)"
    case .reads where control.caughtSwaps(by: .reads) == 0:
      "no control was caught by a read, only by glances, which see sizes and not bytes"
    case .reads:
      "\(swaps) with a read over it would show too little of something that reads catch as rarely as the "
        + "control \(caught)"
    }
  }
}

extension Run {
  /// The share of its swaps that such looks catch, at the least. Late ones show nothing of the kind.
  fileprivate func caughtShare(
    by looks: Looks, confidence: Double, stopping: GateJudge.Stopping
  ) -> Double {
    let (caught, swaps) = (UInt64(caughtSwaps(by: looks)), UInt64(windows.count))
    return switch stopping {
    case .fixed: Binomial.lowerBound(successes: caught, trials: swaps, confidence: confidence)
    case .whenDecided:
      Binomial.anytimeLowerBound(successes: caught, trials: swaps, confidence: confidence)
    }
  }

  /// Whether looks at the other run were made as they were here.
  func hasReaders(of other: Run) -> Bool {
    reader == other.reader && readers == other.readers && glancers == other.glancers
  }
}
