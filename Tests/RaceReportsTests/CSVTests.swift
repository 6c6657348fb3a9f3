import FoundationEssentials
import RaceModel
import Testing

@testable import RaceReports

struct CSVTests {
  @Test func everyFieldIsReadBack() throws {
    let reports = [Samples.reference, Samples.odd, Samples.brief]
    let rows = parse(try Format.csv.render(reports))
    #expect(rows.count == 1 + 2 + 4 + 2)
    #expect(Set(rows.map(\.count)) == [CSVField.all.count])
    let subject = try #require(rows[0].firstIndex(of: "subject"))
    #expect(
      rows.dropFirst().map { $0[subject] }
        == reports.flatMap(\.runs).map { Self.shown($0.subject.name) })
    let reason = try #require(rows[0].firstIndex(of: "reason"))
    #expect(
      rows.dropFirst().map { $0[reason] }
        == reports.flatMap(\.runs).map { Self.shown($0.judgement.reason) })
  }

  /// What a spreadsheet would take for a formula has an apostrophe in front.
  private static func shown(_ text: String) -> String {
    (text.hasPrefix("=") ? "'" : "") + Text.printable(text)
  }

  @Test(arguments: [
    ("plain text", "plain text"), ("", ""), ("a,b", "\"a,b\""), ("say \"x\"", "\"say \"\"x\"\"\""),
    ("a\nb", "a\\nb"), ("a\r\nb", "a\\r\\nb"), ("=1+1", "\"'=1+1\""), ("+1", "+1"),
    ("-1", "-1"), ("-1+1", "\"'-1+1\""), (" =x", "\"' =x\""), ("＝x", "\"'＝x\""),
    ("@x", "\"'@x\""), ("\tx", "\\tx"), (" x", "\" x\""), ("x ", "\"x \""),
    ("a\"\u{301}", "\"a\"\"\u{301}\""),
  ])
  func whatNeedsMarksHasThem(_ text: String, _ quoted: String) {
    #expect(CSV.field(text) == quoted)
  }

  /// Headings are the names of JSON fields, and the cells under them what those fields hold.
  @Test func headingsAreFieldsOfTheJSON() throws {
    var report = Samples.brief
    report.host.cpuModel = "Model"
    report.scenario.title = "Title"
    report.runs[0].subject.updater.strategy?.stagingDirectory = "staging"
    try expectFields(report)
    report.runs[0].contents = Contents(
      a: report.runs[0].contents.a, b: report.runs[0].contents.b, learned: true)
    report.runs[0].inspections = [.inode: Inspection(checked: 2, broken: 1, first: "x")]
    report.runs[0].failureOutput = "out"
    report.runs[0].subject = CommandSamples.race.runs[2].subject
    report.scenario.reader = .command("cat {target}")
    try expectFields(report)
    report.scenario.reader = .named("dlopen", symbol: "f")
    try expectFields(report)
  }

  /// Columns are added at the end only: these came first.
  @Test func theOrderIsKept() {
    let names = CSVField.all.map(\.name)
    #expect(
      names.prefix(60).suffix(11) == [
        "readsPerSecond", "bytesPerSecond", "upperBound95", "gate.confidence", "gate.judgements",
        "chanceOfMissing", "rollback.checked", "rollback.broken", "contracts.content.state",
        "contracts.presence.state", "contracts.rollback.state",
      ])
    #expect(Set(names).count == names.count)
    let states = names.filter { $0.hasPrefix("contracts.") }
    #expect(Set(states) == Set(Engine.sampling.contracts.map { "contracts.\($0.rawValue).state" }))
  }

  private func expectFields(_ report: Report) throws {
    let text = try Format.json.render([report])
    let json = try JSONDecoder().decode(JSONNode.self, from: Data(text.utf8))
    let run = try #require(json["runs"]?[0])
    let rows = parse(try Format.csv.render([report]))
    for (name, cell) in zip(rows[0], rows[1]) {
      let path = name.split(separator: ".").map(String.init)
      let own: JSONNode? = path.reduce(Optional(run)) { $0?[$1] }
      let node = own ?? path.reduce(Optional(json)) { $0?[$1] }
      #expect(node?.text == cell || node?.number == Double(cell), "\(name)")
    }
    // What the updater printed has its lines, and is in the JSON only.
    let derived = ["subject", "contents", "failureOutput"]
    let scalars = run.names.filter { run[$0]?.isScalar == true && !derived.contains($0) }
    #expect(Set(scalars).isSubset(of: Set(rows[0])), "no field of a run is left out")
  }

  /// RFC 4180, as a reader sees it.
  private func parse(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var rest = text.unicodeScalars[...]
    while let scalar = rest.popFirst() {
      switch (scalar, isQuoted) {
      case ("\"", true) where rest.first == "\"":
        field.unicodeScalars.append("\"")
        rest.removeFirst()
      case ("\"", _): isQuoted.toggle()
      case (",", false):
        row.append(field)
        field = ""
      case ("\r", false):
        rows.append(row + [field])
        (row, field) = ([], "")
        rest.removeFirst()
      default: field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
