import RaceModel
import TestSupport
import Testing

@testable import RaceReports

/// What every form of an exploration keeps, whatever was explored.
struct ExplorationFormTests {
  /// Names and texts that do their worst, wherever a name or a text may stand.
  static func nasty(_ name: String) -> ExplorationReport {
    var builder = ExplorationBuilder(entries: [FileName(name)], linkedTo: name)
    builder.subject = Subject(name: name, updater: .command(CommandSpec(name)))
    builder.files.append(SteppedFile(number: 2, path: name))
    builder.call("open(\"\(name)\", 1)", [.created(file: 2, exclusively: true)]) {
      $0.entries.append(FileName("\(name)x"))
    }
    builder.call("write(\"\(name)\", 1)", sees: .prefix(1)) {
      ($0.resolved, $0.metadataProblem, $0.owner) = ("\(name)y", name, name)
    }
    builder.call("rename(\"\(name)\")", sees: .b, file: 2) { $0.entries = [FileName("\(name)z")] }
    var exploration = builder.exploration(
      .exited(status: 1), failure: name,
      again: .init(isSame: false, firstDifference: 1, sharedNames: [name]))
    exploration.failureOutput = "\(name)\n\(name)"
    return ExplorationSamples.report(exploration, requiring: [.staging, .metadata]) {
      $0.host.kernel = name
      $0.toolVersion = name
      $0.plan.directory = name
    }
  }

  static let names = [
    "|", "\\|", "a\nb", "a\r\n| x |", "`|`", "</code>|", "\u{2028}", "-->", "|\u{301}",
    "\u{1B}[31m", "\u{0}", "\u{202E}x", "]]>", "&amp;", "@you #1", "```", "\"", "", "=1+1",
    String(repeating: "x", count: 5000),
  ]

  private func text(
    _ format: ExplorationFormat, _ reports: [ExplorationReport], style: Style = .plain,
    allSteps: Bool = false
  ) throws -> String {
    try format.render(ShownExplorations(reports, allSteps: allSteps), style: style)
  }

  @Test func formsAreThoseOfRaces() {
    #expect(ExplorationFormat.allCases.map(\.rawValue) == Format.allCases.map(\.rawValue))
    #expect(
      ExplorationFormat.allCases.map(\.fileExtensions) == Format.allCases.map(\.fileExtensions))
    for format in ExplorationFormat.allCases {
      #expect(throws: Failure(.defect, "there is no exploration to render")) {
        try text(format, [])
      }
    }
  }

  /// Nothing that moves a cursor or turns the writing direction, in any form; a CSV's own ends of lines excepted.
  @Test func namesReachNoFormAsTheyAre() throws {
    for name in Self.names {
      for format in ExplorationFormat.allCases where format != .json {
        for allSteps in [false, true] {
          let text = try text(format, [Self.nasty(name)], allSteps: allSteps)
          let allowed: Set<Unicode.Scalar> = format == .csv ? ["\n", "\r"] : ["\n"]
          let found = text.unicodeScalars.filter {
            switch $0.properties.generalCategory {
            case .control, .format, .lineSeparator, .paragraphSeparator: !allowed.contains($0)
            default: false
            }
          }
          #expect(found.isEmpty, "\(format.rawValue): \(found.map(\.value))")
          #expect(text.unicodeScalars.last == "\n")
        }
      }
      #expect(try text(.csv, [Self.nasty(name)]).split(separator: "\r\n").count == 4)
    }
  }

  @Test func noLineOfATableIsTooLong() throws {
    for name in Self.names {
      for width in [40, 80, 120] {
        for line in try text(.table, [Self.nasty(name)], style: Style(width: width))
          .split(separator: "\n")
        {
          #expect(Text.width(String(line)) <= width && line.last != " ", "\(line)")
        }
      }
    }
    for report in ExplorationSamples.all {
      for allSteps in [false, true] {
        let lines = try text(.table, [report], allSteps: allSteps).split(separator: "\n")
        #expect(lines.allSatisfy { Text.width(String($0)) <= 80 })
      }
    }
  }

  @Test func namesCannotBreakTheMarkdown() throws {
    func lines(_ name: String) throws -> [Substring] {
      var report = Self.nasty(name)
      // It says its command where that is not its name.
      report.exploration.subject = Subject(
        name: name, updater: .command(CommandSpec("cp {source} {target}")))
      // Stands in a fence, as it is.
      report.exploration.failureOutput = nil
      return try text(.markdown, [report]).split(
        separator: "\n", omittingEmptySubsequences: false)
    }
    let plain = try lines("plain")
    for name in Self.names where !name.isEmpty {
      let lines = try lines(name)
      let table = lines.filter { $0.hasPrefix("| ") }
      #expect(table.map(MarkdownTests.cells) == [4, 4, 4, 4, 4], "\(name)")
      #expect(lines.count == plain.count, "\(name)")
    }
  }

  @Test(.enabled(if: XMLSchema.canCheck, "needs xmllint (package libxml2-utils)"))
  func theSchemaIsKept() throws {
    for report in ExplorationSamples.all { try XMLSchema.expectKept(try text(.junit, [report])) }
    try XMLSchema.expectKept(try text(.junit, ExplorationSamples.all + ExplorationSamples.all))
    let names = Self.names.filter { !$0.isEmpty }
    try XMLSchema.expectKept(try text(.junit, names.map(Self.nasty)))
  }

  /// Content, presence and what was required; nothing is green where the verdict is inconclusive.
  @Test func eachContractThatDecidesIsATestCase() throws {
    let outcomes: [[String: String]] = try ExplorationSamples.all.map { report in
      let root = try #require(XMLNode.parse(try text(.junit, [report])))
      let suite = try #require(root.all("testsuite").first)
      let cases = suite.all("testcase")
      #expect(suite["tests"] == "\(cases.count)")
      #expect(suite["failures"] == "\(cases.count { !$0.all("failure").isEmpty })")
      #expect(suite["errors"] == "\(cases.count { !$0.all("error").isEmpty })")
      let isGreen = suite["failures"] == "0" && suite["errors"] == "0"
      #expect(isGreen == (report.exploration.judgement.verdict == .pass))
      return Dictionary(
        uniqueKeysWithValues: cases.map {
          (
            $0["name"] ?? "",
            !$0.all("failure").isEmpty ? "red" : $0.all("error").isEmpty ? "green" : "error"
          )
        })
    }
    #expect(
      outcomes == [
        [
          "contract content kept": "green", "contract presence kept": "green",
          "contract durability kept": "green", "contract inode kept": "green",
        ], ["contract content kept": "red", "contract presence kept": "green"],
        [
          "contract content kept": "error", "contract presence kept": "error",
          "contract leftovers kept": "error",
        ],
        [
          "contract content kept": "red", "contract presence kept": "red",
          "contract truth kept": "red", "contract symlink kept": "red",
        ],
      ])
  }

  @Test func suitesOfOneNameAreNumbered() throws {
    let staged = ExplorationSamples.staged
    let root = try #require(XMLNode.parse(try text(.junit, [staged, staged])))
    #expect(root.all("testsuite").map { $0["name"] } == ["staged", "staged (2)"])
  }

  @Test func aLineOfCSVForEachStep() throws {
    let lines = try text(.csv, [ExplorationSamples.staged, ExplorationSamples.inPlace])
      .split(separator: "\r\n")
    #expect(lines.count == 1 + 7 + 1393)
    let fields = lines[0].split(separator: ",").map(String.init)
    #expect(fields.contains("state") && fields.contains("call") && fields[0] == "schema")
  }

  @Test(
    arguments: [
      (0, "0.0 ms"), (99_999, "0.0 ms"), (12_345_678, "12.3 ms"), (999_999_999, "999.9 ms"),
      (1_000_000_000, "1.00 s"), (1_059_000_000, "1.05 s"), (3_725_100_000_000, "3,725.10 s"),
    ] as [(UInt64, String)])
  func timesAreRoundedDown(_ nanoseconds: UInt64, _ text: String) {
    #expect(Figure.time(nanoseconds) == text)
  }

  @Test(
    arguments: [
      (1 << 20, "1MiB"), (4096, "4KiB"), (1_000_000, "1MB"), (5460, "5.46KB"), (1, "1B"), (0, "0B"),
      (3 << 20, "3MiB"), (1025, "1.025KB"),
    ] as [(UInt64, String)])
  func sizesAreExact(_ bytes: UInt64, _ text: String) {
    #expect(Figure.size(ByteCount(bytes)) == text)
    #expect(ByteCount(parsing: text) == ByteCount(bytes))
  }
}
