import RaceModel

/// What racing one subject in a selftest has come to.
enum Showing {
  /// It was raced, and the verdict on it was reached.
  case run(Run)
  /// The race ended with a defect of racebench, for this reason.
  case defect(String)

  /// What came of it.
  var outcome: SelftestRow.Outcome {
    switch self {
    case .run(let run): .verdict(run.judgement.verdict)
    case .defect: .defect
    }
  }

  /// What shows it, in one line.
  var reason: String {
    switch self {
    case .run(let run): run.judgement.reason
    case .defect(let reason): reason
    }
  }

  /// The reason as far as its first semicolon: behind it stands what would help.
  var gist: String { String(reason.prefix { $0 != ";" }) }

  /// The row of a subject of which nothing but a verdict is expected.
  func row(of name: String, _ condition: String, expected: Verdict) -> SelftestRow {
    SelftestRow(
      what: name, condition: condition, expected: .verdict(expected), got: outcome,
      detail: gist)
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
