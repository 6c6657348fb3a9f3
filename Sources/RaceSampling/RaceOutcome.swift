import RaceModel

/// What a coordinator hands over once all rounds were run.
struct RaceOutcome: Codable, Sendable {
  let runs: [Run]
  /// How often the counts were judged until all was decided; nil where the race's length was fixed beforehand.
  let judgements: Int?
  /// From the first fork of a reader until each has looked once.
  let startMilliseconds: Double
}
