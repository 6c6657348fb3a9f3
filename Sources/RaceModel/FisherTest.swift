/// Fisher's exact test, two-sided: whether two samples may come from one share.
///
/// With both samples' sizes and the number of successes in both together given, the number of successes x in the
/// first is hypergeometric if the share is the same: P(x) = C(n₁, x) C(n₂, m − x) / C(n₁ + n₂, m). The probability
/// of the test is the sum of all P(x) that are no larger than that of the x observed.
///
/// Source: R. A. Fisher, "On the interpretation of χ² from contingency tables, and the calculation of P", Journal
/// of the Royal Statistical Society 85 (1922) 87–94; two-sided as in A. Agresti, "Categorical Data Analysis"
/// (2002), 3.5.1, and in R's `fisher.test`.
///
/// P(x) is computed relative to the most probable x, by the ratio of neighbours
/// P(x + 1) / P(x) = (n₁ − x)(m − x) / ((x + 1)(n₂ − m + x + 1)). No factorial is formed and no logarithms are
/// subtracted, so no digits are lost however large the counts.
///
/// Does not show: anything about trials that are not independent of each other.
package enum FisherTest {
  /// How probable, if both samples had one share, a difference as improbable as the observed one is; 1 where a
  /// sample is empty. 0 stands for what no `Double` can hold.
  package static func probability(_ first: Comparison.Share, _ second: Comparison.Share) -> Double {
    let table = Hypergeometric(first, second)
    let observed = table.weight(of: first.count)
    // Tables that are equally probable may differ in the last digits; R allows for as much.
    let limit = observed * (1 + 1e-7)
    let all = table.weights.reduce(0, +)
    return min(1, table.weights.lazy.filter { $0 <= limit }.reduce(0, +) / all)
  }
}

/// The probabilities of all tables with given sums, each relative to the most probable one. Those that are too
/// small for a `Double` are left out.
private struct Hypergeometric {
  /// From the least x to the largest.
  let weights: [Double]
  /// The x of the first weight.
  private let first: Double

  init(_ left: Comparison.Share, _ right: Comparison.Share) {
    let (n1, n2) = (Double(left.of), Double(right.of))
    let m = Double(left.count) + Double(right.count)
    let (least, most) = (max(0, m - n2), min(m, n1))
    let mode = min(most, max(least, ((m + 1) * (n1 + 1) / (n1 + n2 + 2)).rounded(.down)))
    func ratio(after x: Double) -> Double {
      (n1 - x) * (m - x) / ((x + 1) * (n2 - m + x + 1))
    }
    var above: [Double] = []
    var (x, weight) = (mode, 1.0)
    while x < most {
      weight *= ratio(after: x)
      guard weight > 0 else { break }
      above.append(weight)
      x += 1
    }
    var below: [Double] = []
    (x, weight) = (mode, 1.0)
    while x > least {
      weight /= ratio(after: x - 1)
      guard weight > 0 else { break }
      below.append(weight)
      x -= 1
    }
    weights = below.reversed() + [1] + above
    first = mode - Double(below.count)
  }

  func weight(of x: UInt64) -> Double {
    let place = Double(x) - first
    guard place >= 0, place < Double(weights.count) else { return 0 }
    return weights[Int(place)]
  }
}
