import RealModule

/// The rules by which `run` reaches a verdict. `run` only measures: a `pass` needs a subject that is known to
/// be broken and was caught in the same run, by the same readers, in the same place, and so many swaps that
/// something as broken would have been caught in them too.
///
/// The swap is the unit, since looks in one window are not independent of each other: p is the lower
/// Clopper–Pearson bound of the share of the control's swaps that were caught, and a subject as broken as it,
/// raced for n swaps, would have shown nothing with a chance of (1 - p)^n at most.
///
/// Does not show: that an updater which passes is whole in a way that these readers cannot see, or on a machine
/// other than this one.
package enum RunJudge {
  /// More lost looks than this share of all looks make a run inconclusive.
  static let tolerableLosses = 0.01
  /// The chance of having missed something that is tolerable in a pass.
  static let tolerableChance = 0.05

  /// The runs with their judgements filled in.
  package static func judge(_ runs: [Run]) -> [Run] {
    runs.map { run in
      var judged = run
      judged.judgement = judgement(on: run, among: runs)
      return judged
    }
  }

  private static func judgement(on run: Run, among runs: [Run]) -> Judgement {
    if run.sawPartial { return Judgement(.fail, finding(of: run)) }
    if let weakness = weakness(of: run) { return Judgement(.inconclusive, weakness) }
    // One is enough; of several, the one that was hardest to catch.
    let controls = runs.filter { $0.showsWhatCanBeSeen && $0.hasReaders(of: run) }
    guard let control = controls.min(by: { $0.caughtShare < $1.caughtShare }) else {
      return Judgement(
        .inconclusive,
        "nothing known to be broken was caught in this run, so nothing shows that anything could have been "
          + "seen; race inplace beside it")
    }
    let caught =
      "\(control.subject.name) was caught in \(control.caughtSwaps) of \(control.windows.count) swaps"
    guard run.chanceOfMissing(control) <= tolerableChance else {
      return Judgement(
        .inconclusive,
        "\(Count.text(run.watchedSwaps, "swap")) with a look at it would show too little of something as "
          + "broken as the control (\(caught)); race longer")
    }
    let missed = runs.filter { $0.knownBroken && !$0.sawPartial }.map(\.subject.name)
    let warning =
      missed.isEmpty ? "" : "; \(missed.joined(separator: ", ")), as broken, was not caught"
    return Judgement(
      .pass,
      "0 of \(Count.text(run.tally.exposedReads, "exposed read")) partial, while \(caught)\(warning)"
    )
  }

  /// What was seen that nobody may see.
  private static func finding(of run: Run) -> String {
    let tally = run.tally
    let late = tally.lateReads.addingReportingOverflow(tally.lateGlances).partialValue
    let partial = Count.text(tally.partialReads, "partial read")
    let glances =
      tally.partialGlances > 0 ? ", \(Count.text(tally.partialGlances, "partial glance"))" : ""
    let lateText = late > 0 ? ", \(late) of them outside every window" : ""
    let first = run.states.distinctPartial.first.map { "; first: \($0.summary)" } ?? ""
    return
      "\(partial)\(glances)\(lateText), in \(run.caughtSwaps) of \(run.windows.count) swaps\(first)"
  }

  /// Why a run without a finding proves nothing; nil if it may prove something.
  private static func weakness(of run: Run) -> String? {
    if let broken = run.brokenSum { return "the counts do not add up: \(broken.problem)" }
    if run.swaps == 0 { return "no swap succeeded\(run.becauseOfFailure)" }
    if run.failedSwaps > run.swaps {
      return "\(run.failedSwaps) of \(run.windows.count) swaps failed\(run.becauseOfFailure)"
    }
    let required = run.states.filter(\.mustBeRead)
    if let state = required.first(where: { $0.count == 0 }) {
      return
        "the stable content of \(state.summary) was never read; race longer, or with fewer readers"
    }
    if required.count < 2 {
      return
        "readers saw \(Count.text(required.count, "stable content")), not two, so they cannot tell the "
        + "old one from the new"
    }
    if run.tally.exposedReads == 0 { return "no read overlapped a swap; race longer" }
    if run.knownBroken {
      return "it is known to be broken, and yet nothing was seen; race longer, or with more readers"
    }
    return loss(run.tally.lostReads, of: run.tally.reads, "reads")
      ?? loss(run.tally.lostGlances, of: run.tally.glances, "glances")
  }

  private static func loss(_ lost: UInt64, of all: UInt64, _ looks: String) -> String? {
    guard Double(lost) > tolerableLosses * Double(all) else { return nil }
    return "\(lost) of \(all) \(looks) were lost to the environment; give it more memory or file "
      + "descriptors"
  }
}

extension Run {
  /// Whether it shows that readers here can catch a swap at it. Late looks show nothing of the kind.
  fileprivate var showsWhatCanBeSeen: Bool { knownBroken && caughtSwaps > 0 && brokenSum == nil }

  /// The share of swaps that are caught, at the least: the 95 % lower bound.
  fileprivate var caughtShare: Double {
    Binomial.lowerBound(successes: UInt64(caughtSwaps), trials: UInt64(windows.count))
  }

  /// Swaps that succeeded and that a look has met: where nobody looks, nothing is seen.
  fileprivate var watchedSwaps: Int {
    windows.count { $0.failure == nil && ($0.exposedReads > 0 || $0.exposedGlances > 0) }
  }

  /// The chance, at the most, that something as broken as the control would have shown nothing here.
  fileprivate func chanceOfMissing(_ control: Run) -> Double {
    Double.pow(1 - control.caughtShare, watchedSwaps)
  }

  fileprivate func hasReaders(of other: Run) -> Bool {
    reader == other.reader && readers == other.readers && glancers == other.glancers
  }

  fileprivate var becauseOfFailure: String { firstFailure.map { ": \($0)" } ?? "" }
}

extension State {
  /// A glancer's size is no content: what must be read is what readers observe.
  fileprivate var mustBeRead: Bool {
    if case .size = observation { false } else { grade == .required }
  }
}

/// Counts for people.
package enum Count {
  /// `1 partial read`, `2 partial reads`.
  package static func text(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
