/// One thing that a selftest has tried, and what came of it.
package struct SelftestRow: Hashable, Sendable {
  /// What was tried: a strategy, or a planted defect.
  package let what: String
  /// The condition under which it was.
  package let condition: String
  /// What had to come of it.
  package let expected: String
  /// What came of it, in the same form.
  package let got: String
  /// What shows it, in one line; empty where nothing more is to be said.
  package let detail: String
  /// Whether that is what was expected.
  package let isExpected: Bool

  /// Takes each value as it is.
  package init(
    what: String, condition: String, expected: String, got: String, detail: String,
    isExpected: Bool
  ) {
    self.what = what
    self.condition = condition
    self.expected = expected
    self.got = got
    self.detail = detail
    self.isExpected = isExpected
  }

  /// One line: `staged, two writers: expected pass, got fail (expected nothing, saw empty)`.
  package var text: String {
    "\(what), \(condition): expected \(expected), got \(got)"
      + (detail.isEmpty ? "" : " (\(detail))")
  }
}
