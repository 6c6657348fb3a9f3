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

  /// The row of a strategy: the first trial that is not as expected; if all are, the first that breaks it.
  static func row(of name: String, _ trials: [Trial]) -> SelftestRow {
    let surprise = trials.first { !$0.isExpected }
    if let told = surprise ?? trials.first(where: { !$0.weaknesses.isEmpty }) {
      return SelftestRow(
        what: name, condition: told.condition.title, expected: told.expected, got: told.got,
        detail: told.detail, isExpected: surprise == nil)
    }
    let open = trials.filter { $0.showing?.verdict != .pass }
    return SelftestRow(
      what: name, condition: "none", expected: "pass", got: "pass",
      detail: open.map { "\($0.condition.title): \($0.detail)" }.joined(separator: "; "),
      isExpected: true)
  }
}

extension StrategyRow.Trial {
  var isExpected: Bool {
    guard let showing else { return true }
    guard case .run(let run) = showing else { return false }
    if weaknesses.isEmpty { return run.judgement.verdict == .pass || couldNotSwap(run) }
    return run.judgement.verdict == .fail && run.caughtSwaps > 0 && hasKinds(run)
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

  var expected: String {
    showing == nil ? "not broken here" : weaknesses.isEmpty ? "pass" : "fail"
  }

  var got: String { showing?.text ?? "not tried" }

  var detail: String {
    guard let showing else { return "nothing on another file system can be written" }
    guard case .run(let run) = showing, run.judgement.verdict == .fail else {
      return showing.reason
    }
    return hasKinds(run)
      ? run.kindsRead.text : "saw \(run.kindsRead.text), where it shows \(weaknesses.text)"
  }
}
