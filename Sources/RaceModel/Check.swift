/// One expectation held against what a race gave.
package struct Check: Hashable, Sendable {
  /// What it is about.
  package enum Aspect: Hashable, Sendable, CustomStringConvertible {
    case verdict
    case partialReads
    case kinds
    case contract(Contract)

    /// What it is called in reports.
    package var name: String {
      switch self {
      case .verdict: "verdict"
      case .partialReads: "partialReads"
      case .kinds: "kinds"
      case .contract: "contract"
      }
    }

    /// The contract, where it is about one.
    package var contract: Contract? {
      if case .contract(let contract) = self { contract } else { nil }
    }

    /// For people: `partialReads`, `contract rollback`.
    package var description: String { name + (contract.map { " \($0.rawValue)" } ?? "") }

    /// What is called so, of this contract where it is about one; nil for anything else.
    package init?(_ name: String, of contract: Contract?) {
      let all = [Self.verdict, .partialReads, .kinds] + Contract.allCases.map(Self.contract)
      guard let aspect = all.first(where: { $0.name == name && $0.contract == contract }) else {
        return nil
      }
      self = aspect
    }
  }

  /// What came of it.
  package enum Outcome: String, Codable, CaseIterable, Sendable {
    case met
    case unmet
    /// Nothing speaks against it, and the race was too weak to have shown it.
    case inconclusive
  }

  /// Whose expectation it is.
  package let subject: String
  /// What it is about.
  package let aspect: Aspect
  /// What was expected, as scenario files write it.
  package let expected: String
  /// What the race gave, in the same form.
  package let got: String
  /// What came of it.
  package let outcome: Outcome
  /// The first thing that shows it, or the reason why nothing does, in one line; nil where it is met.
  package let evidence: String?

  /// Takes each value as it is.
  package init(
    subject: String, aspect: Aspect, expected: String, got: String, outcome: Outcome,
    evidence: String?
  ) {
    self.subject = subject
    self.aspect = aspect
    self.expected = expected
    self.got = got
    self.outcome = outcome
    self.evidence = evidence
  }

  /// One line: `staged: expected verdict pass, got fail: 0 B empty`.
  package var text: String {
    "\(subject): expected \(aspect) \(expected), got \(got)" + (evidence.map { ": \($0)" } ?? "")
  }
}

extension Check.Outcome {
  /// That of several together: what is unmet beats what is inconclusive. Nothing at all is inconclusive.
  package static func together(_ outcomes: some Sequence<Check.Outcome>) -> Check.Outcome {
    let all = Set(outcomes)
    if all.contains(.unmet) { return .unmet }
    return all == [.met] ? .met : .inconclusive
  }

  /// The verdict of a gate that came to this.
  package var verdict: Verdict {
    switch self {
    case .met: .pass
    case .unmet: .fail
    case .inconclusive: .inconclusive
    }
  }
}
