import RaceModel

/// How a run stands in a table for people: what a control has caught, and whether a finding was expected, so that
/// nobody takes a known-bad subject that was caught for a defect.
extension Run {
  /// What was expected of it, held against what it gave. Nothing is expected of a control.
  var checks: [Check] { ExpectationJudge.checks(of: [self]) }

  /// Whether it takes a row of a table. A control that nobody raced, because all was decided before, shows
  /// nothing.
  var hasRow: Bool { role == .subject || !windows.isEmpty }

  /// What stands behind its name.
  var mark: String { role == .control ? " (control)" : "" }

  /// The cell of its verdict: `pass`, `fail, as expected`; of a control `caught` or `not caught`.
  var standing: String {
    let verdict = judgement.verdict
    guard role == .subject else { return caughtSwaps > 0 ? "caught" : "not caught" }
    switch Check.Outcome.together(checks.map(\.outcome)) {
    case .met where verdict != .pass: return "\(verdict.rawValue), as expected"
    case .unmet where verdict == .pass: return "\(verdict.rawValue), unexpected"
    default: return verdict.rawValue
    }
  }

  /// Whether that is good news; nil where it is neither good nor bad.
  var isAsItShouldBe: Bool? {
    if role == .control { return caughtSwaps > 0 ? true : nil }
    return switch Check.Outcome.together(checks.map(\.outcome)) {
    case .met: true
    case .unmet: false
    case .inconclusive: nil
    }
  }
}

extension Report {
  /// The runs that have a row, the controls below the subjects.
  var rows: [Run] {
    let shown = runs.filter(\.hasRow)
    return shown.filter { $0.role == .subject } + shown.filter { $0.role == .control }
  }
}
