import Glibc
import RaceModel
import RaceSystem

/// Truncates the target, copies into it and signs it where it lies, as `cp` over a file does.
struct InPlace: Strategy {
  let name = "inplace"
  let summary = "truncates the target, copies into it, signs it in place"

  func weaknesses(under condition: Condition) -> KindSet {
    var kinds = condition.growing.union(condition.unsigned)
    if condition.severalWriters {
      // One writes on at its own offset into what the other has just cut.
      kinds.formUnion(KindSet([.mixed, .truncated]))
      // And signs what the other is writing.
      if condition.signing == .changesBytes { kinds.formUnion(KindSet([.foreign])) }
    }
    return kinds
  }

  func swap(_ swap: Swap) throws {
    // What readers see of the truncation belongs to the copy.
    swap.trace.enter(.copy)
    let file = try OpenFile(swap.target, O_RDWR | O_TRUNC)
    try swap.copy(into: file)
    try file.close()
    try swap.sign(swap.target)
  }
}
