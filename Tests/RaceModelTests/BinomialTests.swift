import Testing

import RealModule
import TestSupport

@testable import RaceModel

struct BinomialTests {
  struct Known: Sendable {
    let successes: UInt64
    let trials: UInt64
    let confidence: Double
    let lower: Double
    let upper: Double

    init(_ k: UInt64, _ n: UInt64, _ confidence: Double, _ lower: Double, _ upper: Double) {
      (successes, trials, self.confidence, self.lower, self.upper) = (
        k, n, confidence, lower, upper
      )
    }
  }

  /// From scipy 1: `beta.ppf(1 - c, k, n - k + 1)` and `beta.ppf(c, k + 1, n - k)` of `scipy.stats`.
  static let known = [
    Known(0, 1, 0.95, 0, 0.95),
    Known(0, 30, 0.95, 0, 0.09503385285530411),
    Known(1, 10, 0.95, 0.005116196891823705, 0.39416330243650466),
    Known(1, 30, 0.95, 0.001708315644465736, 0.14859606865911312),
    Known(3, 100, 0.99, 0.004394976455887061, 0.09697104526534446),
    Known(50, 100, 0.95, 0.4136217146309118, 0.5863782853690882),
    Known(99, 100, 0.95, 0.9534401885464611, 0.9994871985837377),
    Known(5, 1787, 0.95, 0.001103116827176902, 0.005873992634556536),
    Known(332, 7288, 0.95, 0.04160342359929705, 0.049777451254745135),
    Known(3120, 6900, 0.999, 0.4336395129557441, 0.4708016606815147),
    Known(7288, 7288, 0.95, 0.9995890344868199, 1),
    Known(1, 1_000_000, 0.95, 5.1293293072049574e-08, 4.743855638214234e-06),
    Known(500_000, 1_000_000, 0.95, 0.4991770739494771, 0.5008229260505229),
    Known(5, 1_000_000_000, 0.95, 1.9701495700590845e-09, 1.0513034868905406e-08),
    Known(500_000_000, 1_000_000_000, 0.95, 0.49997399208063037, 0.5000260079193697),
  ]

  @Test(arguments: known)
  func boundsAreThoseOfScipy(_ known: Known) {
    let lower = Binomial.lowerBound(
      successes: known.successes, trials: known.trials, confidence: known.confidence)
    let upper = Binomial.upperBound(
      successes: known.successes, trials: known.trials, confidence: known.confidence)
    #expect(abs(lower - known.lower) <= known.lower * 1e-8)
    #expect(abs(upper - known.upper) <= known.upper * 1e-8)
  }

  @Test(arguments: [1, 2, 7, 30, 7288, 4_000_000_000] as [UInt64])
  func noneOfManyHasAClosedForm(_ trials: UInt64) {
    // The upper bound p solves (1 - p)^n = 1 - confidence.
    let bound = Binomial.upperBound(successes: 0, trials: trials)
    #expect(abs(Double.exp(Double(trials) * .log(onePlus: -bound)) - 0.05) < 1e-6)
    #expect(Binomial.lowerBound(successes: 0, trials: trials) == 0)
  }

  @Test func boundsMoveWithTheData() {
    for n in stride(from: 1 as UInt64, through: 61, by: 6) {
      for k in 0..<n {
        let (lower, upper) = bounds(k, n)
        let share = Double(k) / Double(n)
        #expect(lower <= share && share <= upper)
        #expect(bounds(k + 1, n).upper > upper, "more successes, higher bound: \(k) of \(n)")
        #expect(bounds(k + 1, n).lower > lower)
        #expect(bounds(k, n + 1).upper < upper, "more trials, lower bound: \(k) of \(n)")
        #expect(Binomial.upperBound(successes: k, trials: n, confidence: 0.99) > upper)
        #expect(
          Binomial.lowerBound(successes: k + 1, trials: n, confidence: 0.99)
            < bounds(k + 1, n).lower)
      }
    }
  }

  @Test func nothingTriedBoundsNothing() {
    #expect(Binomial.upperBound(successes: 0, trials: 0) == 1)
    #expect(Binomial.lowerBound(successes: 0, trials: 0) == 0)
  }

  /// No trap, no garbage, and never a stronger bound than the data has.
  @Test(arguments: [1_000_000_000, 10_000_000_000, 1 << 62, .max] as [UInt64])
  func hugeCountsStayFiniteAndCareful(_ trials: UInt64) {
    for successes in [0, 1, 5, trials / 1000, trials / 2, trials - 1, trials] {
      let (lower, upper) = bounds(successes, trials)
      let share = Double(successes) / Double(trials)
      #expect(lower.isFinite && upper.isFinite && lower >= 0 && upper <= 1)
      #expect(lower <= share && share <= upper)
    }
  }

  /// Ten times as many trials have a tenth of the bound (scipy, above), and a rounded share may only weaken it.
  @Test func roundedSharesWeakenTheBound() {
    #expect(bounds(5, 10_000_000_000).upper >= 1.0513e-09)
    #expect(bounds(15, 10_000_000_000).lower <= 9.2463e-10)
  }

  /// From `scipy.special.betainc`.
  @Test(arguments: [
    (20, 30, 0.4, 0.5077001996576477), (2, 1000, 0.003, 0.8017476687073783),
    (300, 6988, 0.045, 0.9473767215135377), (1e6, 1e6, 0.5003, 0.8019280371578701),
    (17, 17, 0.99, 1),
  ])
  func theDistributionFunctionIsExact(_ a: Double, _ b: Double, _ x: Double, _ value: Double) {
    #expect(abs(Binomial.regularizedBeta(x, a, b) - value) < 1e-11)
  }

  @Test func moreSuccessesThanTrialsDoNotTrap() {
    #expect(Binomial.upperBound(successes: 5, trials: 3) == 1)
    #expect(Binomial.lowerBound(successes: 5, trials: 3) < 1)
  }

  @Test func aBillionTrialsAreFast() {
    let clock = ContinuousClock()
    let time = clock.measure { _ = bounds(500_000_000, 1_000_000_000) }
    #expect(time < .seconds(5))
  }

  private func bounds(_ k: UInt64, _ n: UInt64) -> (lower: Double, upper: Double) {
    (
      Binomial.lowerBound(successes: k, trials: n), Binomial.upperBound(successes: k, trials: n)
    )
  }
}

/// The bound that holds whenever one looks.
struct AnytimeBoundTests {
  /// By hand: of n in n it is (alpha / (n + 1))^(1 / n).
  @Test(arguments: [(5, 0.95), (10, 0.95), (30, 0.95), (10, 0.99)])
  func whereAllSucceeded(_ trials: UInt64, _ confidence: Double) {
    let expected = Double.pow((1 - confidence) / Double(trials + 1), 1 / Double(trials))
    let bound = Binomial.anytimeLowerBound(
      successes: trials, trials: trials, confidence: confidence)
    #expect(abs(bound - expected) < 1e-12)
  }

  /// The bound solves its equation: at it the mixture is 1 / alpha times as likely.
  @Test func itSolvesItsEquation() {
    var random = SeededGenerator(seed: 12)
    for _ in 0..<300 {
      let trials = UInt64.random(in: 2...200, using: &random)
      let successes = UInt64.random(in: 1..<trials, using: &random)
      let alpha = Double.random(in: 0.001...0.5, using: &random)
      let p = Binomial.anytimeLowerBound(
        successes: successes, trials: trials, confidence: 1 - alpha)
      // ∫ q^k (1 - q)^(n - k) dq = 1 / ((n + 1) C(n, k)), the product taken factor by factor.
      var logMixture = -Double.log(Double(trials) + 1)
      for index in 0..<successes {
        logMixture += .log(Double(successes - index)) - .log(Double(trials - index))
      }
      let logLikelihood =
        Double(successes) * .log(p) + Double(trials - successes) * .log(1 - p)
      #expect(abs(logMixture - logLikelihood + .log(alpha)) < 1e-6)
      #expect(p > 0 && p < Double(successes) / Double(trials))
    }
  }

  @Test func nothingSucceededOrTried() {
    #expect(Binomial.anytimeLowerBound(successes: 0, trials: 9, confidence: 0.95) == 0)
    #expect(Binomial.anytimeLowerBound(successes: 0, trials: 0, confidence: 0.95) == 0)
  }

  /// Of many series, each looked at after every trial, the bound is above the true share in no more than 5 %. The
  /// bound for one look is, far more often: that is what stopping at will costs.
  @Test(arguments: [0.05, 0.2, 0.6, 0.9])
  func itHoldsAtEveryLook(_ share: Double) {
    var random = SeededGenerator(seed: 77)
    let series = 1500
    var broken = 0
    var brokenForOneLook = 0
    for _ in 0..<series {
      var caught: UInt64 = 0
      var (anytime, once) = (false, false)
      for trial in 1...100 as ClosedRange<UInt64> {
        if Double.random(in: 0..<1, using: &random) < share { caught += 1 }
        if Binomial.anytimeLowerBound(successes: caught, trials: trial, confidence: 0.95) > share {
          anytime = true
        }
        // Its bound is above the share where so many successes are less likely than 5 %; looked at now and then,
        // since it takes its time.
        if trial % 10 == 0, !once,
          Binomial.lowerBound(successes: caught, trials: trial, confidence: 0.95) > share
        {
          once = true
        }
      }
      broken += anytime ? 1 : 0
      brokenForOneLook += once ? 1 : 0
    }
    #expect(Double(broken) <= 0.05 * Double(series), "\(broken) of \(series)")
    #expect(Double(brokenForOneLook) > 0.08 * Double(series), "\(brokenForOneLook) of \(series)")
  }
}
