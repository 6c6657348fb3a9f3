import Foundation
import RaceModel
import Testing

@testable import RaceReports

struct TableTests {
  @Test(arguments: [70, 72, 80, 100, 140])
  func noLineIsTooLongOrEndsInBlanks(_ width: Int) throws {
    var unmarked = Samples.odd
    for index in unmarked.runs.indices { unmarked.runs[index].role = .subject }
    // The marks of controls, and what a gate says of its rows, take a few columns more.
    let marked =
      width < 80 ? [] : GateSamples.all + [GateSamples.large, Samples.odd, CommandSamples.gate]
    for report in [Samples.brief, Samples.reference, unmarked, CommandSamples.race]
      + [CommandSamples.failing, CommandSamples.learned] + marked
    {
      for line in try lines(report, Style(width: width)) {
        #expect(Text.width(line) <= width)
        #expect(!line.hasSuffix(" "))
      }
    }
  }

  @Test func absurdWidthsDoNotTrap() throws {
    for width in [Int.min / 2, -1, 0, 1, 10, 40, 1_000_000] {
      #expect(try !lines(Samples.odd, Style(width: width)).isEmpty)
    }
  }

  @Test func aRealisticNameIsNotCutAtEightyColumns() throws {
    let text = try Format.table.render([GateSamples.pass])
    #expect(text.contains("\nbackup-rename (control)    700      610        0       1"))
  }

  /// What marks a control makes room for its name, and is said below it then.
  @Test func aMarkCutsNoName() throws {
    let text = try Format.table.render([Samples.odd])
    #expect(text.contains("\nstaged-sign-after    1,234,567 1,000,000 234,567    ≥ 2"))
    #expect(text.contains("\n  control; caught in 30 of 30 swaps"))
    // One beside a subject's long name that is cut anyway keeps it.
    let gate = try Format.table.render([CommandSamples.gate])
    #expect(gate.contains("\ninplace (control) ") && !gate.contains("control;"))
  }

  /// The number of those that are not named is not torn from its words.
  @Test(arguments: 55...80)
  func theRestIsOneWord(_ width: Int) throws {
    let text = try Format.table.render([Samples.odd], style: Style(width: width))
    #expect(text.contains("… (327 more)"))
  }

  /// One reason decides several checks, and stands at the first.
  @Test(arguments: [Format.table, Format.markdown].map(\.rawValue))
  func aReasonIsSaidOnce(_ name: String) throws {
    var report = GateSamples.inconclusive
    for index in report.runs.indices where report.runs[index].role == .subject {
      report.runs[index].subject.expect = Expectation(
        verdict: .pass, partialReads: nil, kinds: [.stable], contracts: nil)
    }
    let checks = report.runs.filter { $0.role == .subject }.flatMap(\.checks)
    let reason = try #require(checks.first?.evidence)
    #expect(checks.count { $0.evidence == reason } > 1)
    let format = try #require(Format(rawValue: name))
    let text = try format.render([report], style: Style(width: 100_000))
    let said = name == "markdown" ? Markdown.escape(reason) : reason
    #expect(text.components(separatedBy: said).count == 2, "\(text)")
    #expect(text.contains("got inconclusive: as above") || text.contains(": as above"))
  }

  /// A gate of commands alone says nothing of how its controls copy and sign, and where TMPDIR lay.
  @Test func theEnvironmentOfCommandsAlone() {
    var report = CommandSamples.gate
    let line = Environment.line(of: report)
    #expect(!line.contains("signer") && !line.contains("copy") && !line.contains("TMPDIR"))
    report.host.temporaryDirectory = TemporaryDirectory(
      directory: "/dev/shm", sameFileSystem: false)
    #expect(
      Environment.line(of: report).contains(
        "TMPDIR on another file system than the target's (/dev/shm)"))
    report.host.temporaryDirectory?.sameFileSystem = true
    #expect(Environment.line(of: report).contains("TMPDIR on the target's file system"))
    var strategies = Samples.reference
    strategies.host.temporaryDirectory = report.host.temporaryDirectory
    #expect(!Environment.line(of: strategies).contains("TMPDIR"))
  }

  @Test func onlyVerdictsAreColouredAndOnlyOnRequest() throws {
    let colored = try Format.table.render([Samples.odd], style: Style(color: true))
    let plain = try Format.table.render([Samples.odd])
    #expect(!plain.contains("\u{1B}"))
    #expect(colored.split(separator: "\u{1B}[31mfail\u{1B}[0m").count == 2)
    #expect(colored.contains("\u{1B}[32mpass\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[32mcaught\u{1B}[0m"))
    #expect(colored.contains("\u{1B}[33minconclusive\u{1B}[0m"))
    let escapes = try Regex("\u{1B}\\[[0-9]+m")
    #expect(colored.replacing(escapes, with: "") == plain)
  }

  /// Zeros that are good news say nothing; what is not zero is always said somewhere.
  @Test(arguments: Format.allCases.filter { $0 == .table || $0 == .markdown }.map(\.rawValue))
  func rareFiguresAreShownWhereTheyAreNotZero(_ name: String) throws {
    let format = try #require(Format(rawValue: name))
    let quiet = try format.render([Samples.reference])
    for word in ["late", "lost", "glance", "Glance", "beyond", "failed", "control", "≥"] {
      #expect(!quiet.contains(word), "\(word)")
    }
    let wide = Style(width: 100_000)
    let loud = try format.render([Samples.odd], style: wide)
    for part in [
      "100,000 late reads", "7 lost reads", "1 lost glance", "12 reads beyond the table of states",
      "3 glances beyond", "control", "≥ 2", "1,234,567", "no swap succeeded: cp: cannot create",
    ] {
      #expect(loud.contains(part), "\(part)")
    }
    var run = Samples.staged()
    run.windows[3] = Window(writer: 0, start: 5, phases: [], end: 6, failure: "disk full")
    run.tally.lateGlances = 2
    let failing = try format.render(
      [Samples.report(title: nil, runs: [run], glancers: 0)], style: wide)
    #expect(failing.contains("1 of 30 swaps failed, first: disk full"))
    #expect(failing.contains("2 late glances"))
  }

  @Test func glancesThatFindNoColumnAreSaidBelow() throws {
    #expect(
      try Format.table.render([Samples.odd]).contains("1,234,567 glances, 90 of them partial"))
    #expect(
      try lines(Samples.odd, Style(width: 140))[2].contains("glances  partial glances  states"))
  }

  /// Rather two blanks between fewer columns than one between all, once glances have no room.
  @Test func columnsAreAsFarApartAsFits() throws {
    let report = Samples.report(title: nil, runs: [Samples.inplace(glances: true)], glancers: 2)
    #expect(
      try lines(report, Style(width: 70))[0]
        == "subject  reads  exposed  partial  states  upper bound  verdict")
  }

  @Test func theReasonIsGivenUnlessTheFiguresSayIt() throws {
    #expect(notes(Samples.reference.runs[0]) == ["caught in 30 of 30 swaps"])
    #expect(
      notes(Samples.reference.runs[1])
        == ["0 of 6234 exposed reads partial, while inplace was caught in 30 of 30 swaps"])
    var glanced = Samples.reference.runs[1]
    glanced.judgement = Judgement(.fail, "0 partial reads, 1 partial glance")
    glanced.windows[0].partialGlances = 1
    #expect(notes(glanced) == ["0 partial reads, 1 partial glance"])
  }

  @Test func theEnvironmentIsOneLine() {
    #expect(
      Environment.line(of: Samples.reference)
        == "Linux 6.1.0-18-amd64, x86_64, 2 CPUs, ext4; 8 read readers, 1 writer, 30 swaps each; "
        + "7.8 MB generated, signer busy:40ms, copy write, seed 20260203; "
        + "racebench 0.1.0, 2026-02-03T04:05:06Z")
    var report = Samples.reference
    report.scenario.contents = .files(a: "a", b: "b")
    report.scenario.extent = .duration(TimeSpan(nanoseconds: 1_500_000_000))
    report.host.cpuModel = "Model 5"
    report.seed = nil
    let line = Environment.line(of: report)
    #expect(line.contains("2 CPUs (Model 5)"))
    #expect(line.contains("1.5s each; 7.8 MB and 7.4 MB from files, signer"))
    #expect(!line.contains("seed"))
  }

  @Test func theEnvironmentSaysWhoseCommandsRan() {
    let line = Environment.line(of: CommandSamples.race)
    #expect(line.contains("; 8 dlopen readers (answer), 1 writer, 30 swaps each; "))
    #expect(
      line.contains(
        "updater install -m 755 {source} {directory}/.new && mv {directory}/… or true {target}, "
          + "commands run by /bin/sh or by /bin/dash or without a shell, signer busy:40ms"))
    #expect(!line.contains("symlink") && !line.contains("cp -f"))
    #expect(
      Environment.line(of: CommandSamples.gate).contains("30 swaps each, target is a symlink"))
    let failing = Environment.line(of: CommandSamples.failing)
    #expect(
      failing.contains(
        "8 command readers (openssl dgst -sha256 -verify key.pem {target} | grep '|')"))
    #expect(!failing.contains("signer") && !failing.contains("copy"))
  }

  /// A command is said where its name does not say it, or has no room to.
  @Test func theCommandIsSaid() throws {
    let wide = try Format.table.render([CommandSamples.race], style: Style(width: 300))
    #expect(!wide.contains("updater: cp -f {source} {target}"))
    #expect(wide.contains("updater: true {target}"))
    let narrow = try Format.table.render([CommandSamples.race], style: Style(width: 80))
    #expect(narrow.contains("updater: cp -f\n  {source} {target}"))
    #expect(notes(CommandSamples.race.runs[0]).allSatisfy { !$0.contains("updater") })
  }

  @Test func whatIsParticularToCommandsIsSaid() throws {
    let hostile = RunNotes.notes(on: CommandSamples.failing.runs[0], of: CommandSamples.failing)
    #expect(hostile.contains("15 of 30 swaps met ETXTBSY"))
    #expect(hostile.count { $0.contains("foreign at rest") } == 1)
    #expect(
      notes(CommandSamples.learned.runs[1]).contains(
        "contents learned: what the updater leaves of each source, 7.8 MB and 7.4 MB"))
    #expect(notes(CommandSamples.race.runs[2]).allSatisfy { !$0.contains("learned") })
    // Partial reads speak for themselves, and not of what was left at rest.
    var partial = CommandSamples.broken(Subject(strategy: "inplace"))
    let old = partial.windows[4]
    partial.windows[4] = Window(
      writer: 0, publishes: .b, start: old.start, phases: [], end: old.end, rest: .other(.mixed),
      exposedReads: old.exposedReads, partialReads: old.partialReads)
    let judged = RunJudge.judge([partial])[0]
    #expect(notes(judged).contains("foreign at rest after 1 of 30 swaps"))
  }

  @Test func whatAnUpdaterPrintedStandsBehindABar() throws {
    let lines = try self.lines(CommandSamples.failing, .plain)
    let place = try #require(
      lines.firstIndex(of: "  output of the first failed swap, its last 10 lines:"))
    #expect(
      lines[(place + 1)...].prefix(5) == [
        "  | <script>alert(1)</script> & ]]>", "  | \\tat @somebody #1 \\u{202e}gnp.exe\\u{0}",
        "  |",
        "  | | a | b |", "  | :\\u{3a}error::x",
      ])
    #expect(lines[place + 11].hasPrefix("talkative"))
    let wide = try #require(lines.first { $0.hasPrefix("  | wide") })
    #expect(wide.hasSuffix("…") && Text.width(wide) == 80)
  }

  private func notes(_ run: Run) -> [String] { RunNotes.notes(on: run, of: Samples.reference) }

  private func lines(_ report: Report, _ style: Style) throws -> [String] {
    try Format.table.render([report], style: style).split(
      separator: "\n", omittingEmptySubsequences: false
    ).map(String.init)
  }
}
