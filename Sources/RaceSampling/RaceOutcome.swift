import RaceModel

/// What a coordinator tells the top process at the end.
enum RaceOutcome: Codable {
  /// All rounds were run.
  case raced([Run], judgements: Int?, startMilliseconds: Double)
  /// The race could not be run, or not to its end.
  case failed(Failure)
}
