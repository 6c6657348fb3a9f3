import Glibc
import RaceModel
import RaceSystem

/// Stages in another directory. On the target's file system that is as good as `staged`; across file systems
/// rename fails, and what `mv` does instead is to remove the target and copy.
struct StagedElsewhere: Strategy {
  let name = "staged-elsewhere"
  let summary = "stages in another directory; across file systems falls back to a copy, as mv does"

  func weaknesses(under condition: Condition) -> KindSet {
    // What does not get signed is not copied either.
    let copies = !condition.sameFileSystem && condition.signing != .fails
    return copies ? KindSet([.missing]).union(condition.growing) : []
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    let directory = swap.stagingDirectory ?? swap.elsewhere
    let staging = "\(directory)/\(PathCalls.name(of: target)).\(UniqueName.token())"
    try swap.publish(over: target, from: staging) { staging in
      do {
        try PathCalls.rename(staging, to: target)
      } catch let error as SystemCallError where error.errno == EXDEV {
        try copyAcross(from: staging, to: target, swap)
      }
    }
  }

  private func copyAcross(from staging: String, to target: String, _ swap: Swap) throws {
    let finished = try OpenFile(staging, O_RDONLY)
    let metadata = try FileMetadata(of: finished)
    try PathCalls.unlinkIfPresent(target)
    swap.trace.checkpoint()
    let file = try OpenFile(target, O_RDWR | O_CREAT | O_EXCL)
    try metadata.apply(to: file)
    swap.trace.checkpoint()
    try swap.copier.copy(finished, to: file, checkpoint: swap.trace.checkpoint)
    try file.close()
    try PathCalls.unlink(staging)
  }
}
