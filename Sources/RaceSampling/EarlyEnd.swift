import RaceModel

/// Why a race cannot go on, though what it has given so far stands, as a rule.
struct EarlyEnd: Error {
  /// What went wrong.
  let failure: Failure
  /// Whether swaps have been counted for certain by then.
  var isAfterSwaps = false
  /// Whether what was asked for is wrong, so that no figure would mean anything.
  var isMisuse = false
}
