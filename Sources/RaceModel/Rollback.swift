/// What was found after the swaps of a subject whose signer fails: each of them must have said that it failed,
/// with the target and its directory as they were.
package struct Rollback: Hashable, Sendable, Codable {
  /// Swaps after which was looked.
  package var checked: Int
  /// Swaps that left something as it was not before, or said that they had succeeded.
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

  package static func + (left: Rollback, right: Rollback) -> Rollback {
    Rollback(
      checked: left.checked + right.checked, broken: left.broken + right.broken,
      first: left.first ?? right.first)
  }
}
