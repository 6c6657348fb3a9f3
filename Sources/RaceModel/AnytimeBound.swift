import RealModule

extension Binomial {
  /// A lower bound for a share that holds with this confidence at every number of trials at once: whoever looks
  /// after each trial, and stops when he likes what he sees, still errs no more often than 1 - confidence.
  /// `lowerBound` promises that for one look alone, at a number of trials that was fixed beforehand.
  ///
  /// After k of n trials, the likelihood of k mixed over all shares q by the uniform distribution, divided by that
  /// of the true share p, is a martingale of mean 1: M = ∫ q^k (1 - q)^(n - k) dq / (p^k (1 - p)^(n - k)), where
  /// the integral is the beta function B(k + 1, n - k + 1). By Ville's inequality it ever reaches 1 / (1 -
  /// confidence) with a chance of 1 - confidence at most, so the bound is the least p at which it has not.
  ///
  /// Source: H. Robbins, "Statistical methods related to the law of the iterated logarithm", Annals of
  /// Mathematical Statistics 41 (1970) 1397–1409; J. Ville, "Étude critique de la notion de collectif" (1939).
  package static func anytimeLowerBound(
    successes: UInt64, trials: UInt64, confidence: Double
  ) -> Double {
    guard successes > 0, trials > 0 else { return 0 }
    let k = Double(min(successes, trials))
    let n = Double(trials)
    let mixed = Double.logGamma(k + 1) + .logGamma(n - k + 1) - .logGamma(n + 2)
    let least = mixed + .log(1 - confidence)
    // The likelihood grows from p = 0 to p = k / n.
    var low = 0.0
    var high = k / n
    for _ in 0..<200 {
      let middle = (low + high) / 2
      guard middle > low, middle < high else { break }
      let missed = k < n ? (n - k) * .log(onePlus: -middle) : 0
      if k * .log(middle) + missed < least { low = middle } else { high = middle }
    }
    return low
  }
}
