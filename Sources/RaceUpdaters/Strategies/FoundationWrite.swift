import FoundationEssentials
import RaceModel
import RaceSystem

/// What users of Swift write a file with. The library stages beside the target under a name of its own, and renames.
struct FoundationWrite: Strategy {
  let name = "foundation-write"
  let summary = "Swift's Data.write(to:options: .atomic), of a file signed elsewhere"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func swap(_ swap: Swap) throws {
    try swap.withFinishedFile { finished in
      let content = try Data(contentsOf: URL(filePath: finished))
      swap.enter(.publish)
      try swap.callLibrary("Data.write") {
        try content.write(to: URL(filePath: swap.target), options: .atomic)
      }
    }
  }
}
