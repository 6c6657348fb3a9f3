import RaceModel
import RaceSystem

/// Copies to a name of its own beside the target, signs there, and renames over the target.
struct Staged: Strategy {
  let name = "staged"
  let summary = "copies to a unique name beside the target, signs there, renames"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    try swap.publish(over: target) { try PathCalls.rename($0, to: target) }
  }
}
