import RaceModel
import RaceSystem

/// Moves the target aside, then the new file in: two renames, and nothing at the path in between.
struct BackupRename: Strategy {
  let name = GapStandard.strategy
  let summary = "renames the target aside, then the new file in: the path is missing in between"

  func weaknesses(under condition: Condition) -> KindSet {
    // The backup lies where the staging file does: across file systems not even the first rename succeeds.
    condition.publishes ? KindSet([.missing]) : []
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    let backup = swap.stagingName(for: target) + ".old"
    try swap.publish(over: target) { staging in
      try PathCalls.rename(target, to: backup)
      swap.trace.checkpoint()
      do {
        try PathCalls.rename(staging, to: target)
      } catch {
        try PathCalls.rename(backup, to: target)
        throw error
      }
      try PathCalls.unlink(backup)
    }
  }
}
