import RaceModel

/// What a run has come to so far.
struct StepLog {
  /// All steps in the order of their completion.
  private(set) var steps: [Step] = []
  /// What keeps it from being a pass.
  private(set) var limits: [ExplorationLimit] = []
  /// Whether any write was cut.
  var wasCut = false
  /// Whether two steps were ready at once, so that their order was a matter of timing.
  var hadChoice = false

  /// Adds a step, whatever index it has, as the next one.
  mutating func append(_ step: Step) {
    var step = step
    step.index = steps.count + 1
    steps.append(step)
  }

  /// Notes what keeps this from being a pass; of each sort the first.
  mutating func note(_ limit: ExplorationLimit) {
    let isKnown = limits.contains { known in
      switch (known, limit) {
      case (.unobservedStores, .unobservedStores), (.changedFromOutside, .changedFromOutside),
        (.foreignCalls, .foreignCalls), (.stillRunning, .stillRunning):
        true
      default: false
      }
    }
    if !isKnown { limits.append(limit) }
  }

  /// Whether the file's last change was followed by a sync.
  func isSynced(_ file: Int) -> Bool {
    for step in steps.reversed() {
      if step.effects.contains(.synced(file: file)) { return true }
      if step.effects.contains(.wrote(file: file)) { return false }
    }
    return false
  }
}
