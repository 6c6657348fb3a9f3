/// The rules by which `run` reaches a verdict. `run` only measures: a `pass` needs a subject that is known to
/// be broken and was caught in the same run, by the same readers, in the same place.
package enum RunJudge {
  /// More lost reads than this share of all reads make a run inconclusive.
  static let tolerableLosses = 0.01

  /// The runs with their judgements filled in.
  package static func judge(_ runs: [Run]) -> [Run] {
    let control = runs.first { $0.knownBroken && $0.sawPartial }
    return runs.map { run in
      var judged = run
      judged.judgement = judgement(on: run, control: control)
      return judged
    }
  }

  private static func judgement(on run: Run, control: Run?) -> Judgement {
    let tally = run.tally
    if run.sawPartial {
      let late = tally.lateReads + tally.lateGlances
      let partial = Count.text(tally.partialReads, "partial read")
      let glances =
        tally.partialGlances > 0 ? ", \(Count.text(tally.partialGlances, "partial glance"))" : ""
      let lateText = late > 0 ? ", \(late) of them outside every window" : ""
      let first = run.partialStates.first.map { "; first: \($0.summary)" } ?? ""
      return Judgement(
        .fail,
        "\(partial)\(glances)\(lateText), in \(run.caughtSwaps) of \(run.windows.count) swaps\(first)")
    }
    if let weakness = weakness(of: run) { return Judgement(.inconclusive, weakness) }
    guard let control else {
      return Judgement(
        .inconclusive,
        "nothing known to be broken was caught in this run, so nothing shows that anything could have been "
          + "seen; race inplace beside it")
    }
    return Judgement(
      .pass,
      "0 of \(Count.text(tally.exposedReads, "exposed read")) partial, while \(control.subject.name) was "
        + "caught in \(control.caughtSwaps) of \(control.windows.count) swaps")
  }

  /// Why a run without a finding proves nothing; nil if it may prove something.
  private static func weakness(of run: Run) -> String? {
    if run.swaps == 0 {
      let why = run.windows.lazy.compactMap(\.failure).first.map { ": \($0)" } ?? ""
      return "no swap succeeded\(why)"
    }
    let unseen = run.states.filter { $0.grade == .required && $0.count == 0 }
    if let state = unseen.first {
      return "the stable content of \(state.summary) was never read; race longer, or with fewer readers"
    }
    if run.tally.exposedReads == 0 { return "no read overlapped a swap; race longer" }
    if Double(run.tally.lostReads) > tolerableLosses * Double(run.tally.reads) {
      return "\(run.tally.lostReads) of \(run.tally.reads) reads were lost to the environment; give it more "
        + "memory or file descriptors"
    }
    return nil
  }
}

extension Run {
  fileprivate var sawPartial: Bool { tally.partialReads + tally.partialGlances > 0 }
}

/// Counts for people.
package enum Count {
  /// `1 partial read`, `2 partial reads`.
  package static func text(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
