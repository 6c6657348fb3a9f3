import RaceModel

/// What a gate adds to the figures of its runs, in short sentences for people. Not yet escaped for any form.
enum GateNotes {
  /// How strong a verdict is, and where reads met the swap.
  static func notes(on run: Run, of gate: Gate) -> [String] {
    var notes: [String] = []
    if let chance = run.judgement.chanceOfMissing {
      notes.append(
        "chance of missing something as broken as the control: \(Figure.upperBound(chance)), at "
          + "\(Figure.confidence(gate.confidence)) confidence")
    }
    let exposed = run.tally.exposedByPhase
    if exposed != PhaseCounts() {
      notes.append(
        "exposed reads: copy \(Figure.grouped(exposed.copy)), sign \(Figure.grouped(exposed.sign)), "
          + "publish \(Figure.grouped(exposed.publish))")
    }
    return notes
  }

  /// The checks to show: what was expected explicitly, and whatever is not met.
  static func checks(of report: Report) -> [Check] {
    guard report.gate != nil else { return [] }
    return report.rows.flatMap(checks)
  }

  /// Those of one run.
  static func checks(on run: Run) -> [Check] {
    run.checks.filter { run.subject.expect != nil || $0.outcome != .met }
  }

  /// `unmet`, and what was expected and got.
  static func text(of check: Check) -> (outcome: String, text: String) {
    (check.outcome.rawValue, Text.cut(check.text, to: RunNotes.longestReason))
  }

  /// Of each check to show `unmet`, and what was expected and got. What shows it, or why nothing does, is said once of
  /// each subject.
  static func lines(on report: Report) -> [(outcome: String, text: String)] {
    var said: Set<[String]> = []
    return checks(of: report).map { check in
      let isNew = check.evidence.map { said.insert([check.subject, $0]).inserted } ?? true
      return text(
        of: isNew
          ? check
          : Check(
            subject: check.subject, aspect: check.aspect, expected: check.expected, got: check.got,
            outcome: check.outcome, evidence: "as above"))
    }
  }

  /// `gate: pass`; nil where nothing was gated.
  static func conclusion(of report: Report) -> String? {
    report.gate.map { _ in "gate: \(report.verdict.rawValue)" }
  }
}
