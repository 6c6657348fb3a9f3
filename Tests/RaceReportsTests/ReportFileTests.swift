import RaceModel
import RaceReports
import Testing

struct ReportFileTests {
  static let all =
    [Samples.brief, Samples.reference, Samples.odd] + GateSamples.all + CommandSamples.all

  @Test func whatIsWrittenIsReadBack() throws {
    for report in Self.all {
      #expect(try decode(try Format.json.render([report])) == [report])
    }
    #expect(try decode(try Format.json.render(Self.all)) == Self.all)
    #expect(try decode("\n\t [\(try Format.json.render([Samples.brief]))]\r\n") == [Samples.brief])
  }

  @Test(arguments: Format.allCases.map(\.rawValue))
  func aReadReportGivesTheSameText(_ name: String) throws {
    let format = try #require(Format(rawValue: name))
    let read = try decode(try Format.json.render(Self.all))
    #expect(try format.render(read) == (try format.render(Self.all)))
  }

  @Test func theTextIsForProgramsAndForDiffs() throws {
    let text = try Format.json.render([Samples.brief])
    #expect(text.hasPrefix("{\n") && text.hasSuffix("\n}\n"))
    #expect(text.contains("\"racebench/1\""), "no escaped slashes")
    let keys = text.split(separator: "\n").filter { $0.hasPrefix("  \"") }
    #expect(keys == keys.sorted())
    #expect(try Format.json.render([Samples.brief, Samples.brief]).hasPrefix("["))
  }

  /// What to replace in a good file, and what the message says after the file's name.
  static let errors = [
    ("\"racebench/1\"", "\"racebench/2\"", "schema: expected \"racebench/1\", got \"racebench/2\""),
    (
      "\"kind\" : \"race\"", "\"kind\" : \"exploration\"",
      "kind: expected \"race\", got \"exploration\""
    ),
    ("\"reads\" : 7288", "\"reads\" : \"many\"", "runs[0].reads: expected a whole number"),
    ("\"reads\" : 7288", "\"reads\" : null", "runs[0].reads: expected a whole number, got null"),
    ("\"reads\" : 7288", "\"reads\" : -1", "runs[0].reads: the number -1 does not fit here"),
    ("\"reads\" : 7288", "\"reads\" : 0.5", "runs[0].reads: the number 0.5 does not fit here"),
    (
      "\"reads\" : 7288", "\"reads\" : 18446744073709551616",
      "runs[0].reads: the number 18446744073709551616 does not fit here"
    ),
    ("\"reads\" : 7288", "\"reads\" : 1e400", "runs[0].reads: the number 1e400 does not fit here"),
    (
      "\"reads\" : 7288", "\"reads\" : 7289",
      "runs[0].reads: 7289 reads, but the states' counts (7288)"
    ),
    ("\"reads\" : 7288", "\"_\" : 7288", "runs[0].reads: expected here, but missing"),
    (
      "\"wallSeconds\" : 2.345678901", "\"wallSeconds\" : -1",
      "runs[0].wallSeconds: expected seconds, got -1.0"
    ),
    (
      "\"wallSeconds\" : 2.345678901", "\"wallSeconds\" : 1e300",
      "runs[0].wallSeconds: expected seconds"
    ),
    (
      "\"wallSeconds\" : 2.345678901", "\"wallSeconds\" : \"NaN\"",
      "runs[0].wallSeconds: expected a number"
    ),
    ("\"readers\" : 8", "\"readers\" : -8", "runs[0].readers: expected a count, got -8"),
    ("\"swaps\" : 2,", "\"swaps\" : 3,", "runs[0].swaps: 3 stands here, but windows say 2"),
    ("\"kind\" : \"truncated\"", "\"kind\" : \"cut\"", "runs[0].states[3].kind: "),
    ("\"phase\" : \"copy\"", "\"phase\" : 5", "runs[0].states[2].phase: expected text"),
    ("\"states\" : [", "\"states\" : {}, \"x\" : [", "runs[0].states: expected a list"),
    ("\"host\" : {", "\"host\" : [], \"x\" : {", "host: expected an object"),
    ("\"readers\" : 8", "\"readers\" : 0", "runs[0].readers: expected a count, got 0"),
    ("\"writers\" : 1", "\"writers\" : 0", "runs[0].writers: expected a count, got 0"),
    ("\"cpus\" : ", "\"cpus\" : -", "host.cpus: expected a count of processors, got -"),
    ("\"startedAt\" : \"2026-", "\"startedAt\" : \"soon, ", "startedAt: expected a time such as"),
    ("\"startedAt\" : \"2026-", "\"startedAt\" : \"2026_", "startedAt: expected a time such as"),
    ("\"writer\" : 0", "\"writer\" : 99", "runs[0].windows: window 0 is of writer 99"),
    ("\"writer\" : 0", "\"writer\" : -1", "runs[0].windows: window 0 is of writer -1"),
    ("\"name\" : \"inplace\"", "\"name\" : \"other\"", "runs: the runs are not those of the"),
    (
      "\"knownBroken\" : true", "\"knownBroken\" : 1", "runs[0].knownBroken: expected true or false"
    ),
  ]

  @Test(arguments: errors.indices)
  func anErrorNamesItsPlace(_ index: Int) throws {
    let (old, new, message) = Self.errors[index]
    let text = try Format.json.render([Samples.brief])
    let place = try #require(text.firstRange(of: old), "nothing to replace: \(old)")
    let found = failure(replacing(place, with: new, in: text))?.message ?? "read"
    #expect(found.hasPrefix("result.json: \(message)"), "\(found)")
  }

  @Test func inAListThePlaceBeginsWithTheReport() throws {
    let text = try Format.json.render([Samples.brief, Samples.brief])
    let second = try #require(text.ranges(of: "\"reads\" : 7288").last)
    let found = failure(replacing(second, with: "\"reads\" : \"\"", in: text))
    #expect(found?.message == "result.json: [1].runs[0].reads: expected a whole number")
  }

  @Test func aThirdStableContentIsRefused() throws {
    var report = Samples.brief
    report.runs[0].states.append(
      State(
        observation: .content(Digest(high: 77, low: 77), bytes: 7_800_000), kind: .stable,
        grade: .required, count: 0))
    let found = failure(try Format.json.render([report]))
    #expect(
      found?.message
        == "result.json: runs[0].states: 7.8 MB stable is one stable content more than there are")
  }

  @Test func aPassThatContradictsItsCountsIsRefused() throws {
    var report = Samples.brief
    report.runs[0].judgement = Judgement(.pass, "")
    let found = failure(try Format.json.render([report]))
    #expect(
      found?.message
        == "result.json: runs[0].verdict: \"pass\" stands here, but something forbidden was seen")
  }

  @Test(arguments: [
    ("", "expected a report (racebench/1), but the file is empty"),
    (" \n\t", "expected a report (racebench/1), but the file is empty"),
    ("[]", "expected a report, got an empty list"),
    ("{}", "schema: expected here, but missing"),
    ("null", "expected"), ("5", "expected an object"),
    ("\u{0}\u{1}\u{2}", "line 1, column 1: not JSON: expected a value"),
    ("\u{FEFF}", "line 1, column 1: not JSON: expected a value"),
    ("subject,strategy\nx,y", "line 1, column 1: not JSON: expected a value"),
    (
      "{\n\"schema\": \"é\", oops}",
      "line 2, column 16: not JSON: expected a key in quotation marks"
    ),
    ("{\"a\": 1", "line 1, column 8: not JSON: expected a comma or }"),
    ("[1, 2", "line 1, column 6: not JSON: expected a comma or ]"),
    ("{\"a\" 1}", "line 1, column 6: not JSON: expected a colon behind a key"),
    ("{\"a\": tru}", "line 1, column 7: not JSON: expected true"),
    ("{\"a\": NaN}", "line 1, column 7: not JSON: expected a value"),
    ("{\"a\": \"x", "line 1, column 9: not JSON: expected a closing quotation mark"),
    (
      "{\"a\": \"\\ud800\"}",
      "line 1, column 8: not JSON: expected both halves of a pair of surrogates"
    ),
    ("[\"x\\udc00\"]", "line 1, column 4: not JSON: expected both halves"),
    ("[\"\\ud800\\ud83d\\ude00\"]", "line 1, column 3: not JSON: expected both halves"),
    ("[\"\\ud83d\\n\\ude00\"]", "line 1, column 3: not JSON: expected both halves"),
    ("{\"\\ud83d\\uDE00\": 1}", "schema: expected here, but missing"),
    ("{\"a\": 1,\n \"a\": 2}", "line 2, column 2: the key \"a\" stands above already"),
    ("[{\"a\": {\"b\": 1, \"b\": 1}}]", "line 1, column 17: the key \"b\" stands above already"),
    (
      "{\"ab\": 1, \"\\u0061b\": 2}", "line 1, column 11: the key \"\\u0061b\" stands above already"
    ),
    ("{} x", "line 1, column 4: not JSON: expected the end of the file"),
  ])
  func whatIsNoReportIsRefused(_ text: String, _ message: String) {
    let found = failure(text)?.message ?? "read"
    #expect(found.hasPrefix("result.json: \(message)"), "\(found)")
  }

  @Test func deepNestingIsRefused() {
    let found = failure(String(repeating: "[", count: 100_000))
    #expect(
      found?.message
        == "result.json: line 1, column 513: not JSON: expected values that are not nested so deeply"
    )
  }

  @Test func bytesThatAreNoTextAreRefused() {
    for bytes in [[0xFF, 0xFE, 0x00], [0x7F, 0x45, 0x4C, 0x46, 0x02], [0x80]] as [[UInt8]] {
      #expect(throws: Failure.self) { try ReportFile.decode(bytes, path: "x") }
    }
  }

  @Test func messagesAreOneLineWhateverTheFileHolds() throws {
    let text = try Format.json.render([Samples.brief])
    let long = String(repeating: "\\n\\u001b[2J", count: 100_000)
    let odd = text.replacing("\"racebench/1\"", with: "\"\(long)\"")
    do {
      _ = try ReportFile.decode(odd.utf8, path: "a\nb")
      Issue.record("it is no report")
    } catch {
      #expect(error.message.hasPrefix("a\\nb: schema: expected"))
      #expect(error.message.count < 400)
      #expect(!error.message.unicodeScalars.contains { $0.value < 0x20 })
    }
  }

  private func replacing(
    _ range: Range<String.Index>, with new: String, in text: String
  ) -> String {
    text[..<range.lowerBound] + new + text[range.upperBound...]
  }

  private func decode(_ text: String) throws -> [Report] {
    try ReportFile.decode(text.utf8, path: "result.json")
  }

  private func failure(_ text: String) -> Failure? {
    do {
      _ = try ReportFile.decode(text.utf8, path: "result.json")
      return nil
    } catch {
      #expect(error.status == .badData)
      return error
    }
  }
}
