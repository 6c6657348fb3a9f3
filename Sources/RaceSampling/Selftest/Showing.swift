import RaceModel

/// What racing one subject in a selftest has come to.
enum Showing {
  /// It was raced, and the verdict on it was reached.
  case run(Run)
  /// The race ended with a defect of racebench, for this reason.
  case defect(String)

  /// In one word.
  var text: String {
    switch self {
    case .run(let run): run.judgement.verdict.rawValue
    case .defect: "defect"
    }
  }

  /// What shows it, in one line, as far as the first semicolon: behind it stands what would help.
  var reason: String {
    let reason =
      switch self {
      case .run(let run): run.judgement.reason
      case .defect(let reason): reason
      }
    return String(reason.prefix { $0 != ";" })
  }

  /// The verdict; nil where there is none.
  var verdict: Verdict? {
    if case .run(let run) = self { run.judgement.verdict } else { nil }
  }

  /// The row of a subject of which nothing but a verdict is expected.
  func row(of name: String, _ condition: String, expected: Verdict) -> SelftestRow {
    SelftestRow(
      what: name, condition: condition, expected: expected.rawValue, got: text, detail: reason,
      isExpected: verdict == expected)
  }
}

extension Run {
  /// The kinds besides `stable` that reads saw. A glance sees too little to tell.
  var kindsRead: KindSet {
    KindSet(states.filter { $0.count > 0 && $0.kind != .stable }.map(\.kind))
  }
}

extension KindSet {
  /// `empty, truncated`; `nothing` where it is empty.
  var text: String { isEmpty ? "nothing" : kinds.map(\.rawValue).joined(separator: ", ") }
}
