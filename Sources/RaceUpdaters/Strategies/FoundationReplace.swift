// FoundationEssentials does not have the call.
import Foundation
import RaceModel
import RaceSystem

/// What users of Swift replace a file with. In Swift 6.3.1 on Linux the call renames the wrong way round, the target
/// over the new file, and then fails; see docs/strategies.md.
struct FoundationReplace: Strategy {
  let name = "foundation-replace"
  let summary = "Swift's FileManager.replaceItemAt, with a file signed elsewhere"

  func weaknesses(under condition: Condition) -> KindSet {
    // Across file systems that rename fails, and the target stays.
    condition.publishes ? KindSet([.missing]) : []
  }

  func swap(_ swap: Swap) throws {
    try swap.withFinishedFile { finished in
      swap.enter(.publish)
      try swap.callLibrary("FileManager.replaceItemAt") {
        _ = try FileManager.default.replaceItemAt(
          URL(filePath: swap.target), withItemAt: URL(filePath: finished))
      }
    }
  }
}
