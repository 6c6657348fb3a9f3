extension Comparison {
  /// So many of so many, with its interval.
  package struct Share: Hashable, Sendable {
    /// How many had it.
    package let count: UInt64
    /// Of how many; not less than `count`.
    package let of: UInt64

    /// So many of so many; never more than all of them.
    package init(_ count: UInt64, of all: UInt64) {
      self.count = min(count, all)
      of = all
    }

    /// The exact (Clopper–Pearson) two-sided 95 % interval: one-sided bounds at 97.5 % on either side. 0...1 where
    /// there was nothing to count.
    package var interval: ClosedRange<Double> {
      let lower = Binomial.lowerBound(successes: count, trials: of, confidence: 0.975)
      let upper = Binomial.upperBound(successes: count, trials: of, confidence: 0.975)
      return lower...max(lower, upper)
    }

    /// Whether it is the larger share, exactly. An empty one is larger than none.
    package func isLarger(than other: Share) -> Bool {
      let left = count.multipliedFullWidth(by: other.of)
      let right = other.count.multipliedFullWidth(by: of)
      return (left.high, left.low) > (right.high, right.low)
    }
  }
}

extension Run {
  /// Swaps in which somebody saw something forbidden, of all swaps. What differences are told from, since swaps
  /// are independent of each other.
  package var shareOfCaughtSwaps: Comparison.Share {
    Comparison.Share(UInt64(caughtSwaps), of: UInt64(windows.count))
  }

  /// Partial reads among the exposed ones. Reads in one window are not independent, so it decides nothing.
  package var shareOfPartialReads: Comparison.Share {
    Comparison.Share(tally.exposedPartialReads, of: tally.exposedReads)
  }
}
