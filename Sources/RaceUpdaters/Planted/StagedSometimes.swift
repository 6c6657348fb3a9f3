import Glibc
import RaceModel
import RaceSystem

/// `staged`, but each second time it only says so.
struct StagedSometimes: Strategy {
  let name = "staged-sometimes"
  let summary = "like staged, but each second time it says that it succeeded and does nothing"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    swap.enter(.copy)
    let marker = "\(swap.elsewhere)/did-nothing"
    do {
      try PathCalls.unlink(marker)
    } catch {
      try OpenFile(marker, O_WRONLY | O_CREAT | O_EXCL).close()
      return
    }
    try swap.publish(over: swap.target) { try PathCalls.rename($0, to: swap.target) }
  }
}
