import RaceModel
import RaceReports
import Testing

struct SelftestTableTests {
  private func row(
    _ what: String, _ condition: String, _ expected: SelftestRow.Outcome,
    _ got: SelftestRow.Outcome, _ detail: String = ""
  ) -> SelftestRow {
    SelftestRow(
      what: what, condition: condition, expected: expected, got: got, detail: detail)
  }

  @Test func columnsLineUpAndDetailsStandBelow() {
    let text = SelftestTable.render([
      row("staged-elsewhere", "other file system", .notBrokenHere, .notBrokenHere),
      row(
        "staged", "none", .verdict(.pass), .verdict(.fail),
        "saw\nempty " + String(repeating: "word ", count: 15)),
    ])
    #expect(
      text == """
        what              condition          expected         got              ok
        staged-elsewhere  other file system  not broken here  not broken here  yes
        staged            none               pass             fail             no
          saw\\nempty word word word word word word word word word word word word word
          word word

        """)
  }

  @Test func theLongestCellsFillALine() {
    let text = SelftestTable.render([
      row("mixed taken for stable", "other file system", .notBrokenHere, .notBrokenHere)
    ])
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func theFirstRowThatIsNotAsExpectedDecides() {
    let good = row("staged", "none", .verdict(.pass), .verdict(.pass))
    let bad = ["one", "two"].map { row($0, "none", .verdict(.pass), .verdict(.fail)) }
    #expect(SelftestRow.failure(of: [good, good]) == nil)
    #expect(
      SelftestRow.failure(of: [good] + bad)
        == Failure(.violated, "one, none: expected pass, got fail"))
  }

  @Test func withoutARowNothingIsShown() throws {
    let failure = try #require(SelftestRow.failure(of: []))
    #expect(failure.status == .violated && failure.message.contains("tried nothing"))
  }

  @Test func aFailureNamesAll() {
    #expect(
      SelftestRow.failure(of: [
        row("staged", "two writers", .verdict(.pass), .verdict(.fail), "empty")
      ])?.message == "staged, two writers: expected pass, got fail (empty)")
  }

  @Test(
    "Each outcome has a text of its own, and what is shown otherwise is never expected",
    arguments: [
      (.verdict(.inconclusive), "inconclusive"), (.defect, "defect"), (.caught, "caught"),
      (.notCaught, "not caught"), (.notBrokenHere, "not broken here"), (.unswappable, "no swap"),
    ] as [(SelftestRow.Outcome, String)])
  func outcomes(_ outcome: SelftestRow.Outcome, text: String) {
    let same = row("x", "none", outcome, outcome)
    #expect(same.isExpected && SelftestRow.failure(of: [same]) == nil)
    let other = row("x", "none", outcome, .otherwise(outcome))
    #expect(!other.isExpected)
    #expect(
      SelftestRow.failure(of: [other])
        == Failure(.violated, "x, none: expected \(text), got \(text)"))
    let cells = SelftestTable.render([other]).split(separator: "\n")[1].split(separator: "  ")
    #expect(cells.map { $0.drop { $0 == " " } } == ["x", "none", text[...], text[...], "no"])
  }
}
