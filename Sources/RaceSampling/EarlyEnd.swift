import RaceModel

/// Why a race cannot go on, though what it has given so far stands.
struct EarlyEnd: Error {
  /// What went wrong.
  let failure: Failure
  /// Whether swaps have been counted for certain by then.
  var isAfterSwaps = false
}
