/// What changed between two saved results: BASE, and HEAD, which is asked whether it is worse.
///
/// Does not show: why. Where both were raced in different places, see `Scenario.conditions`.
package struct Comparison: Hashable, Sendable {
  /// A caught share is called different where noise alone would show as much in no more than this share of
  /// comparisons, all subjects together. Comparisons run at every push, so one in twenty would cry wolf.
  package static let significance = 0.01

  /// What a difference, or all of them together, mean for HEAD. The cases stand in the order in which they count.
  package enum Effect: String, CaseIterable, Sendable {
    /// Nothing that counts.
    case same
    /// HEAD is better.
    case better
    /// HEAD shows too little to be called no worse.
    case inconclusive
    /// HEAD is worse.
    case worse

    /// That of several together: the last in the order above.
    package static func together(_ effects: some Sequence<Effect>) -> Effect {
      let all = Set(effects)
      return allCases.last(where: all.contains) ?? .same
    }
  }

  /// One scenario on both sides. A side on which it is missing is nil; never are both.
  package struct Scenario: Hashable, Sendable {
    /// What stands in BASE.
    package let base: Report?
    /// What stands in HEAD.
    package let head: Report?
    /// What was different about the race. What it holds for has no rates that decide anything.
    package let conditions: [Condition]
    /// One for each subject and role: BASE's in their order, then what is only in HEAD.
    package let subjects: [Pair]

    /// What the scenario is called on both sides.
    package var title: String? { (head ?? base)?.scenario.title }
  }

  /// In the order of BASE, then what is only in HEAD. Not empty.
  package let scenarios: [Scenario]

  /// Compares the reports of two files.
  ///
  /// Scenarios are paired by title (of several with the same title, or with none, the first with the first, and so
  /// on), and their runs by the subject's name and role.
  ///
  /// Throws a `Mismatch` where figures cannot be compared.
  package init(base: [Report], head: [Report]) throws(Mismatch) {
    var plans: [Plan] = []
    for (base, head) in Pairing.pairs(base, head, by: \.scenario.title) {
      plans.append(try Plan(base, head))
    }
    let pairs = plans.flatMap(\.runs)
    guard pairs.contains(where: { $0.base != nil && $0.head != nil }) else {
      throw Mismatch.nothingInCommon
    }
    var loads = plans.flatMap { Self.loads(of: $0.runs) }[...]
    var probabilities = Self.probabilities(of: pairs)[...]
    scenarios = plans.map { plan in
      let subjects = zip(plan.runs, zip(probabilities, loads)).map { run, rates in
        Pair(
          base: run.base, head: run.head, probability: rates.0,
          load: plan.ratesDecide(for: run) ? rates.1 : .unknown)
      }
      loads = loads.dropFirst(plan.runs.count)
      probabilities = probabilities.dropFirst(plan.runs.count)
      return Scenario(
        base: plan.base, head: plan.head, conditions: plan.conditions, subjects: subjects)
    }
  }

  /// What all differences together mean.
  package var effect: Effect { .together(scenarios.flatMap(\.subjects).map(\.effect)) }

  /// For each pair Fisher's test of the caught shares, adjusted for all that are tested; nil for one that is not:
  /// where nothing was caught on either side, or everything on both, no other figures were possible.
  private static func probabilities(of pairs: [Paired<Run>]) -> [Double?] {
    let raw = pairs.map { pair -> Double? in
      guard let base = pair.base?.shareOfCaughtSwaps, let head = pair.head?.shareOfCaughtSwaps,
        base.of > 0, head.of > 0, base.count + head.count > 0,
        base.count < base.of || head.count < head.of
      else { return nil }
      return FisherTest.probability(base, head)
    }
    var adjusted = HolmBonferroni.adjusted(raw.compactMap(\.self))[...]
    return raw.map { $0 == nil ? nil : adjusted.popFirst() }
  }
}

/// A scenario on both sides before its rates are tested.
private struct Plan {
  let base: Report?
  let head: Report?
  let runs: [Paired<Run>]
  let conditions: [Comparison.Condition]

  init(_ base: Report?, _ head: Report?) throws(Comparison.Mismatch) {
    self.base = base
    self.head = head
    runs = Pairing.pairs(base?.runs ?? [], head?.runs ?? [], by: \.comparisonKey)
    if let base, let head {
      try Comparison.checkDefinitions(base, head, runs)
      conditions = Comparison.conditions(base, head, runs)
    } else {
      conditions = []
    }
  }

  /// Whether nothing but the subject explains other rates: both were raced under the same conditions, and to a
  /// length that was fixed beforehand. A gate that ends when it has seen enough ends at a share that looks large.
  func ratesDecide(for pair: Paired<Run>) -> Bool {
    [base, head].allSatisfy { $0?.gate?.judgements == nil }
      && conditions.allSatisfy { $0.subject != nil && $0.subject != pair.base?.subject.name }
  }
}
