import RealModule

/// Whether a subject is caught more often in HEAD than another load of the machine explains.
///
/// Where readers get less of the processor, everything is caught more rarely, the controls too. If looks come by
/// chance, a swap is caught with 1 - exp(-rate × gap): so -ln(1 - share) of the subject, divided by the same of
/// what is known to be broken and was raced beside it, stands for the gap alone, whatever the rate. HEAD is worse
/// where that ratio is larger in HEAD by more than `margin`, with each of the four shares at the end of its exact
/// interval that speaks against it.
///
/// Does not show: anything where all of the reference's swaps were caught, or none: then it could not have shown
/// another load.
enum LoadTest {
  /// Loads change gaps too, since a writer can lose the processor in one; and never all alike.
  private static let margin = 1.5

  /// So many caught swaps in BASE and HEAD.
  struct Sides {
    let base: Comparison.Share
    let head: Comparison.Share
  }

  /// What the difference means for HEAD.
  /// - Parameters:
  ///   - reference: what is known to be broken, raced beside the subject on each side.
  ///   - tests: how many such tests stand together below `Comparison.significance`.
  static func effect(_ subject: Sides, beside reference: Sides, tests: Int) -> Comparison.Effect {
    guard !isPlainlySame(subject, reference) else { return .same }
    let confidence = 1 - Comparison.significance / Double(8 * max(1, tests))
    let base = Ratio(subject.base, reference.base, confidence)
    let head = Ratio(subject.head, reference.head, confidence)
    if head.least > margin * base.most { return .worse }
    if base.least > margin * head.most { return .better }
    return .same
  }

  /// Whether already the observed shares are too near to each other. Bounds lie further apart, and take long.
  private static func isPlainlySame(_ subject: Sides, _ reference: Sides) -> Bool {
    func hazard(_ share: Comparison.Share) -> Double {
      -Double.log(onePlus: -Double(share.count) / Double(max(1, share.of)))
    }
    let base = hazard(subject.base) * hazard(reference.head)
    let head = hazard(subject.head) * hazard(reference.base)
    return head <= margin * base && base <= margin * head
  }

  private struct Ratio {
    let least: Double
    let most: Double

    init(_ subject: Comparison.Share, _ reference: Comparison.Share, _ confidence: Double) {
      let (low, high) = Self.hazards(subject, confidence)
      let (referenceLow, referenceHigh) = Self.hazards(reference, confidence)
      least = referenceHigh == .infinity ? 0 : low / referenceHigh
      most = referenceLow == 0 ? .infinity : high / referenceLow
    }

    private static func hazards(
      _ share: Comparison.Share, _ confidence: Double
    ) -> (low: Double, high: Double) {
      let low = Binomial.lowerBound(
        successes: share.count, trials: share.of, confidence: confidence)
      let high = Binomial.upperBound(
        successes: share.count, trials: share.of, confidence: confidence)
      return (-Double.log(onePlus: -low), high < 1 ? -Double.log(onePlus: -high) : .infinity)
    }
  }
}

extension Comparison {
  /// What another load of the machine explains of a subject's caught shares, as what is known to be broken beside it shows.
  struct Load {
    /// What the difference means for HEAD beyond that.
    let leaves: Effect
    /// Whether something that is known to be broken was caught more often in HEAD, too, by about as much.
    let rose: Bool
    /// Whether it is the same subject under the same conditions on both sides, so that shares may be compared at all.
    let isComparable: Bool

    static let unknown = Load(leaves: .same, rose: false, isComparable: false)

    /// Whether a subject that was never caught in BASE, and is in HEAD, need not be another one for that.
    /// - Parameter probability: that noise alone shows as much; nil where no shares were tested.
    func explainsRise(_ probability: Double?) -> Bool {
      guard isComparable, let probability else { return false }
      return probability > Comparison.significance || (rose && leaves != .worse)
    }
  }

  /// What the load explains of each pair's caught shares.
  static func loads(of pairs: [Paired<Run>]) -> [Load] {
    let references = pairs.compactMap { pair -> (base: Run, head: Run)? in
      guard let base = pair.base, let head = pair.head, isThereToBeCaught(base, head) else {
        return nil
      }
      return (base, head)
    }
    let tests =
      references.count { $0.base.caughtSwaps > 0 && $0.head.caughtSwaps > 0 } * pairs.count
    return pairs.map { pair in
      guard let base = pair.base, let head = pair.head else { return .unknown }
      let beside = references.filter { $0.base.hasReaders(of: base) }
        .map { LoadTest.Sides(base: $0.base.shareOfCaughtSwaps, head: $0.head.shareOfCaughtSwaps) }
      let subject = LoadTest.Sides(base: base.shareOfCaughtSwaps, head: head.shareOfCaughtSwaps)
      // One that was never caught on a side could not have shown how much another load explains.
      let effects = beside.filter { $0.base.count > 0 && $0.head.count > 0 }
        .map { LoadTest.effect(subject, beside: $0, tests: tests) }
      return Load(
        leaves: effects.contains(.worse) && effects.contains(.better)
          ? .same : effects.first { $0 != .same } ?? .same,
        rose: beside.contains { $0.head.isLarger(than: $0.base) }, isComparable: true)
    }
  }
}
