import RaceModel

/// Changes nothing and says that it succeeded.
package struct NoChange: Strategy {
  package let name = "no-change"
  package let summary = "changes nothing and says that it succeeded"

  init() {}

  package func weaknesses(under condition: Condition) -> KindSet { [] }

  package func swap(_ swap: Swap) throws {
    swap.enter(.copy)
    swap.enter(.publish)
  }
}
