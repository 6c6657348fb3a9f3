/// How far a race is, for whoever shows it.
package struct ProgressSnapshot: Hashable, Sendable {
  /// Swaps made so far, by all writers and of all subjects.
  package var swaps: UInt64
  /// Looks made so far, glances included.
  package var looks: UInt64
  /// Distinct partial states seen in rounds that are over.
  package var partialStates: UInt64
  /// Seconds since the first process was forked.
  package var elapsedSeconds: Double
  /// The share of the race that is done, 0 to 1.
  package var fraction: Double

  /// Takes each value as it is.
  package init(
    swaps: UInt64, looks: UInt64, partialStates: UInt64, elapsedSeconds: Double, fraction: Double
  ) {
    self.swaps = swaps
    self.looks = looks
    self.partialStates = partialStates
    self.elapsedSeconds = elapsedSeconds
    self.fraction = fraction
  }
}
