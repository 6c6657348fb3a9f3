/// The rules by which `run` reaches a verdict. `run` only measures: a `pass` needs a subject that is known to
/// be broken and was caught in the same run, by the same readers, in the same place, and so many swaps that
/// something as broken would have been caught in them too (see `Power.swift`).
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
    // One is enough; of several, the one that was hardest to catch.
    let controls = runs.filter { $0.showsWhatCanBeSeen && $0.hasReaders(of: run) }.map {
      (run: $0, share: $0.caughtShare(confidence: confidence, stopping: .fixed))
    }
    guard let control = controls.min(by: { $0.share < $1.share }) else {
      return Judgement(
        .inconclusive,
        "nothing known to be broken was caught in this run, so nothing shows that anything could have been "
          + "seen; race inplace beside it (--strategy inplace), or judge it by racebench gate")
    }
    let chance = run.chanceOfMissing(control.share)
    guard chance <= 1 - confidence else {
      return Judgement(
        .inconclusive,
        "\(Count.text(run.watchedSwaps, "swap")) with a look at it would show too little of something as "
          + "broken as the control (\(control.run.catchText)); race longer", chanceOfMissing: chance
      )
    }
    let missed = runs.filter { $0.knownBroken && !$0.sawPartial }.map(\.subject.name)
    let warning =
      missed.isEmpty ? "" : "; \(missed.joined(separator: ", ")), as broken, was not caught"
    return Judgement(
      .pass,
      "0 of \(Count.text(run.tally.exposedReads, "exposed read")) partial, while \(control.run.catchText)"
        + warning, chanceOfMissing: chance)
  }
}

extension Run {
  /// Whether it shows that readers here can catch a swap at it.
  fileprivate var showsWhatCanBeSeen: Bool { knownBroken && caughtSwaps > 0 && brokenSum == nil }
}
