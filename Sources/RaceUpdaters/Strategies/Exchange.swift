import RaceModel
import RaceSystem

/// Stages like `staged`, exchanges the two names in one step, and removes what is then the old file.
struct Exchange: Strategy {
  let name = "exchange"
  let summary = "like staged, but exchanges the names (RENAME_EXCHANGE), then removes the old file"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    try swap.publish(over: target) { staging in
      try PathCalls.exchange(staging, target)
      try PathCalls.unlink(staging)
    }
  }
}
