import RaceModel
import RaceSystem

/// Like `staged`, with the new content on stable storage before it is published and its name after.
struct StagedDurable: Strategy {
  let name = "staged-durable"
  let summary = "like staged, with fsync of the file before the rename and of the directory after"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    try swap.publish(over: target, durable: true) { try PathCalls.rename($0, to: target) }
    try PathCalls.synchronizeDirectory(PathCalls.parent(of: target))
  }
}
