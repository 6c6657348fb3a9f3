import RaceModel

/// What a row's figures leave open, in short sentences for people. Not yet escaped for any form.
enum RunNotes {
  /// Longer texts of users are cut to this many characters.
  static let longestText = 300

  /// The notes on a run, the most important first. Figures that are zero say nothing.
  ///
  /// - Parameter showsGlances: whether the table has no room for the glances, so that they go here.
  static func notes(on run: Run, showsGlances: Bool = false) -> [String] {
    let tally = run.tally
    var notes: [String] = []
    if run.role == .control { notes.append("control, raced to show what can be seen here") }
    let reason = reason(of: run)
    if let reason { notes.append(Text.cut(reason, to: longestText)) }
    if run.caughtSwaps > 0 && reason == nil {
      notes.append("caught in \(run.caughtSwaps) of \(Count.text(run.windows.count, "swap"))")
    }
    if showsGlances {
      notes.append(
        "\(count(tally.glances, "glance")), \(Figure.grouped(tally.partialGlances)) of them partial"
      )
    }
    if tally.lateReads > 0 { notes.append(count(tally.lateReads, "late read")) }
    if tally.lateGlances > 0 { notes.append(count(tally.lateGlances, "late glance")) }
    if tally.lostReads > 0 { notes.append(count(tally.lostReads, "lost read")) }
    if tally.lostGlances > 0 { notes.append(count(tally.lostGlances, "lost glance")) }
    if tally.overflow > 0 {
      notes.append("\(count(tally.overflow, "read")) beyond the table of states")
    }
    if tally.glanceOverflow > 0 {
      notes.append("\(count(tally.glanceOverflow, "glance")) beyond the table of states")
    }
    if let failure = run.firstFailure, reason?.hasSuffix(failure) != true {
      let failed = "\(run.failedSwaps) of \(Count.text(run.windows.count, "swap")) failed"
      notes.append("\(failed), first: \(Text.cut(failure, to: longestText))")
    }
    return notes
  }

  /// The reason of a verdict. A failure's figures speak for themselves, unless nothing was read.
  private static func reason(of run: Run) -> String? {
    if run.judgement.verdict == .fail && run.tally.partialReads > 0 { return nil }
    return run.judgement.reason
  }

  private static func count(_ count: UInt64, _ noun: String) -> String {
    "\(Figure.grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }
}
