import Glibc
import RaceModel
import RaceSystem

/// Stages under one fixed name for every writer. Alone it is as good as `staged`; where two meet, one publishes
/// the file that the other is still writing.
struct StagedShared: Strategy {
  let name = "staged-shared"
  let summary = "like staged, but every writer uses the same staging name"

  func weaknesses(under condition: Condition) -> KindSet {
    guard condition.severalWriters && condition.publishes else { return [] }
    var kinds = condition.growing.union(condition.unsigned).union(KindSet([.mixed, .truncated]))
    if condition.signing == .changesBytes { kinds.formUnion(KindSet([.foreign])) }
    return kinds
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    let directory = swap.stagingDirectory ?? PathCalls.parent(of: target)
    let staging = "\(directory)/.\(PathCalls.name(of: target)).staging"
    try swap.publish(over: target, from: staging, O_CREAT | O_TRUNC) {
      try PathCalls.rename($0, to: target)
    }
  }
}
