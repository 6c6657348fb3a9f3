/// What was found about one contract by looking into what swaps have left.
package struct Inspection: Hashable, Sendable, Codable {
  /// Swaps after which was looked; of `monotone`, looks that were held against the ones before.
  package var checked: Int
  /// Those that broke the promise.
  package var broken: Int
  /// What the first of them did, in one line; nil where there is none.
  package var first: String?

  /// Takes each value as it is.
  package init(checked: Int = 0, broken: Int = 0, first: String? = nil) {
    self.checked = checked
    self.broken = broken
    self.first = first
  }

  /// Notes so many swaps at once, one by each writer: what is wrong after them, nil for nothing. Which of them did
  /// it does not show, so all of them answer for it.
  package mutating func note(_ problem: String?, swaps: Int) {
    checked += swaps
    guard let problem else { return }
    broken += swaps
    first = first ?? problem
  }

  package static func + (left: Inspection, right: Inspection) -> Inspection {
    Inspection(
      checked: left.checked + right.checked, broken: left.broken + right.broken,
      first: left.first ?? right.first)
  }

  /// Whether its counts cannot be, or speak of a finding that nothing tells, or the other way round.
  var contradictsItself: Bool {
    broken < 0 || broken > checked || (broken > 0) != (first != nil)
  }
}
