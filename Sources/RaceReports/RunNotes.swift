import RaceModel

/// What a row's figures leave open, in short sentences for people. Not yet escaped for any form.
enum RunNotes {
  /// Longer texts of users are cut to this many characters.
  static let longestText = 300
  /// Reasons end in what to do, and so are shown whole; this is for files that hold anything.
  static let longestReason = 4000

  /// The notes on a run, the most important first. Figures that are zero say nothing.
  ///
  /// - Parameters:
  ///   - report: that of the run; a gate has more to say, and says some of it below all rows.
  ///   - showsGlances: whether the table has no room for the glances, so that they go here.
  ///   - isNameCut: whether it has none for the whole name.
  static func notes(
    on run: Run, of report: Report, showsGlances: Bool = false, isNameCut: Bool = false
  ) -> [String] {
    let tally = run.tally
    var notes: [String] = []
    let reason = reason(of: run, report)
    if let reason { notes.append(Text.cut(reason, to: longestReason)) }
    if run.caughtSwaps > 0 && reason == nil {
      notes.append("caught in \(run.caughtSwaps) of \(Count.text(run.windows.count, "swap"))")
    }
    if run.foreignRests > 0 && reason?.contains("foreign at rest") != true {
      notes.append(
        "foreign at rest after \(run.foreignRests) of \(Count.text(run.windows.count, "swap"))")
    }
    if showsGlances {
      notes.append(
        "\(Figure.counted(tally.glances, "glance")), \(Figure.grouped(tally.partialGlances)) of them partial"
      )
    }
    if tally.lateReads > 0 { notes.append(Figure.counted(tally.lateReads, "late read")) }
    if tally.lateGlances > 0 { notes.append(Figure.counted(tally.lateGlances, "late glance")) }
    if tally.lostReads > 0 { notes.append(Figure.counted(tally.lostReads, "lost read")) }
    if tally.lostGlances > 0 { notes.append(Figure.counted(tally.lostGlances, "lost glance")) }
    if tally.overflow > 0 {
      notes.append("\(Figure.counted(tally.overflow, "read")) beyond the table of states")
    }
    if tally.glanceOverflow > 0 {
      notes.append("\(Figure.counted(tally.glanceOverflow, "glance")) beyond the table of states")
    }
    notes += Sights.notes(on: run)
    if let gate = report.gate { notes += GateNotes.notes(on: run, of: gate) }
    // Where the signer fails a swap has to.
    if run.rollback == nil, let failure = run.firstFailure, reason?.hasSuffix(failure) != true {
      let failed = "\(run.failedSwaps) of \(Count.text(run.windows.count, "swap")) failed"
      notes.append("\(failed), first: \(Text.cut(failure, to: longestText))")
    }
    return notes + updaterNotes(on: run, isNameCut: isNameCut)
  }

  /// What is particular to updaters that the user brings along.
  private static func updaterNotes(on run: Run, isNameCut: Bool) -> [String] {
    var notes: [String] = []
    if run.textBusySwaps > 0 {
      notes.append(
        "\(run.textBusySwaps) of \(Count.text(run.windows.count, "swap")) met ETXTBSY")
    }
    if run.contents.learned == true {
      let sizes =
        "\(ByteCount(run.contents.a.bytes).short) and \(ByteCount(run.contents.b.bytes).short)"
      notes.append("contents learned: what the updater leaves of each source, \(sizes)")
    }
    if run.contents.takenFromEnd == true {
      notes.append(
        "taken for right: what each swap has made of A, since the updater's command names no {source}; truth is not "
          + "checked")
    }
    if let command = run.subject.updater.command,
      isNameCut || run.subject.name != run.subject.updater.defaultName
    {
      notes.append("updater: \(Text.cut(command.command, to: longestText))")
    }
    return notes
  }

  /// The reason of a verdict. A failure's figures speak for themselves, unless nothing was read; and a gate's
  /// checks may have said it.
  private static func reason(of run: Run, _ report: Report) -> String? {
    if run.judgement.verdict == .fail && run.tally.partialReads > 0 { return nil }
    let reason = run.judgement.reason
    let isSaid =
      report.gate != nil && GateNotes.checks(on: run).contains { $0.evidence == reason }
    return isSaid ? nil : reason
  }
}
