import RaceModel
import Testing

@Suite("Why a gate does not exit with 0")
struct CheckFailureTests {
  private func check(_ subject: String, _ outcome: Check.Outcome) -> Check {
    Check(
      subject: subject, aspect: .kinds, expected: "[stable]", got: "[stable, empty]",
      outcome: outcome, evidence: outcome == .met ? nil : "0 B empty")
  }

  @Test func whatIsMetIsNoFailure() {
    #expect(Check.failure(of: [check("a", .met), check("b", .met)]) == nil)
  }

  @Test func whatIsUnmetBeatsWhatIsInconclusive() {
    let checks = [
      check("a", .inconclusive), check("b", .unmet), check("c", .met), check("d", .unmet),
    ]
    #expect(
      Check.failure(of: checks)
        == Failure(
          .violated,
          "unmet: b: expected kinds [stable], got [stable, empty]: 0 B empty; and 1 more"))
  }

  @Test func onlyWhatIsInconclusiveIsCounted() {
    let checks = [check("a", .met)] + ["b", "c", "d", "e"].map { check($0, .inconclusive) }
    #expect(
      Check.failure(of: checks)
        == Failure(
          .inconclusive,
          "inconclusive: b: expected kinds [stable], got [stable, empty]: 0 B empty; and 3 more"))
    #expect(Check.failure(of: Array(checks.prefix(2)))?.message.hasSuffix("empty") == true)
  }

  @Test func nothingAtAllIsInconclusive() {
    #expect(Check.failure(of: [])?.status == .inconclusive)
  }
}
