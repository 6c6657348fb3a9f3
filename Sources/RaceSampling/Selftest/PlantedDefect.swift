/// A defect that the engine is given on purpose, so that a selftest sees it found. No scenario and no flag of a
/// race can ask for one.
package enum PlantedDefect: CaseIterable, Sendable {
  /// A reader says that it is quiet without the look that it was asked for.
  case skippedLook
  /// A reader takes bytes of both contents for a stable content.
  case mixedIsStable
  /// Windows end when publishing begins, so that what publishing shows falls outside of them.
  case windowClosesEarly
  /// The last control is not raced.
  case controlLeftOut
  /// One read of each round is missing from the tally.
  case lostCount
  /// The target is cut after the last window of each round.
  case lateDamage

  /// How many of the looks that it is asked for this reader makes before it leaves one out; nil for all. One look
  /// of one reader is enough.
  func looksBeforeSkip(reader: Int) -> Int? { self == .skippedLook && reader == 0 ? 3 : nil }
}
