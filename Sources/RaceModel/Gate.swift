/// How a gate was run, as its report keeps it.
package struct Gate: Hashable, Sendable, Codable {
  /// How sure a `pass` is.
  package var confidence: Double
  /// How often the counts were looked at until all was decided; nil where the race's length was fixed beforehand.
  package var looks: Int?

  /// Takes each value as it is.
  package init(confidence: Double, looks: Int?) {
    self.confidence = confidence
    self.looks = looks
  }
}
