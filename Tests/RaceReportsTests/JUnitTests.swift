import Foundation
import RaceModel
import TestSupport
import Testing

@testable import RaceReports

struct JUnitTests {
  static let all =
    [Samples.brief, Samples.reference, Samples.odd] + GateSamples.all + CommandSamples.all

  @Test(.enabled(if: XMLSchema.canCheck, "needs xmllint (package libxml2-utils)"))
  func theSchemaIsKept() throws {
    for report in Self.all { try XMLSchema.expectKept(try Format.junit.render([report])) }
    try XMLSchema.expectKept(try Format.junit.render(Self.all + Self.all))
    try XMLSchema.expectKept(try Format.junit.render([oddest]))
  }

  /// The schema itself refuses what it must: each of these is one step away from a good file.
  @Test(.enabled(if: XMLSchema.canCheck, "needs xmllint (package libxml2-utils)"))
  func theSchemaRefuses() throws {
    let good = try Format.junit.render([GateSamples.unmet, GateSamples.pass])
    for (old, new) in [
      (" time=\"", " time=\"-"), ("timestamp=\"2026-02-03T04:05:06\"", "timestamp=\"today\""),
      ("timestamp=\"2026-02-03T04:05:06\"", "timestamp=\"2026-02-30T04:05:06\""),
      ("<system-err/>", ""), (" id=\"1\"", " id=\"0\""), (" type=\"unmet\"", ""),
      ("<testsuites>", "<testsuites name=\"x\">"), ("tests=\"5\"", "tests=\"many\""),
      (" hostname=\"localhost\"", ""), ("</testsuites>", ""),
    ] {
      let place = try #require(good.firstRange(of: old), "nothing to replace: \(old)")
      let bad = good.replacingCharacters(in: place, with: new)
      let problem = try XMLSchema.problem(of: bad)
      #expect(problem != nil, "\(old) → \(new)")
    }
  }

  /// A test case for each expectation of each subject, none for a control; red where it is unmet, and not green
  /// where it is inconclusive.
  @Test func eachExpectationIsATestCase() throws {
    for report in Self.all {
      let suite = try suite(of: report)
      let cases = suite.all("testcase")
      let title = Text.printable(report.scenario.title ?? "race")
      #expect(cases.map { $0["name"] } == report.checks.map { "\($0.aspect) \($0.expected)" })
      #expect(
        cases.map { $0["classname"] }
          == report.checks.map { "\(title)/\(Text.printable($0.subject))" })
      #expect(cases.map(Self.outcome) == report.checks.map(\.outcome))
      #expect(suite["tests"] == "\(cases.count)")
      #expect(suite["failures"] == "\(report.checks.count { $0.outcome == .unmet })")
      #expect(suite["errors"] == "\(report.checks.count { $0.outcome == .inconclusive })")
      let isGreen = suite["failures"] == "0" && suite["errors"] == "0"
      #expect(isGreen == (report.verdict == .pass))
    }
  }

  @Test func aFailureHasAMessageTheTableAndTheFirstStates() throws {
    let cases = try suite(of: GateSamples.unmet).all("testcase")
    let partialReads = try #require(cases.first { $0["name"] == "partialReads <3" })
    let failure = try #require(partialReads.all("failure").first)
    #expect(failure["message"] == "overwrite: expected partialReads <3, got 7: 0 B empty")
    #expect(failure["type"] == "unmet")
    #expect(
      failure.text == (try Format.table.render([GateSamples.unmet])) + """

        First partial states:
        0 B empty: 4 reads, in copy
        4.1 KB truncated: 3 reads, in copy; B 0 B–4.1 KB, then end

        """)
    let presence = try #require(cases.first { $0["name"] == "contract presence kept" })
    let error = try #require(presence.all("error").first)
    #expect(error["type"] == "inconclusive")
    #expect(error["message"]?.hasPrefix("overwrite: expected contract presence kept, got") == true)
  }

  @Test func propertiesSayWhereAndHow() throws {
    var report = GateSamples.pass
    report.host.cpuModel = "Model \"5\""
    let suite = try suite(of: report)
    let properties = suite.all("properties").flatMap { $0.all("property") }
    let pairs = properties.map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }
    #expect(
      pairs == [
        "verdict=pass", "tool.version=0.1.0", "host.kernel=Linux 6.1.0-18-amd64",
        "host.architecture=x86_64", "host.cpus=2", "host.cpuModel=Model \"5\"",
        "host.fileSystem=ext4", "seed=20260203", "startedAt=2026-02-03T04:05:06Z",
        "gate.confidence=0.95", "gate.judgements=3", "scenario.reader=read",
      ] + (0..<3).flatMap { runProperties(report.runs[$0], $0) })
    #expect(suite.all("system-out").first?.text == (try Format.table.render([report])))
    #expect(suite["timestamp"] == "2026-02-03T04:05:06")
  }

  /// Under the names of the JSON's fields, and nothing that is empty.
  private func runProperties(_ run: Run, _ index: Int) -> [String] {
    let contracts = [Contract.content, .presence, .rollback, .truth, .inode, .metadata]
    func state(_ contract: Contract) -> String {
      "contracts.\(contract.rawValue).state=\(run.contracts[contract]?.name.rawValue ?? "")"
    }
    return
      (["subject=\(run.subject.name)", "strategy=\(run.subject.name)", "copy=write"]
      + ["signer=busy:40ms", "role=\(run.role.rawValue)"]
      + ["verdict=\(run.judgement.verdict.rawValue)"] + contracts.prefix(3).map(state)
      + ["foreignRests=0", "textBusySwaps=0"] + contracts.suffix(3).map(state)
      + [Contract.symlink, .leftovers, .monotone].map(state)).map { "runs[\(index)].\($0)" }
  }

  @Test func commandsAndWhatTheyPrintedAreThere() throws {
    let suite = try suite(of: CommandSamples.failing)
    let properties = suite.all("properties").flatMap { $0.all("property") }
    let pairs = properties.map { "\($0["name"] ?? "")=\($0["value"] ?? "")" }
    for pair in [
      "scenario.readerCommand=openssl dgst -sha256 -verify key.pem {target} | grep '|'",
      "runs[1].updater=make install", "runs[1].timeout=60s", "runs[1].shell=/bin/sh",
      "runs[0].foreignRests=2", "runs[0].textBusySwaps=15",
      "runs[0].inspections.truth.checked=30", "runs[0].inspections.truth.broken=2",
    ] {
      #expect(pairs.contains(pair), "\(pair)")
    }
    let failure = try #require(suite.all("testcase").first?.all("failure").first)
    let lines = failure.text.split(separator: "\n", omittingEmptySubsequences: false)
    let heading = try #require(lines.firstIndex(of: "Output of the first failed swap:"))
    #expect(
      lines[(heading + 1)...].prefix(4) == [
        "\\u{1b}[31mred\\u{1b}[0m", "```", "~~~~", "````` </details> `````",
      ])
    #expect(lines.suffix(2) == ["last\\u{2028}one", ""])
    let error = try #require(suite.all("testcase").last?.all("error").first)
    #expect(
      error.text.contains("\nOutput of the first failed swap, its last 50 lines:\nmake[11]: "))
  }

  /// CI systems add up the times of test cases: each subject's counts once. The suite's has the controls' too.
  @Test func timesAddUp() throws {
    let suite = try suite(of: GateSamples.expectedFail)
    #expect(
      suite.all("testcase").map { $0["time"] } == ["2.345", "0.000", "0.000", "0.000", "2.345"])
    #expect(suite["time"] == "7.037")
    #expect(JUnitTime.seconds([]) == "0.000")
    #expect(JUnitTime.seconds([999_999]) == "0.000")
    #expect(JUnitTime.seconds([1_050_000_000]) == "1.050")
    #expect(JUnitTime.seconds([.max, .max]) == "36893488147.419")
  }

  @Test(arguments: [
    ("2026-02-03T04:05:06Z", "2026-02-03T04:05:06"),
    ("2024-02-29T23:59:59Z", "2024-02-29T23:59:59"),
    ("2026-02-29T00:00:00Z", nil), ("2026-13-01T00:00:00Z", nil), ("2026-01-00T00:00:00Z", nil),
    ("2026-01-01T24:00:00Z", nil), ("2026-01-01T00:60:00Z", nil), ("2026-01-01T00:00:60Z", nil),
    ("0000-01-01T00:00:00Z", nil), ("2026-01-01 00:00:00Z", nil), ("2026-01-01T00:00:00", nil),
    ("", nil), ("today", nil), ("٢٠٢٦-01-01T00:00:00Z", nil), ("1900-02-29T00:00:00Z", nil),
    ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00"),
  ])
  func timestampsAreTimes(_ startedAt: String, _ stamp: String?) {
    #expect(JUnitTime.stamp(startedAt) == stamp ?? "1970-01-01T00:00:00")
  }

  @Test func suitesOfOneNameAreToldApart() throws {
    var untitled = GateSamples.pass
    untitled.scenario.title = nil
    var taken = untitled
    taken.scenario.title = "race (2)"
    let root = try #require(
      XMLNode.parse(try Format.junit.render([untitled, taken, untitled, untitled])))
    #expect(
      root.all("testsuite").map { $0["name"] } == ["race", "race (2)", "race (3)", "race (4)"])
    #expect(root.all("testsuite").map { $0["id"] } == ["0", "1", "2", "3"])
  }

  /// A report in which nothing is expected is inconclusive, and a suite without a test case would be green.
  @Test func nothingExpectedIsNotGreen() throws {
    var report = GateSamples.pass
    report.runs.removeAll { $0.role == .subject }
    let suite = try suite(of: report)
    #expect(suite["tests"] == "1" && suite["errors"] == "1")
    #expect(
      suite.all("testcase").first?.all("error").first?["message"]
        == "nothing was expected of any subject")
  }

  /// Whatever names, titles, reasons and failures hold, a parser gets the text back.
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func anyTextGivesADocument(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<30 {
      var report = GateSamples.unmet
      report.scenario.title = OddText.make(using: &random)
      report.host.kernel = OddText.make(using: &random)
      report.startedAt = OddText.make(using: &random)
      for index in report.runs.indices {
        report.runs[index].subject.name = OddText.make(using: &random)
        report.runs[index].judgement = Judgement(.fail, OddText.make(using: &random))
      }
      let suite = try suite(of: report)
      let name = OddText.withoutForbidden(Text.printable(report.scenario.title ?? ""))
      #expect(suite["name"] == name)
      let table = OddText.withoutForbidden(try Format.table.render([report]))
      #expect(suite.all("system-out").first?.text == table)
      let messages = suite.all("testcase").flatMap(\.children).map { $0["message"] }
      let checks = report.checks.filter { $0.outcome != .met }.map {
        OddText.withoutForbidden(Text.printable(GateNotes.text(of: $0).text))
      }
      #expect(messages == checks)
    }
  }

  /// Everything that a user may choose is odd.
  private var oddest: Report {
    var report = GateSamples.unmet
    report.scenario.title = "]]>\u{FFFE}\u{0}\r\n<&\"'>"
    report.startedAt = "0001-01-01T00:00:00Z"
    report.host.fileSystem = ""
    report.runs[0].subject.name = ""
    return report
  }

  private func suite(of report: Report) throws -> XMLNode {
    let root = try #require(XMLNode.parse(try Format.junit.render([report])))
    #expect(root.name == "testsuites" && root.children.count == 1)
    return try #require(root.children.first)
  }

  private static func outcome(of testCase: XMLNode) -> Check.Outcome {
    if !testCase.all("failure").isEmpty { return .unmet }
    return testCase.all("error").isEmpty ? .met : .inconclusive
  }
}
