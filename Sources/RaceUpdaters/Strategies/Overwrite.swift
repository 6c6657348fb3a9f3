import Glibc
import RaceModel
import RaceSystem

/// Writes the new content over the old one without truncating it first, then cuts what is left of it.
struct Overwrite: Strategy {
  let name = "overwrite"
  let summary =
    "writes over the target without truncating it, then cuts the rest, signs it in place"

  func weaknesses(under condition: Condition) -> KindSet {
    // Towards the longer content the file grows at its end.
    var kinds = KindSet([.mixed]).union(condition.unsigned)
    if condition.copy != .mmap { kinds.formUnion(KindSet([.truncated])) }
    if condition.severalWriters {
      kinds.formUnion(KindSet([.truncated]))
      if condition.signing == .changesBytes { kinds.formUnion(KindSet([.foreign])) }
    }
    return kinds
  }

  func swap(_ swap: Swap) throws {
    let file = try OpenFile(swap.target, O_RDWR)
    try swap.copy(into: file)
    try file.truncate(to: UInt64(PathCalls.status(swap.source).st_size))
    try file.close()
    try swap.sign(swap.target)
  }
}
