/// Holds the expectations of subjects against what was raced.
///
/// An expectation that nothing contradicts counts as met only where the verdict is not `inconclusive`: a race
/// that could have shown nothing has not met anything.
package enum ExpectationJudge {
  /// The checks of each subject in turn. Controls are expected nothing of: they serve the verdict.
  package static func checks(of runs: [Run]) -> [Check] {
    runs.filter { $0.role == .subject }.flatMap(checks)
  }

  /// Whether a longer race could change nothing about what came of the subject's expectations.
  package static func isDecided(_ run: Run) -> Bool {
    let verdict = run.judgement.verdict
    guard verdict != .inconclusive else { return false }
    // A finding is final, so one that nobody expected decides all.
    if verdict == .fail, let expected = run.subject.expect?.verdict, expected != .fail {
      return true
    }
    // A finding may be of one contract, and what breaks another one be still to come.
    for (contract, state) in run.subject.expect?.contracts ?? [:] where state == .broken {
      let got = run.contracts[contract]?.name
      let mayCome = got == .notChecked || got == .kept && verdict == .fail
      if mayCome && run.looksAt(contract) { return false }
    }
    guard let condition = run.subject.expect?.partialReads else { return true }
    // What passes has shown nothing so far and enough of it; what fails may show more.
    return verdict == .pass || !condition.mayStillTurn(at: run.partialLooks)
  }

  /// Whether something was found that decides the subject whatever is raced beside it.
  package static func isSettled(_ run: Run) -> Bool {
    guard let finding = run.finding else { return false }
    var judged = run
    judged.judgement = Judgement(.fail, finding)
    return isDecided(judged)
  }

  private static func checks(of run: Run) -> [Check] {
    let expectation = run.subject.expect ?? .standard
    var checks: [Check] = []
    if let verdict = expectation.verdict { checks.append(check(verdict, of: run)) }
    if let condition = expectation.partialReads { checks.append(check(condition, of: run)) }
    if let kinds = expectation.kinds { checks.append(check(kinds, of: run)) }
    for (contract, state) in (expectation.contracts ?? [:]).sorted(by: {
      $0.key.rawValue < $1.key.rawValue
    }) {
      checks.append(check(contract, state, of: run))
    }
    return checks
  }

  private static func check(_ expected: Verdict, of run: Run) -> Check {
    let got = run.judgement.verdict
    let outcome: Check.Outcome =
      got == expected ? .met : got == .inconclusive ? .inconclusive : .unmet
    return Check(
      subject: run.subject.name, aspect: .verdict, expected: expected.rawValue, got: got.rawValue,
      outcome: outcome, evidence: outcome == .met ? nil : run.judgement.reason)
  }

  private static func check(_ expected: CountCondition, of run: Run) -> Check {
    let got = run.partialLooks
    let held = expected.holds(for: got)
    // A count only ever grows, so what a longer race could still change is open where this one was too weak.
    let open = !run.showsAbsence && expected.mayStillTurn(at: got)
    let outcome: Check.Outcome = open ? .inconclusive : held ? .met : .unmet
    return Check(
      subject: run.subject.name, aspect: .partialReads, expected: "\(expected)", got: "\(got)",
      outcome: outcome, evidence: evidence(outcome, of: run))
  }

  private static func check(_ expected: [Kind], of run: Run) -> Check {
    let seen = Set(run.states.filter(\.wasSeen).map(\.kind)).sorted()
    let others = seen.filter { !expected.contains($0) }
    let outcome: Check.Outcome =
      !others.isEmpty ? .unmet : run.showsAbsence ? .met : .inconclusive
    let first = run.states.first { $0.wasSeen && others.contains($0.kind) }?.summary
    return Check(
      subject: run.subject.name, aspect: .kinds, expected: list(expected), got: list(seen),
      outcome: outcome, evidence: first ?? evidence(outcome, of: run))
  }

  private static func check(
    _ contract: Contract, _ expected: ContractState.Name, of run: Run
  ) -> Check {
    let got = run.contracts[contract] ?? .notChecked("this race does not look at it")
    let outcome: Check.Outcome
    if got.name == .broken {
      outcome = expected == .broken ? .met : .unmet
    } else if run.judgement.verdict == .inconclusive {
      // It has shown nothing, and that is what was expected only where the verdict was, too.
      let nothing = expected == .notChecked && run.subject.expect?.verdict == .inconclusive
      outcome = nothing && got.name == .notChecked ? .met : .inconclusive
    } else {
      outcome = got.name == expected ? .met : got.name == .notChecked ? .inconclusive : .unmet
    }
    return Check(
      subject: run.subject.name, aspect: .contract(contract), expected: expected.rawValue,
      got: got.name.rawValue, outcome: outcome,
      evidence: outcome == .met || got.evidence.isEmpty ? nil : got.evidence)
  }

  private static func evidence(_ outcome: Check.Outcome, of run: Run) -> String? {
    switch outcome {
    case .met: nil
    case .unmet: run.states.distinctPartial.first?.summary ?? run.judgement.reason
    case .inconclusive: run.judgement.reason
    }
  }

  private static func list(_ kinds: [Kind]) -> String {
    "[\(kinds.map(\.rawValue).joined(separator: ", "))]"
  }
}

extension Run {
  /// Whether anybody looks at what could break it, so that a longer race might show that.
  fileprivate func looksAt(_ contract: Contract) -> Bool {
    switch contract {
    case .content, .presence: true
    case .rollback: rollback != nil
    default: inspections[contract] != nil
    }
  }

  /// Whether what was not seen in it counts as not there: it passed, or readers caught something else in it.
  fileprivate var showsAbsence: Bool {
    judgement.verdict == .pass || judgement.verdict == .fail && sawPartial
  }
}

extension CountCondition {
  /// Whether a count that has come to `count` and may still grow can change from meeting this to not meeting
  /// it, or back.
  fileprivate func mayStillTurn(at count: UInt64) -> Bool {
    switch comparison {
    case .atMost, .exactly: count <= bound
    case .below: count < bound
    case .atLeast: count < bound
    case .above: count <= bound
    }
  }
}
