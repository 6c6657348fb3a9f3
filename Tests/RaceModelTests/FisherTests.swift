import Testing

@testable import RaceModel

struct FisherTests {
  struct Known: Sendable {
    let first: Comparison.Share
    let second: Comparison.Share
    let probability: Double

    init(_ a: UInt64, _ n1: UInt64, _ b: UInt64, _ n2: UInt64, _ probability: Double) {
      first = Comparison.Share(a, of: n1)
      second = Comparison.Share(b, of: n2)
      self.probability = probability
    }
  }

  /// Sums of exact integers, as in Python `Fraction(sum(w for w in table if w <= w[a]), math.comb(n1 + n2, a + b))`;
  /// the first is Fisher's lady who tastes tea, and `scipy.stats.fisher_exact` says the same. The large ones are in
  /// 40 decimal digits.
  static let known = [
    Known(3, 4, 1, 4, 0.4857142857142857), Known(10, 12, 4, 16, 0.006329549363605091),
    Known(12, 30, 28, 30, 1.874755460780121e-05), Known(12, 30, 14, 30, 0.7947745256391848),
    Known(0, 30, 1, 30, 1), Known(0, 30, 8, 30, 0.004575062390691967),
    Known(30, 30, 20, 30, 0.000797013131410139), Known(1, 1, 0, 1, 1), Known(0, 5, 0, 9, 1),
    Known(15, 30, 26, 30, 0.004788880469513642), Known(8, 14, 1, 11, 0.03300578812760802),
    Known(480, 1000, 500, 1000, 0.3953996780940272),
    Known(100, 1000, 150, 1000, 0.0008950875386906893),
    Known(0, 300, 300, 300, 1.4802978791996818e-179),
    Known(100_000, 1_000_000, 101_000, 1_000_000, 0.018800806207502537),
    Known(5_000_000, 64_000_000, 5_003_000, 64_000_000, 0.3233488626519319),
    Known(1000, 64_000_000, 1200, 64_000_000, 2.181348081122221e-05),
  ]

  @Test(arguments: known)
  func probabilitiesAreExact(_ known: Known) {
    let probability = FisherTest.probability(known.first, known.second)
    #expect(abs(probability - known.probability) <= known.probability * 1e-9)
  }

  /// Every table of up to 9 and 12 trials, against sums of whole numbers: ties are exact there.
  @Test func smallTablesAreThoseOfWholeNumbers() {
    for n1 in 1...9 {
      for n2 in 1...12 {
        for m in 0...(n1 + n2) {
          let range = max(0, m - n2)...min(m, n1)
          let weights = range.map { choose(n1, $0) * choose(n2, m - $0) }
          for (x, weight) in zip(range, weights) {
            let exact =
              Double(weights.filter { $0 <= weight }.reduce(0, +)) / Double(choose(n1 + n2, m))
            #expect(abs(probability(x, n1, m - x, n2) - exact) < 1e-12)
          }
        }
      }
    }
  }

  @Test func sidesAndOutcomesMayBeExchanged() {
    for (a, n1, b, n2) in [(3, 17, 9, 30), (0, 8, 5, 9), (29, 30, 12, 30), (40, 90, 41, 77)] {
      let probability = probability(a, n1, b, n2)
      #expect(abs(self.probability(b, n2, a, n1) - probability) < 1e-12)
      #expect(abs(self.probability(n1 - a, n1, n2 - b, n2) - probability) < 1e-12)
    }
  }

  /// The further apart, the less probable.
  @Test func distanceMakesItLessProbable() {
    let row = (15...30).map { probability($0, 30, 30 - $0, 30) }
    #expect(row[0] == 1)
    for (near, far) in zip(row, row.dropFirst()) { #expect(far < near) }
  }

  @Test func whatNoDoubleHoldsIsNothing() {
    #expect(probability(0, 3000, 3000, 3000) == 0)
    #expect(probability(1_000_000, 1_000_000, 0, 1_000_000) == 0)
  }

  @Test func emptySamplesShowNothing() {
    #expect(probability(0, 0, 5, 9) == 1)
    #expect(probability(5, 9, 0, 0) == 1)
    #expect(probability(0, 0, 0, 0) == 1)
  }

  /// From R: `p.adjust(c(…), "holm")`.
  @Test(arguments: [
    ([], []), ([0.03], [0.03]), ([0.01, 0.04, 0.03], [0.03, 0.06, 0.06]),
    ([0.005, 0.011, 0.02, 0.04, 0.13], [0.025, 0.044, 0.06, 0.08, 0.13]),
    ([0.5, 0.6, 0.001], [1, 1, 0.003]), ([0.02, 0.02], [0.04, 0.04]),
  ])
  func severalTestsAreAdjustedAfterHolm(_ raw: [Double], _ adjusted: [Double]) {
    let result = HolmBonferroni.adjusted(raw)
    #expect(result.count == adjusted.count)
    for (left, right) in zip(result, adjusted) { #expect(abs(left - right) < 1e-12) }
  }

  @Test func sharesKeepTheirOrder() {
    let half = Comparison.Share(15, of: 30)
    #expect(Comparison.Share(16, of: 31).isLarger(than: half))
    #expect(!Comparison.Share(1, of: 2).isLarger(than: half))
    #expect(!half.isLarger(than: Comparison.Share(1, of: 2)))
    #expect(Comparison.Share(.max, of: .max).isLarger(than: Comparison.Share(.max - 1, of: .max)))
    #expect(Comparison.Share(5, of: 3) == Comparison.Share(3, of: 3))
  }

  /// From scipy: `binomtest(12, 30).proportion_ci(0.95, "exact")`.
  @Test func intervalsAreTwoSided() {
    let interval = Comparison.Share(12, of: 30).interval
    #expect(abs(interval.lowerBound - 0.2265576) < 1e-6)
    #expect(abs(interval.upperBound - 0.5939651) < 1e-6)
    #expect(Comparison.Share(0, of: 0).interval == 0...1)
  }

  private func probability(_ a: Int, _ n1: Int, _ b: Int, _ n2: Int) -> Double {
    FisherTest.probability(
      Comparison.Share(UInt64(a), of: UInt64(n1)), Comparison.Share(UInt64(b), of: UInt64(n2)))
  }

  private func choose(_ n: Int, _ k: Int) -> Int {
    (0..<k).reduce(1) { $0 * (n - $1) / ($1 + 1) }
  }
}
