import RealModule

/// How strong a race is in which nothing was seen, by the swap.
///
/// The swap is the unit, since looks in one window are not independent of each other: p is a lower bound of the
/// share of a control's swaps that were caught, and a subject as broken as it, raced for n swaps, would have
/// shown nothing with a chance of (1 - p)^n at most. Both can err, the bound too, each as rarely as the
/// confidence says.
///
/// Does not show: anything about a subject that is broken more rarely, or for a shorter time, than the control.
extension Run {
  /// The share of its swaps that are caught, at the least. Late looks show nothing of the kind.
  func caughtShare(confidence: Double, stopping: GateJudge.Stopping) -> Double {
    let (caught, swaps) = (UInt64(caughtSwaps), UInt64(windows.count))
    return switch stopping {
    case .fixed: Binomial.lowerBound(successes: caught, trials: swaps, confidence: confidence)
    case .whenDecided:
      Binomial.anytimeLowerBound(successes: caught, trials: swaps, confidence: confidence)
    }
  }

  /// Swaps that a look has met and that were to be judged by it: those that succeeded or, where the signer
  /// fails, all. Where nobody looks, nothing is seen; and a swap after which the target does not hold what was to be
  /// published may have done nothing, whatever it says.
  var watchedSwaps: Int {
    windows.count {
      (rollback != nil || $0.failure == nil && $0.published != false)
        && ($0.exposedReads > 0 || $0.exposedGlances > 0)
    }
  }

  /// The chance, at the most, that something of which this share of swaps is caught would have shown nothing here.
  func chanceOfMissing(_ caughtShare: Double) -> Double {
    Double.pow(1 - caughtShare, watchedSwaps)
  }

  /// Whether looks at the other run were made as they were here.
  func hasReaders(of other: Run) -> Bool {
    reader == other.reader && readers == other.readers && glancers == other.glancers
  }

  /// `inplace was caught in 7 of 9 swaps`.
  var catchText: String {
    "\(subject.name) was caught in \(caughtSwaps) of \(Count.text(windows.count, "swap"))"
  }
}
