/// The rules by which a gate reaches a verdict on each subject.
///
/// `fail`: anything forbidden was seen, late looks included. `pass`: nothing was, and the race was strong enough:
/// every control that speaks of all contracts was caught by the same readers, and one of them by a read, both stable
/// contents were seen, swaps happened, few looks were lost, and something as broken as the control would have shown
/// nothing with a chance of at most 1 - confidence, to looks of any sort and to reads alone (see `Power`).
/// `inconclusive`: one of these is missing. A pass speaks of presence only where a gap between two calls would have
/// been seen, too (see `GapStandard`); where it does not, it says so.
///
/// Does not show: that a subject is whole in a way that these readers cannot see, on another machine, or where it
/// is broken more rarely than the control.
package enum GateJudge {
  /// When a race came to its end, which decides what its counts are worth.
  package enum Stopping: Sendable {
    /// At a length that was fixed beforehand: the bound is Clopper and Pearson's.
    case fixed
    /// When it was decided: a gate that judges its counts again and again, and stops when it likes them, needs a
    /// bound that holds for all judgements at once (see `Binomial.anytimeLowerBound`).
    case whenDecided
  }

  /// The runs with their judgements filled in, controls too.
  package static func judge(_ runs: [Run], confidence: Double, stopping: Stopping) -> [Run] {
    let controls = runs.filter { $0.role == .control }
    return runs.map { run in
      var judged = run
      judged.judgement =
        switch run.role {
        case .control: judgement(onControl: run)
        case .subject: judgement(on: run, beside: controls, confidence, stopping)
        }
      return judged
    }
  }

  /// Whether a longer race beside these could show of a subject that passes what it is expected to keep.
  package static func mayShowMore(of run: Run, beside runs: [Run]) -> Bool {
    run.judgement.presenceUnshown != nil && run.subject.expect?.contracts?[.presence] == .kept
      && runs.contains(where: GapStandard.isRaced)
  }

  private static func judgement(onControl run: Run) -> Judgement {
    if run.caughtSwaps > 0 { return Judgement(.fail, run.finding ?? run.catchText(by: .all)) }
    if run.windows.isEmpty {
      return Judgement(.inconclusive, "not raced: all was decided before")
    }
    return Judgement(
      .inconclusive, "\(run.catchText(by: .all)), so it shows nothing; \(help(.all))")
  }

  private static func judgement(
    on run: Run, beside controls: [Run], _ confidence: Double, _ stopping: Stopping
  ) -> Judgement {
    if let finding = run.finding { return Judgement(.fail, finding) }
    if let weakness = run.weakness { return Judgement(.inconclusive, weakness) }
    let required = controls.filter { $0.subject.shows == nil }
    for control in required {
      if let reason = uselessness(of: control, for: run) {
        return Judgement(.inconclusive, reason)
      }
    }
    let power = Power.least(
      of: run, beside: required, confidence: confidence, stopping: stopping)
    guard let power else {
      return Judgement(
        .inconclusive, "no control was raced, so nothing shows what could have been seen")
    }
    if let shortfall = power.shortfall(at: confidence) {
      return Judgement(
        .inconclusive, "\(shortfall); \(help(power.looks))",
        chanceOfMissing: power.chanceOfMissing)
    }
    let unshown = GapStandard.whyUnshown(
      of: run, beside: controls, confidence: confidence, stopping: stopping)
    return Judgement(
      .pass,
      "0 of \(Count.text(run.tally.exposedReads, "exposed read")) partial in "
        + "\(Count.text(power.watchedSwaps, "swap")), while \(power.control.catchText(by: power.looks))"
        + self.unshown(by: run, controls) + (unshown.map { "; \($0)" } ?? ""),
      chanceOfMissing: power.chanceOfMissing, presenceUnshown: unshown)
  }

  /// Why a control says nothing about a subject; nil where it does.
  static func uselessness(of control: Run, for run: Run) -> String? {
    let name = control.subject.name
    if let broken = control.brokenSum {
      return "the counts of the control \(name) do not add up: \(broken.problem)"
    }
    if !control.hasReaders(of: run) {
      return "the control \(name) was not raced with the same readers"
    }
    if control.windows.isEmpty { return "the control \(name) was not raced" }
    guard control.caughtSwaps(by: .all) == 0 else { return nil }
    if control.cleanSwaps.isEmpty {
      return "no swap of the control \(name) succeeded\(control.becauseOfFailure)"
    }
    if !control.knownBroken {
      return
        "the control \(name) was not caught, and is not known to be broken here; name another (--control)"
    }
    return
      "the control \(name) was not caught in \(Count.text(control.windows.count, "swap")), so nothing "
      + "shows that anything could have been seen; \(help(.all))"
  }

  /// What a pass leaves open since its readers cannot show it, and who judged where that is a command alone.
  private static func unshown(by run: Run, _ controls: [Run]) -> String {
    guard !ReadStandard.isSeen(by: run.reader) else { return "" }
    let judges =
      run.reader == ReaderSpec.commandName && run.glancers == 0
      ? "; judged by the reader command alone, without glancers" : ""
    guard !controls.contains(where: ReadStandard.isRaced) else { return judges }
    return
      "\(judges); \(ReadStandard.strategy) was left out: \(run.reader) readers need not see one wrong byte"
  }

  private static func help(_ looks: Looks) -> String {
    switch looks {
    case .all:
      "more swaps (--swaps, --time-limit), more glancers (--glancers) or fewer readers (--readers) would help"
    case .reads:
      "more swaps (--swaps, --time-limit), or fewer or faster readers (--readers, --reader) would help"
    }
  }
}
