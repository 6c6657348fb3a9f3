import RaceModel

/// What a run has come to so far.
struct StepLog {
  /// All steps in the order of their completion.
  private(set) var steps: [Step] = []
  /// What keeps it from being a pass.
  private(set) var limits: [ExplorationLimit] = []
  /// Which process came of which.
  var lineage = Lineage()
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

  /// One is enough to keep it from being a pass; more than these no reader takes in.
  private static let mostLimits = 16

  /// Notes what keeps this from being a pass; of each sort the first.
  mutating func note(_ limit: ExplorationLimit) {
    let isKnown = limits.contains { $0.kind == limit.kind && $0.detail == limit.detail }
    if !isKnown && limits.count < Self.mostLimits { limits.append(limit) }
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
