import RaceModel
import TestSupport
import Testing

@testable import RaceReports

/// Saved explorations, read back or refused.
struct ExplorationFileTests {
  static let all =
    ExplorationSamples.all + ExplorationFormTests.names.map(ExplorationFormTests.nasty)

  private func decode(_ text: String) throws(Failure) -> [ExplorationReport] {
    switch try ReportFile.decodeAny(text.utf8, path: "result.json") {
    case .explorations(let reports): return reports
    case .races: return []
    }
  }

  private func json(_ reports: [ExplorationReport]) throws -> String {
    try ExplorationFormat.json.render(ShownExplorations(reports))
  }

  private func refusal(_ text: String) -> String {
    do throws(Failure) {
      _ = try ReportFile.decodeAny(text.utf8, path: "result.json")
      return "read"
    } catch {
      #expect(error.status == .badData)
      return error.message
    }
  }

  @Test func whatIsWrittenIsReadBack() throws {
    for report in Self.all { #expect(try decode(try json([report])) == [report]) }
    #expect(try decode(try json(Self.all)) == Self.all)
  }

  @Test(arguments: ExplorationFormat.allCases)
  func aReadReportGivesTheSameText(_ format: ExplorationFormat) throws {
    let read = try decode(try json(ExplorationSamples.all))
    #expect(
      try format.render(ShownExplorations(read))
        == (try format.render(ShownExplorations(ExplorationSamples.all))))
  }

  @Test func racesAreReadAsRaces() throws {
    let text = try Format.json.render([Samples.brief])
    guard case .races(let races) = try ReportFile.decodeAny(text.utf8, path: "x") else {
      Issue.record("a race is no exploration")
      return
    }
    #expect(races == [Samples.brief])
  }

  @Test func kindsAreKeptApart() throws {
    let race = try Format.json.render([Samples.brief])
    let exploration = try json([ExplorationSamples.staged])
    for list in ["[\(race), \(exploration)]", "[\(exploration), \(race)]"] {
      #expect(
        refusal(list)
          == "result.json: got races and explorations in one list; expected reports of one kind")
    }
    #expect(throws: Failure.self) { try ReportFile.decode(exploration.utf8, path: "x") }
    #expect(
      refusal("[\(exploration), {}]") == "result.json: [1].schema: expected here, but missing")
    #expect(
      refusal("{\"schema\": \"racebench/1\", \"kind\": \"x\"}")
        == "result.json: kind: expected \"race\", got \"x\"")
    #expect(refusal("") == "result.json: expected a report (racebench/1), but the file is empty")
    #expect(
      refusal("{\"kind\": \"exploration\", oops}").hasPrefix("result.json: line 1, column 25"))
  }

  /// What to replace in the good swap's file, and what the message says after the file's name.
  static let errors = [
    ("\"racebench/1\"", "\"racebench/2\"", "schema: expected \"racebench/1\", got \"racebench/2\""),
    ("\"index\" : 3", "\"index\" : 4", "steps: step 3 has the index 4"),
    ("\"index\" : 3", "\"index\" : \"x\"", "steps[2].index: expected a whole number"),
    ("\"index\" : 3", "\"index\" : 0.5", "steps[2].index: the number 0.5 does not fit here"),
    ("\"process\" : 1", "\"process\" : -1", "steps: step 1 is of process -1"),
    ("\"stepsAtEnd\" : 7", "\"stepsAtEnd\" : 8", "stepsAtEnd: 8 of 7 steps"),
    (
      "\"state\" : 0", "\"state\" : 5",
      "states: a sighting at step 0 is of state 5, but there are 2"
    ),
    (
      "\"sightings\" : 5", "\"sightings\" : 6",
      "states: state 0 has 6 sightings, but the steps say 5"
    ),
    ("\"firstStep\" : 5", "\"firstStep\" : 4", "states: state 1 was first seen at step 4, but the"),
    (
      "\"grade\" : \"required\"", "\"grade\" : \"acceptable\"", "states: state 0 is stable, and acc"
    ),
    ("\"kind\" : \"stable\"", "\"kind\" : \"steady\"", "states[0].kind: "),
    ("\"kind\" : \"synced\"", "\"kind\" : \"sunk\"", "steps[3].effects[0].kind: "),
    ("\"mode\" : \"0755\"", "\"mode\" : \"0888\"", "start.mode: expected permission bits such as"),
    ("\"mode\" : \"0755\"", "\"mode\" : \"17777\"", "start.mode: expected permission bits such as"),
    ("\"exitStatus\" : 0", "\"signal\" : \"SIGNONE\"", "signal: unknown signal \"SIGNONE\""),
    ("\"exitStatus\" : 0", "\"_\" : 0", "exitStatus: expected here, but missing"),
    ("\"returned\" : 3", "\"lost\" : false", "steps[0].result.lost: expected true, or returned"),
    ("\"returned\" : 3", "\"errno\" : \"EWHAT\"", "steps[0].result.errno: unknown errno \"EWHAT\""),
    (
      "\"verdict\" : \"pass\"", "\"verdict\" : \"maybe\"", "verdict: "
    ),
    (
      "\"exitStatus\" : 0", "\"exitStatus\" : 3",
      "contracts.leftovers: \"kept\" stands here, but the exploration says \"not checked\""
    ),
    (
      "\"isSame\" : true", "\"isSame\" : false", "again: the steps are the same or there is a first"
    ),
    ("\"number\" : 2", "\"number\" : 3", "files: step 5 speaks of file 2, which is not among them"),
    (
      "\"subject\" : \"staged\"", "\"subject\" : \"other\"",
      "subject: it is not the scenario's subje"
    ),
    (
      "\"wallSeconds\" : 0.012345678", "\"wallSeconds\" : -1",
      "wallSeconds: expected seconds, got -1"
    ),
    ("\"split\" : \"1048.576KB\"", "\"split\" : \"0B\"", "scenario.split: expected a size above 0"),
    (
      "\"limits\" : [", "\"limits\" : [{\"kind\": \"foreignCalls\", \"step\": 9}",
      "limits: step 9 of"
    ),
    (
      "\"limits\" : [", "\"limits\" : [{\"kind\": \"foreignCalls\", \"step\": 2}",
      "verdict: \"pass\" stands here, but the steps say \"inconclusive\": calls of another"
    ),
    (
      "\"inode\"\n    ]", "\"symlink\"\n    ]",
      "verdict: \"pass\" stands here, but the steps say \"inconclusive\": symlink was required"
    ),
  ]

  @Test(arguments: errors.indices)
  func anErrorNamesItsPlace(_ index: Int) throws {
    let (old, new, message) = Self.errors[index]
    let text = try json([ExplorationSamples.staged])
    let place = try #require(text.firstRange(of: old), "nothing to replace: \(old)")
    let found = refusal(text.replacingCharacters(in: place, with: new))
    #expect(found.hasPrefix("result.json: \(message)"), "\(found)")
  }

  /// A contract that this version does not know, a field that it does not know, and reports without what follows.
  @Test func whatIsUnknownIsIgnored() throws {
    let text = try json([ExplorationSamples.staged])
    for (old, new) in [
      ("\"contracts\" : {", "\"contracts\" : {\"kill\": {\"state\": \"kept\"},"),
      ("\"contracts\" : {", "\"x\" : {"), ("\"violations\" : [", "\"y\" : ["),
      ("\"limits\" : [", "\"faults\" : [{\"a\": 1}], \"limits\" : ["),
    ] {
      let place = try #require(text.firstRange(of: old))
      #expect(
        try decode(text.replacingCharacters(in: place, with: new)) == [ExplorationSamples.staged])
    }
  }
}
