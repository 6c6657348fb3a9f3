import Glibc
import RaceModel
import RaceSystem

/// Removes the target and makes a new file under its name, as `cp --remove-destination` and `install` do.
/// Readers that hold the old file keep it; whoever opens the path meets a gap and then a file that grows.
struct UnlinkCreate: Strategy {
  let name = "unlink-create"
  let summary = "removes the target, then makes it anew under readers' eyes"

  func weaknesses(under condition: Condition) -> KindSet {
    var kinds = KindSet([.missing]).union(condition.growing).union(condition.unsigned)
    // One signs the file that the other is still writing.
    if condition.severalWriters && condition.signing == .changesBytes {
      kinds.formUnion(KindSet([.mixed, .foreign]))
    }
    return kinds
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    let metadata = try FileMetadata(of: OpenFile(target, O_RDONLY))
    // What readers see of the gap belongs to the copy.
    swap.trace.enter(.copy)
    try PathCalls.unlinkIfPresent(target)
    swap.trace.checkpoint()
    let file = try OpenFile(target, O_RDWR | O_CREAT | O_EXCL)
    try metadata.apply(to: file)
    try swap.copy(into: file)
    try file.close()
    try swap.sign(target)
  }
}
