/// How a gate was run, as its report keeps it.
package struct Gate: Hashable, Sendable, Codable {
  /// How sure a `pass` is.
  package var confidence: Double
  /// How often the counts were judged until all was decided; nil where the race's length was fixed beforehand.
  package var judgements: Int?

  /// Takes each value as it is.
  package init(confidence: Double, judgements: Int?) {
    self.confidence = confidence
    self.judgements = judgements
  }

  /// When the race came to its end.
  package var stopping: GateJudge.Stopping { judgements == nil ? .fixed : .whenDecided }
}
