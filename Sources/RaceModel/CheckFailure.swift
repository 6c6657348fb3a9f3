extension Check {
  /// Why a gate with these checks does not exit with 0: `violated` with those that are unmet, or `inconclusive`
  /// where only inconclusive ones stand. Nil if all are met. The first is told in full, of the others the number.
  package static func failure(of checks: [Check]) -> Failure? {
    let status: Failure.Status
    let outcome = Outcome.together(checks.map(\.outcome))
    switch outcome {
    case .met: return nil
    case .unmet: status = .violated
    case .inconclusive: status = .inconclusive
    }
    let open = checks.filter { $0.outcome == outcome }
    guard let first = open.first else { return Failure(status, "nothing was expected of anything") }
    let more = open.count > 1 ? "; and \(open.count - 1) more" : ""
    return Failure(status, "\(outcome.rawValue): \(first.text)\(more)")
  }
}
