import RaceModel
import RaceReports
import Testing

struct SelftestTableTests {
  private func row(
    _ what: String, _ condition: String, _ expected: String, _ got: String, _ detail: String,
    _ isExpected: Bool
  ) -> SelftestRow {
    SelftestRow(
      what: what, condition: condition, expected: expected, got: got, detail: detail,
      isExpected: isExpected)
  }

  @Test func columnsLineUpAndDetailsStandBelow() {
    let text = SelftestTable.render([
      row("staged-elsewhere", "other file system", "not broken here", "not tried", "", true),
      row(
        "staged", "none", "pass", "fail", "saw\nempty " + String(repeating: "word ", count: 15),
        false),
    ])
    #expect(
      text == """
        what              condition          expected         got        ok
        staged-elsewhere  other file system  not broken here  not tried  yes
        staged            none               pass             fail       no
          saw\\nempty word word word word word word word word word word word word word
          word word

        """)
  }

  @Test func theLongestCellsFillALine() {
    let text = SelftestTable.render([
      row(
        "mixed taken for stable", "other file system", "not broken here", "inconclusive", "", false)
    ])
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  @Test func aRowInOneLineNamesAll() {
    #expect(
      row("staged", "two writers", "pass", "fail", "empty", false).text
        == "staged, two writers: expected pass, got fail (empty)")
    #expect(row("x", "none", "pass", "fail", "", false).text == "x, none: expected pass, got fail")
  }
}
