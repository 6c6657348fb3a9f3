import Glibc
import RaceModel
import RaceSystem

/// `staged` without its clean-up: where the signer fails, the staging file stays.
struct StagedLeavingFile: Strategy {
  let name = "staged-leaving-file"
  let summary = "like staged, but its staging file stays where the signer fails"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    let staging = swap.stagingName(for: target)
    let file = try OpenFile(staging, O_RDWR | O_CREAT | O_EXCL)
    try swap.copy(into: file)
    try file.close()
    try swap.sign(staging)
    swap.enter(.publish)
    try PathCalls.rename(staging, to: target)
  }
}
