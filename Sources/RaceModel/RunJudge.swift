/// The rules by which `run` reaches a verdict. `run` only measures: a `pass` needs a subject that is known to
/// be broken and was caught in the same run, by the same readers, in the same place, and so many swaps that
/// something as broken would have been caught in them too, by looks of any sort and by reads alone (see `Power`).
///
/// Does not show: that an updater which passes is whole in a way that these readers cannot see, or on a machine
/// other than this one.
package enum RunJudge {
  private static let confidence = Scenario.Limits.defaultConfidence

  /// The runs with their judgements filled in.
  package static func judge(_ runs: [Run]) -> [Run] {
    runs.map { run in
      var judged = run
      judged.judgement = judgement(on: run, among: runs)
      return judged
    }
  }

  private static func judgement(on run: Run, among runs: [Run]) -> Judgement {
    if let finding = run.finding { return Judgement(.fail, finding) }
    if let weakness = run.weakness { return Judgement(.inconclusive, weakness) }
    // One is enough.
    let controls = runs.filter { $0.showsWhatCanBeSeen && $0.hasReaders(of: run) }
    let power = Power.least(
      of: run, beside: controls, confidence: confidence, stopping: .fixed)
    guard let power else {
      let lack =
        runs.contains(where: \.knownBroken)
        ? "nothing known to be broken was caught in this run"
        : "no built-in strategy that is known to be broken was raced"
      return Judgement(
        .inconclusive,
        "\(lack), so nothing shows that anything could have been seen; race inplace beside it (--strategy inplace), "
          + "or judge it by racebench gate")
    }
    if let shortfall = power.shortfall(at: confidence) {
      return Judgement(
        .inconclusive, "\(shortfall); race longer", chanceOfMissing: power.chanceOfMissing)
    }
    let missed = runs.filter { $0.knownBroken && !$0.sawPartial }.map(\.subject.name)
    let warning =
      missed.isEmpty ? "" : "; \(missed.joined(separator: ", ")), as broken, was not caught"
    return Judgement(
      .pass,
      "0 of \(Count.text(run.tally.exposedReads, "exposed read")) partial, while "
        + power.control.catchText(by: power.looks) + warning,
      chanceOfMissing: power.chanceOfMissing)
  }
}

extension Run {
  /// Whether it shows that readers here can catch a swap at it.
  fileprivate var showsWhatCanBeSeen: Bool { knownBroken && caughtSwaps > 0 && brokenSum == nil }
}
