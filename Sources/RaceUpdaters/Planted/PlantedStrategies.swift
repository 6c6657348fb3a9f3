/// Strategies with a defect that a selftest must see found. In a list of their own, so that no scenario and no flag
/// of a race can name one.
package enum PlantedStrategies {
  /// In the order in which a selftest shows them.
  package static let all: [any Strategy] = [
    StagedLeavingFile(), NoChange(), StagedSometimes(), Relapse(),
  ]
}
