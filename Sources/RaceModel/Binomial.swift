import RealModule

/// Exact (Clopper–Pearson) one-sided bounds for a binomial share.
///
/// Source: C. J. Clopper and E. S. Pearson, "The use of confidence or fiducial limits illustrated in the case
/// of the binomial", Biometrika 26 (1934) 404–413. The bounds are quantiles of beta distributions; the
/// distribution function is the regularised incomplete beta function I_x(a, b), computed from its continued
/// fraction (NIST DLMF, 8.17.22), and inverted by bisection.
///
/// Does not show: anything about trials that are not independent of each other.
package enum Binomial {
  /// The largest share under which seeing `successes` or fewer in `trials` is still as likely as
  /// `1 - confidence`. 1 where nothing was tried.
  package static func upperBound(
    successes: UInt64, trials: UInt64, confidence: Double = 0.95
  ) -> Double {
    guard successes < trials else { return 1 }
    if successes == 0 { return -Double.expMinusOne(.log(1 - confidence) / Double(trials)) }
    let (k, n) = tractable(successes, trials, .up)
    return k < n ? quantile(confidence, k + 1, n - k) : 1
  }

  /// The smallest share under which seeing `successes` or more in `trials` is still as likely as
  /// `1 - confidence`. 0 where nothing succeeded.
  package static func lowerBound(
    successes: UInt64, trials: UInt64, confidence: Double = 0.95
  ) -> Double {
    guard successes > 0, trials > 0 else { return 0 }
    let (k, n) = tractable(min(successes, trials), trials, .down)
    return k > 0 ? quantile(1 - confidence, k, n - k + 1) : 0
  }

  /// Beyond this many trials the continued fraction takes too long.
  static let mostTrials = 1e9

  /// The same share of no more than `mostTrials` trials. Fewer trials and a share rounded away from the data make
  /// a bound weaker, never stronger.
  private static func tractable(
    _ successes: UInt64, _ trials: UInt64, _ rule: FloatingPointRoundingRule
  ) -> (successes: Double, trials: Double) {
    let (k, n) = (Double(successes), Double(trials))
    return n <= mostTrials ? (k, n) : ((k * (mostTrials / n)).rounded(rule), mostTrials)
  }

  /// The x in 0...1 with I_x(a, b) = probability.
  private static func quantile(_ probability: Double, _ a: Double, _ b: Double) -> Double {
    var low = 0.0
    var high = 1.0
    // A double has 53 bits of mantissa; further halvings near zero still sharpen small shares.
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      if regularizedBeta(middle, a, b) < probability { low = middle } else { high = middle }
    }
    return (low + high) / 2
  }

  /// I_x(a, b), the distribution function of the beta distribution.
  static func regularizedBeta(_ x: Double, _ a: Double, _ b: Double) -> Double {
    guard x > 0 else { return 0 }
    guard x < 1 else { return 1 }
    let scale = SaddlePoint.betaScale(x, a, b)
    // The continued fraction converges fast on its own side of the mean; the other follows by symmetry.
    if x < (a + 1) / (a + b + 2) { return scale * continuedFraction(x, a, b) / a }
    return 1 - scale * continuedFraction(1 - x, b, a) / b
  }

  /// The continued fraction of DLMF 8.17.22, by the modified Lentz method.
  private static func continuedFraction(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let tiny = 1e-300
    func away(_ value: Double) -> Double { abs(value) < tiny ? tiny : value }
    var c = 1.0
    var d = 1 / away(1 - (a + b) * x / (a + 1))
    var result = d
    for step in 1...100_000 {
      let m = Double(step)
      let even = m * (b - m) * x / ((a + 2 * m - 1) * (a + 2 * m))
      d = 1 / away(1 + even * d)
      c = away(1 + even / c)
      result *= d * c
      let odd = -(a + m) * (a + b + m) * x / ((a + 2 * m) * (a + 2 * m + 1))
      d = 1 / away(1 + odd * d)
      c = away(1 + odd / c)
      let factor = d * c
      result *= factor
      if abs(factor - 1) < 1e-15 { break }
    }
    return result
  }
}
