/// One thing that a selftest has tried, and what came of it.
package struct SelftestRow: Hashable, Sendable {
  /// What can be due of a race in a selftest, and what can come of it.
  package indirect enum Outcome: Hashable, Sendable {
    /// It was raced, and this is the verdict.
    case verdict(Verdict)
    /// The race ended as a defect of racebench and has no result.
    case defect
    /// It was raced, and this is what that has shown of a contract.
    case contract(Contract, ContractState.Name)
    /// A control was caught.
    case caught
    /// A control was not caught.
    case notCaught
    /// The condition that would break it is not to be had on this machine.
    case notBrokenHere
    /// No swap succeeded, and by this condition none could: nothing is shown, and nothing harmed.
    case unswappable
    /// The same, but shown by something else than what had to show it. Never due, and so never expected.
    case otherwise(Outcome)
  }

  /// What was tried: a strategy, or a planted defect.
  package let what: String
  /// The condition under which it was.
  package let condition: String
  /// What had to come of it.
  package let expected: Outcome
  /// What came of it.
  package let got: Outcome
  /// What shows it, in one line; empty where nothing more is to be said.
  package let detail: String

  /// Takes each value as it is.
  package init(
    what: String, condition: String, expected: Outcome, got: Outcome, detail: String
  ) {
    self.what = what
    self.condition = condition
    self.expected = expected
    self.got = got
    self.detail = detail
  }

  /// Whether what had to come of it came of it.
  package var isExpected: Bool { got == expected }
}
