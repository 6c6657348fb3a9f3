import RaceModel
import TestSupport
import Testing

@testable import RaceReports

/// One hostile list, put wherever a text comes from outside, in every form.
struct InertTests {
  @Test(arguments: HostileText.all)
  func aLineIsInertAndStaysAsItIs(_ text: String) {
    let line = Inert.line(text)
    #expect(HostileText.problem(in: line) == nil)
    #expect(!line.unicodeScalars.contains("\n"))
    #expect(Inert.line(line) == line)
  }

  @Test(arguments: [
    ("std::string a::b::c", "std::string a::b::c"), ("::error::x", ":\\u{3a}error::x"),
    ("a ::b", "a :\\u{3a}b"), (":::", ":\\u{3a}\\u{3a}"), ("##[error]", "##\\u{5b}error]"),
    ("## title [x]", "## title [x]"), ("#[x]", "#[x]"), ("##vso[x]", "##vso\\u{5b}x]"),
    ("1 :: 2", "1 :\\u{3a} 2"), ("❤\u{FE0F}", "❤\u{FE0F}"), ("e\u{301}", "e\u{301}"),
  ])
  func noMoreIsWrittenOutThanMustBe(_ text: String, _ line: String) {
    #expect(Inert.line(text) == line)
  }

  @Test func noWidthBringsACommandToTheStartOfALine() {
    for text in HostileText.all {
      for width in [1, 2, 3, 7, 20, 40, 79, 80, 81] {
        let lines = Text.wrap(Text.printable(text), to: width)
        #expect(HostileText.problem(in: lines.joined(separator: "\n")) == nil, "\(width) \(text)")
        #expect(lines.allSatisfy { Text.width($0) <= max(width, 2) })
      }
    }
  }

  @Test(arguments: HostileText.all)
  func racesAreInertInEveryForm(_ text: String) throws {
    let report = Self.race(text)
    for form in Format.allCases {
      for width in form == .table ? [20, 80] : [80] {
        let shown = try form.render([report], style: Style(width: width))
        #expect(HostileText.problem(in: shown) == nil, "\(form.rawValue)")
      }
    }
    let summary = try GitHubActions.summary(of: [report])
    #expect(HostileText.problem(in: summary) == nil)
    let lines = GitHubActions.annotations(for: [report], scenarioPaths: [text]).text
      .split(separator: "\n")
    #expect(lines.count == report.checks.count { $0.outcome != .met })
    for line in lines {
      #expect(line.hasPrefix("::error "))
      #expect(HostileText.problem(in: String(line.dropFirst(2))) == nil)
    }
  }

  @Test(arguments: HostileText.all)
  func explorationsAreInertInEveryForm(_ text: String) throws {
    let report = Self.exploration(text)
    for form in ExplorationFormat.allCases {
      for all in [false, true] {
        let shown = try form.render(
          ShownExplorations([report], allSteps: all), style: Style(width: all ? 30 : 80))
        #expect(HostileText.problem(in: shown) == nil, "\(form.rawValue)")
      }
    }
  }

  /// What programs read back is the text itself, in JSON; in CSV nothing that a spreadsheet runs.
  @Test(arguments: HostileText.all)
  func theJSONHasTheTextAndTheCSVNoFormula(_ text: String) throws {
    var report = Samples.brief
    report.scenario.title = text
    report.host.kernel = text
    let json = try Format.json.render([report])
    let read = try ReportFile.decode(Array(json.utf8), path: "x")
    let kernel = try #require(read.first).host.kernel
    #expect(kernel.unicodeScalars.elementsEqual(text.unicodeScalars))
    let field = CSV.field(text).drop { $0 == "\"" || $0 == " " }
    #expect(!["=", "+", "-", "@"].contains(field.first ?? "x"))
  }

  private static func race(_ text: String) -> Report {
    var report = GateSamples.fail
    report.scenario.title = text
    report.scenario.reader = .command(text)
    report.startedAt = text
    report.host.kernel = text
    report.host.cpuModel = text
    report.host.fileSystem = text
    for index in report.runs.indices {
      report.runs[index].subject = Subject(
        name: text, updater: .command(CommandSpec(text, setup: text)))
      report.runs[index].judgement = Judgement(.fail, text)
      report.runs[index].failureOutput = text + "\n" + text
      report.runs[index].inspections = [.inode: Inspection(checked: 2, broken: 1, first: text)]
    }
    return report
  }

  private static func exploration(_ text: String) -> ExplorationReport {
    var builder = ExplorationBuilder(entries: ["real.bin"], linkedTo: text)
    builder.subject = Subject(name: text, updater: .command(CommandSpec(text)))
    builder.files.append(SteppedFile(number: 2, path: text, isBesideTarget: false))
    builder.call("openat(\"\(text)\")", [.created(file: 2, exclusively: false)], program: text) {
      $0.entries += [FileName(text)]
    }
    builder.call("rename(\"\(text)\" → \"x\")", process: 2, result: .failed(errno: 16))
    builder.call(
      "rename(\"\(text)\" → \"x\")", process: 2, program: text, sees: .prefix(9), file: 2
    ) {
      ($0.owner, $0.metadataProblem, $0.entries) = (text, text, [])
    }
    let again = Exploration.Repetition(isSame: false, firstDifference: 1, sharedNames: [text])
    var report = ExplorationSamples.report(
      builder.exploration(.exited(status: 3), failure: text, again: again))
    report.exploration.failureOutput = text + "\n" + text
    report.host.kernel = text
    return report
  }
}
