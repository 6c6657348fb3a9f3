import RaceModel
import RaceStage

/// Why a race cannot go on, though what it has given so far stands, as a rule.
struct EarlyEnd: Error {
  /// What went wrong.
  let failure: Failure
  /// Whether what was asked for is wrong, so that no figure would mean anything.
  var isMisuse = false
}

extension StageBlocked {
  /// The failure of a race that it ends.
  func failure(on stage: Stage) -> Failure {
    // Its random name is what tells the directory that is gone.
    if status == .inconclusive { return Failure(status, text) }
    return Failure(status, stage.withoutRoot(text))
  }
}

extension Run {
  /// What speaks against its updater, be it the doing of another process: by readers, by swaps, by what they leave.
  var faults: [Bool] {
    [sawPartial, failedSwaps > 0, foreignRests > 0, inspections.values.contains { $0.broken > 0 }]
  }
}
