import RaceModel
import Testing

@testable import RaceReports

/// A comparison in every form, as it was last looked at, and what holds for any.
struct ComparisonTests {
  /// Staged begins to fail, in place is caught less often, another fails more often, one goes, one comes, and
  /// another scenario of odd names is too weak, on another machine.
  static func comparison() throws -> Comparison {
    try Comparison(
      base: [
        report("In-place copy against staged rename", baseRuns),
        report("Odd | *names*\u{1B}[31m", [Samples.staged("a|b\n<i>@team #1"), Samples.inplace()]),
      ],
      head: [
        later("In-place copy against staged rename", headRuns),
        later("Odd | *names*\u{1B}[31m", oddRuns) {
          $0.host.kernel = "Linux 6.2 | new"
          $0.host.fileSystem = "tmpfs"
        },
      ])
  }

  private static let baseRuns = judged(
    [Samples.inplace(), Samples.staged(), often(6), Samples.staged("gone")])
  private static let headRuns = judged(
    [Samples.inplace(truncated: 300, swaps: 40), torn(), often(28), Samples.staged("new")])

  private static let oddRuns: [Run] = {
    var weak = Samples.staged("a|b\n<i>@team #1")
    weak.judgement = Judgement(.inconclusive, "race `longer` | or not")
    return [weak, Samples.inplace()]
  }()

  private static func judged(_ runs: [Run]) -> [Run] { Samples.judged(runs) }

  private static func report(_ title: String?, _ runs: [Run]) -> Report {
    Samples.report(title: title, runs: judged(runs), glancers: 0)
  }

  private static func later(
    _ title: String?, _ runs: [Run], _ change: (inout Report) -> Void = { _ in }
  ) -> Report {
    var report = Samples.report(title: title, runs: runs, glancers: 0)
    report.startedAt = "2026-02-04T04:05:06Z"
    change(&report)
    return report
  }

  /// Staged, but a prefix was seen in two swaps, once while none was under way, and there was no file once.
  private static func torn() -> Run {
    var run = Samples.staged()
    run.states += [
      Samples.truncated(3_300_000, count: 3, at: 70),
      State(
        observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: 1, firstSeen: 80),
    ]
    run.tally.reads += 4
    run.tally.partialReads = 4
    run.tally.lateReads = 2
    run.tally.exposedPartialReads = 2
    run.spreadLooks()
    return run
  }

  /// Fails, as nobody knew; caught in so many swaps of 30.
  private static func often(_ caught: UInt64) -> Run {
    var run = Samples.staged("often")
    run.states.append(Samples.truncated(4096 * caught, count: caught, at: 70))
    run.tally.reads += caught
    run.tally.partialReads = caught
    run.tally.exposedPartialReads = caught
    run.spreadLooks()
    return run
  }

  @Test(arguments: ComparisonFormat.allCases)
  func theTextIsAsRecorded(_ format: ComparisonFormat) throws {
    try Golden.expect(
      try format.render(try Self.comparison()), is: "comparison.\(format.fileExtensions[0])")
  }

  @Test func aNarrowTerminalIsAsRecorded() throws {
    try Golden.expect(
      try ComparisonFormat.table.render(try Self.comparison(), style: Style(width: 66)),
      is: "comparison-narrow.txt")
  }

  @Test func samplesAddUp() {
    for run in Self.baseRuns + Self.headRuns { #expect(run.brokenSum?.problem == nil) }
  }

  @Test(arguments: [64, 66, 72, 80, 140])
  func noLineIsTooLongOrEndsInBlanks(_ width: Int) throws {
    let text = try ComparisonFormat.table.render(
      try Self.comparison(), style: Style(width: width))
    for line in text.split(separator: "\n") {
      #expect(Text.width(String(line)) <= width && !line.hasSuffix(" "), "\(line)")
    }
    #expect(!text.contains("\u{1B}"))
  }

  @Test func absurdWidthsDoNotTrap() throws {
    for width in [Int.min / 2, 0, 1, 1_000_000] {
      #expect(
        try !ComparisonFormat.table.render(try Self.comparison(), style: Style(width: width))
          .isEmpty)
    }
  }

  /// A row is a row whatever a name holds.
  @Test func namesCannotBreakTheMarkdownTable() throws {
    for name in ["|", "\\|", "a\nb", "`|`", "</code>|", "-->", "|\u{301}"] {
      let comparison = try Comparison(
        base: [Self.report(name, [Samples.staged(name)])],
        head: [Self.later(name, [Samples.staged(name)])])
      let rows = try ComparisonFormat.markdown.render(comparison).split(separator: "\n")
        .filter { $0.hasPrefix("| ") }
      #expect(rows.map(MarkdownTests.cells) == [6, 6, 6], "\(name)")
    }
  }

  @Test(arguments: [
    ("table", "txt"), ("markdown", "md"), ("markdown", "markdown"), ("json", "json"),
  ])
  func formsAreKnownByNameAndExtension(_ name: String, _ fileExtension: String) {
    #expect(ComparisonFormat(rawValue: name)?.rawValue == name)
    #expect(ComparisonFormat(fileExtension: ".\(fileExtension)")?.rawValue == name)
    #expect(ComparisonFormat(fileExtension: "csv") == nil)
  }

  @Test func theFailureSaysWhatIsWorse() throws {
    let comparison = try Self.comparison()
    let failure = try #require(comparison.failure)
    #expect(failure.status == .violated)
    #expect(
      failure.message.hasPrefix(
        "HEAD is worse than BASE: staged in \"In-place copy against staged rename\": verdict pass → "
          + "fail: 4 partial reads, 2 of them outside every window, in 2 of 30 swaps; first: "))
    #expect(!failure.message.contains("gone"))
    #expect(Text.width(failure.message) <= RunNotes.longestText)
  }

  @Test func theFailureSaysWhatShowsTooLittle() throws {
    let comparison = try Comparison(
      base: [Self.report(nil, [Samples.staged("a\u{1B}"), Samples.inplace()])],
      head: [Self.later(nil, [Samples.inplace()])])
    #expect(
      comparison.failure
        == Failure(
          .inconclusive,
          "HEAD shows too little to be called no worse than BASE: a\\u{1b}: stands in BASE only, so "
            + "nothing shows how it would do now; race what takes its place by the same --name"))
  }

  /// Not what is better or weaker beside it, nor what decides nothing.
  @Test func theFailureSaysNothingElse() throws {
    let base = Self.judged([Samples.inplace(), Samples.staged("often"), Samples.staged("gone")])
    let comparison = try Comparison(
      base: [Self.report(nil, base)],
      head: [Self.later(nil, Self.judged([Samples.inplace(), Self.often(29)]))])
    #expect(
      comparison.failure
        == Failure(
          .violated,
          "HEAD is worse than BASE: often: verdict pass → fail: 29 partial reads, in 29 of 30 swaps; "
            + "first: 118.8 KB truncated"))
  }

  @Test func whatIsNoWorseIsNoFailure() throws {
    let base = Self.report(nil, Self.judged([Samples.staged(), Samples.inplace()]))
    let head = Self.later(nil, Self.judged([Samples.staged(), Samples.inplace()]))
    #expect(try Comparison(base: [base], head: [head]).failure == nil)
  }

  @Test func refusalsAreOneLine() {
    func text(_ mismatch: Comparison.Mismatch) -> String {
      #expect(mismatch.failure.status == .badData)
      return mismatch.failure.message
    }
    #expect(text(.nothingInCommon).hasPrefix("no subject of BASE stands in HEAD"))
    #expect(text(.sameRace(title: nil)).hasPrefix("BASE and HEAD hold the same race, so"))
    #expect(
      text(.sameRace(title: "x\ny")).hasPrefix("BASE and HEAD hold the same race of \"x\\ny\""))
    let base = Self.report("x\u{1B}", [Samples.staged()])
    var run = Samples.staged()
    run.readers = 4
    let mismatch = #expect(throws: Comparison.Mismatch.self) {
      try Comparison(base: [base], head: [Self.later("x\u{1B}", [run])])
    }
    #expect(
      mismatch?.failure.message
        == "\"x\\u{1b}\", staged: readers 8 in BASE, 4 in HEAD; figures compare only if both are raced "
        + "alike")
  }

  @Test(arguments: [
    (0.0, 1.0, "(0–100 %)"), (0.2266, 0.594, "(22–60 %)"),
    (0.00001239, 0.00001231, "(0.0012–0.0013 %)"),
    (3e-9, 4e-9, "(0–0.0001 %)"), (0.995, 0.999, "(99–100 %)"), (1, 1, "(100–100 %)"),
  ])
  func intervalsHoldWhatTheyHeld(_ low: Double, _ high: Double, _ text: String) {
    #expect(Figure.interval(min(low, high)...max(low, high)) == text)
  }
}
