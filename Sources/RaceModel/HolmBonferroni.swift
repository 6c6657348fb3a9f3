/// Several tests at once, so that the chance of even one false alarm among them stays as it is for one.
///
/// Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal of Statistics
/// 6 (1979) 65–70.
package enum HolmBonferroni {
  /// The tests' probabilities, each adjusted for the number of tests and in the order given: one that is no larger
  /// than the level of all tests together is a difference. With p₁ ≤ … ≤ pₘ, the i-th becomes the largest of
  /// (m − j + 1) pⱼ for j ≤ i, and 1 at the most. Nothing is assumed of how the tests depend on each other.
  package static func adjusted(_ probabilities: [Double]) -> [Double] {
    var result = probabilities
    var largest = 0.0
    let order = probabilities.indices.sorted { probabilities[$0] < probabilities[$1] }
    for (rank, place) in order.enumerated() {
      let rest = Double(probabilities.count - rank)
      largest = max(largest, min(1, rest * probabilities[place]))
      result[place] = largest
    }
    return result
  }
}
