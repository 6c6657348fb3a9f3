import RaceModel
import RaceSystem

/// Stages and renames, and signs only then: the wrong order. Harmless while the signer leaves the bytes alone.
struct StagedSignAfter: Strategy {
  let name = "staged-sign-after"
  let summary = "like staged, but renames first and signs then: the wrong order"

  func weaknesses(under condition: Condition) -> KindSet {
    guard condition.sameFileSystem else { return [] }
    var kinds = condition.unsigned
    // Both sign what was published last, so that it ends up with two signatures.
    if condition.severalWriters && condition.signing == .changesBytes {
      kinds.formUnion(KindSet([.foreign]))
    }
    return kinds
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    try swap.publish(over: target, signed: false) { try PathCalls.rename($0, to: target) }
    try swap.sign(target)
  }
}
