import RaceModel
import Testing

struct KindTests {
  @Test func aSetHoldsJustItsKinds() {
    for bits in 0..<(1 << Kind.allCases.count) {
      let kinds = Kind.allCases.enumerated().filter { bits & 1 << $0.offset != 0 }.map(\.element)
      let set = KindSet(kinds)
      #expect(set.kinds == kinds)
      #expect(Kind.allCases.filter { set.contains($0) } == kinds)
      #expect(set.isEmpty == kinds.isEmpty)
    }
  }

  @Test func kindsAreInTheOrderInWhichTheyAreTried() {
    let words = Kind.allCases.sorted().map(\.rawValue)
    #expect(
      words == [
        "stable", "missing", "empty", "unsigned", "truncated", "mixed", "foreign", "error", "crash",
        "rejected",
      ])
  }
}
