import Glibc
import RaceModel
import RaceSystem

/// Publishes, puts the old file back for a moment, and publishes again. Each of these renames is atomic, so that no
/// single look sees anything wrong.
struct Relapse: Strategy {
  let name = "relapse"
  let summary = "publishes, takes it back for a moment, publishes again"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    try swap.publish(over: swap.target) { staging in
      let (old, again) = (swap.stagingName(for: swap.target), swap.stagingName(for: swap.target))
      try PathCalls.link(swap.target, to: old)
      try PathCalls.link(staging, to: again)
      for next in [staging, old, again] {
        try PathCalls.rename(next, to: swap.target)
        swap.trace.checkpoint()
      }
    }
  }
}
