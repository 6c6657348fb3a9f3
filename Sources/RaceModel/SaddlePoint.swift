import RealModule

/// Beta densities that keep their digits for large counts, where differences of log-gammas lose them.
///
/// Source: C. Loader, "Fast and Accurate Computation of Binomial Probabilities" (2000).
enum SaddlePoint {
  /// x^a (1 - x)^b / B(a, b), for 0 < x < 1 and positive a and b.
  static func betaScale(_ x: Double, _ a: Double, _ b: Double) -> Double {
    let n = a + b
    let exponent =
      stirlingError(n) - stirlingError(a) - stirlingError(b) - deviance(a, n * x)
      - deviance(b, n * (1 - x))
    return (a / n * b / (2 * .pi)).squareRoot() * .exp(exponent)
  }

  /// What Stirling's formula leaves out: log(z!) - log(√(2πz) (z/e)^z).
  private static func stirlingError(_ z: Double) -> Double {
    guard z >= 16 else {
      return .logGamma(z + 1) - (z + 0.5) * .log(z) + z - 0.5 * .log(2 * .pi)
    }
    let square = z * z
    return
      (1 / 12 - (1 / 360 - (1 / 1260 - (1 / 1680 - 1 / 1188 / square) / square) / square) / square)
      / z
  }

  /// k log(k / mean) + mean - k, by its series where k is near the mean.
  private static func deviance(_ k: Double, _ mean: Double) -> Double {
    guard abs(k - mean) < 0.1 * (k + mean) else { return k * .log(k / mean) + mean - k }
    let ratio = (k - mean) / (k + mean)
    var sum = (k - mean) * ratio
    var term = 2 * k * ratio
    for odd in stride(from: 3.0, to: 1000, by: 2) {
      term *= ratio * ratio
      let next = sum + term / odd
      if next == sum { break }
      sum = next
    }
    return sum
  }
}
