import RaceModel

/// Judges what the strategies have shown under conditions that break some of them.
enum StrategyRow {
  /// One strategy under one condition.
  struct Trial {
    let condition: BreakingCondition
    /// The kinds that the strategy says it shows then.
    let weaknesses: KindSet
    /// What it has shown; nil where the condition is not to be had on this machine.
    let showing: Showing?
  }

  /// The row of a strategy: the first trial that is not as expected; if all are, the first that breaks it, and
  /// else the first that shows something.
  static func row(of name: String, _ trials: [Trial]) -> SelftestRow {
    if let told = trials.first(where: { !$0.isExpected })
      ?? trials.first(where: { !$0.weaknesses.isEmpty })
    {
      return SelftestRow(
        what: name, condition: told.condition.title, expected: told.expected, got: told.outcome,
        detail: told.detail)
    }
    let open = trials.filter { $0.outcome != .verdict(.pass) }
    let shown = trials.first { $0.outcome == .verdict(.pass) } ?? open.first
    return SelftestRow(
      what: name, condition: "none", expected: .verdict(.pass),
      got: shown?.outcome ?? .notBrokenHere,
      detail: open.map { "\($0.condition.title): \($0.detail)" }.joined(separator: "; "))
  }
}

extension StrategyRow.Trial {
  /// Of a whole strategy also that nothing could be tried: that is no surprise, and no pass either.
  var isExpected: Bool {
    outcome == expected
      || weaknesses.isEmpty && (outcome == .notBrokenHere || outcome == .unswappable)
  }

  var expected: SelftestRow.Outcome {
    if weaknesses.isEmpty { return .verdict(.pass) }
    return showing == nil ? .notBrokenHere : .verdict(.fail)
  }

  var outcome: SelftestRow.Outcome {
    guard let showing else { return .notBrokenHere }
    guard case .run(let run) = showing else { return showing.outcome }
    if couldNotSwap(run) { return .unswappable }
    let isOther = run.judgement.verdict == .fail && (run.caughtSwaps == 0 || !hasKinds(run))
    return isOther ? .otherwise(showing.outcome) : showing.outcome
  }

  /// What several writers meet of each other's work depends on their order, so not each kind must come up.
  private func hasKinds(_ run: Run) -> Bool {
    condition.condition.severalWriters
      ? run.kindsRead.isSubset(of: weaknesses) : run.kindsRead == weaknesses
  }

  /// A rename across file systems fails, which is no harm to readers. Nothing is shown then, and so no pass is due.
  private func couldNotSwap(_ run: Run) -> Bool {
    !condition.condition.sameFileSystem && run.judgement.verdict == .inconclusive && run.swaps == 0
      && run.failedSwaps > 0
  }

  var detail: String {
    guard let showing else { return "nothing on another file system can be written" }
    guard case .run(let run) = showing, run.judgement.verdict == .fail else {
      return showing.gist
    }
    if !hasKinds(run) { return "saw \(run.kindsRead.text), where it shows \(weaknesses.text)" }
    return run.caughtSwaps > 0 ? run.kindsRead.text : "\(run.kindsRead.text), outside every window"
  }
}
