import RaceModel
import TestSupport
import Testing

@testable import RaceReports

struct GitHubActionsTests {
  @Test func aCheckThatIsNotMetIsAnError() throws {
    let text = GitHubActions.annotations(
      for: [GateSamples.pass, GateSamples.fail, GateSamples.inconclusive],
      scenarioPaths: ["a.yaml", "scenarios/b,c: 100%.yaml", nil]
    ).text
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    try #require(lines.count == 3)
    #expect(
      lines[0]
        == "::error file=scenarios/b%2Cc%3A 100%25.yaml,title=racebench%3A unmet::update: expected "
        + "verdict pass, got fail: 7 partial reads, in 6 of 6 swaps; first: 0 B empty")
    #expect(
      lines[1].hasPrefix(
        "::error title=racebench%3A inconclusive::staged: expected verdict pass, got inconclusive: 2 "
      ))
    #expect(lines[2] == "")
  }

  @Test func whatIsMetIsNotMentioned() {
    let text = GitHubActions.annotations(for: [GateSamples.expectedFail], scenarioPaths: [nil]).text
    #expect(text == "")
    let unmet = GitHubActions.annotations(for: [GateSamples.unmet], scenarioPaths: []).text
    #expect(unmet.split(separator: "\n").count == 5)
  }

  @Test func nothingExpectedIsAnErrorToo() {
    var report = GateSamples.pass
    report.runs.removeAll { $0.role == .subject }
    #expect(
      GitHubActions.annotations(for: [report], scenarioPaths: [nil]).text
        == "::error title=racebench%3A inconclusive::nothing was expected of any subject\n")
  }

  @Test(arguments: [
    ("a%b", "a%25b", "a%25b"), ("a\r\nb", "a%0D%0Ab", "a%0D%0Ab"), ("a:b,c", "a:b,c", "a%3Ab%2Cc"),
    ("%0A", "%250A", "%250A"), (",\u{301}", ",\u{301}", "%2C\u{301}"), ("", "", ""),
  ])
  func textIsEscapedAsTheRunnerReadsIt(_ text: String, _ data: String, _ property: String) {
    #expect(GitHubActions.data(text) == data)
    #expect(GitHubActions.property(text) == property)
  }

  /// Whatever names and paths hold, each annotation is one line and says the same to the runner.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func anyTextStaysInItsLine(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<200 {
      var report = GateSamples.fail
      let path = OddText.make(using: &random)
      for index in report.runs.indices {
        report.runs[index].subject.name = OddText.make(using: &random)
        report.runs[index].judgement = Judgement(.fail, OddText.make(using: &random))
      }
      let text = GitHubActions.annotations(for: [report], scenarioPaths: [path]).text
      #expect(text.unicodeScalars.count { $0 == "\n" || $0 == "\r" } == 1)
      let found = try #require(RunnerCommand(text))
      #expect(found.command == "error")
      #expect(found.properties == ["file": Text.printable(path), "title": "racebench: unmet"])
      #expect(found.data == report.checks.first.map { Text.printable(GateNotes.text(of: $0).text) })
    }
  }

  @Test func theSummaryHasTheVerdictAndAllTables() throws {
    let reports = [GateSamples.pass, GateSamples.unmet]
    let text = try GitHubActions.summary(of: reports)
    #expect(text.hasPrefix("\n## racebench: fail\n\n### A staged swap\n\n| Subject |"))
    for report in reports { #expect(text.contains(try Format.markdown.render([report]))) }
    #expect(try GitHubActions.summary(of: [GateSamples.pass]).hasPrefix("\n## racebench: pass\n"))
    #expect(
      try GitHubActions.summary(of: [GateSamples.pass, GateSamples.inconclusive]).hasPrefix(
        "\n## racebench: inconclusive\n"))
  }

  /// GitHub refuses the whole summary where it is longer than it may be.
  @Test func theSummaryKeepsToItsRoom() throws {
    let reports = [GateSamples.pass, GateSamples.unmet, GateSamples.fail]
    let whole = try GitHubActions.summary(of: reports)
    let length = whole.utf8.count
    #expect(try GitHubActions.summary(of: reports, room: length) == whole)
    let cut = try GitHubActions.summary(of: reports, room: length - 1)
    #expect(cut.hasSuffix("\n1 report left out: no room here.\n"))
    #expect(cut.contains("### Pins") && !cut.contains("### A swap in place"))
    #expect(
      try GitHubActions.summary(of: reports, room: 80)
        == "\n## racebench: fail\n\n3 reports left out: no room here.\n")
    for room in [-1, 0, 10] { #expect(try GitHubActions.summary(of: reports, room: room) == "") }
    for room in stride(from: 0, through: length, by: 37) {
      #expect(try GitHubActions.summary(of: reports, room: room).utf8.count <= room)
    }
    #expect(GitHubActions.longestSummary == 1_048_576)
  }
}

/// A line as the runner of GitHub Actions takes it apart: `::command key=value,…::data`. After `ActionCommand.cs`
/// of actions/runner.
private struct RunnerCommand {
  let command: String
  let properties: [String: String]
  let data: String

  init?(_ line: String) {
    // By scalar, as the runner does: an accent behind a colon changes nothing.
    let scalars = Array(line.unicodeScalars)
    guard scalars.starts(with: "::".unicodeScalars), scalars.last == "\n" else { return nil }
    let body = scalars.dropFirst(2).dropLast()
    guard let end = body.firstRange(of: Array("::".unicodeScalars)) else { return nil }
    let head = body[..<end.lowerBound].split(separator: " ", maxSplits: 1)
    guard let command = head.first else { return nil }
    self.command = Self.text(command)
    var properties: [String: String] = [:]
    for pair in head.count > 1 ? head[1].split(separator: ",") : [] {
      let sides = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard sides.count == 2 else { return nil }
      properties[Self.text(sides[0])] = Self.unescaped(
        sides[1], [("%0D", "\r"), ("%0A", "\n"), ("%3A", ":"), ("%2C", ","), ("%25", "%")])
    }
    self.properties = properties
    data = Self.unescaped(
      body[end.upperBound...], [("%0D", "\r"), ("%0A", "\n"), ("%25", "%")])
  }

  /// In this order: the percent sign comes last, so that `%250A` is `%0A`.
  private static func unescaped(
    _ text: ArraySlice<Unicode.Scalar>, _ marks: [(String, String)]
  ) -> String {
    Self.text(
      marks.reduce(text) {
        $0.replacing(Array($1.0.unicodeScalars), with: Array($1.1.unicodeScalars))
      })
  }

  private static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
    String(String.UnicodeScalarView(scalars))
  }
}
