import Glibc
import RaceModel
import RaceReports
import RaceSystem
import Testing

/// `racebench compare` from the outside: its exit statuses, and what it refuses.
struct CompareTests {
  /// In place and staged, each step of each swap met by each reader, so that the result is the same every time.
  private static let race = [
    "--rendezvous", "--size", "64KiB", "--readers", "2", "--swaps", "30", "--signer", "none",
    "--strategy", "inplace", "--strategy", "staged",
  ]

  private struct Results {
    let racebench: RaceExecutable
    let base: String
    let reports: [Report]

    init() throws {
      racebench = try RaceExecutable()
      base = racebench.files + "/base.json"
      let outcome = try racebench.run(race + ["--output", base])
      #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
      reports = try Self.read(base)
    }

    static func read(_ path: String) throws -> [Report] {
      try ReportFile.decode(try OpenFile(path, O_RDONLY).readToEnd(), path: path)
    }

    /// A result like that of BASE, raced later, with something changed.
    func head(_ change: (inout Report) -> Void = { _ in }) throws -> String {
      var report = reports[0]
      report.startedAt = "2040-01-01T00:00:00Z"
      change(&report)
      report.verdict = .together(report.runs.map(\.judgement.verdict))
      return try racebench.write("head.json", try Format.json.render([report]))
    }
  }

  @Test("No worse: 0, and nothing on standard error")
  func noWorse() throws {
    let results = try Results()
    let head = results.racebench.files + "/head.json"
    _ = try results.racebench.run(Self.race + ["--output", head])
    let outcome = try results.racebench.run(["compare", results.base, head])
    #expect(outcome.end == .exited(status: 0) && outcome.errors == "", "\(outcome.errors)")
    #expect(outcome.output.hasPrefix("HEAD is no worse than BASE\n"), "\(outcome.output)")
  }

  @Test("Explorations are not to be compared")
  func explorations() throws {
    let racebench = try RaceExecutable()
    let path = racebench.files + "/e.json"
    _ = try racebench.run(
      ["explore", "--quiet", "--strategy", "staged", "--size", "4KiB", "--output", path])
    try racebench.expectRefusal(
      65, ["compare", path, path],
      saying: "\(path) is an exploration; compare takes races (run, gate)")
  }

  @Test("Worse: 1, after all is published")
  func worse() throws {
    let results = try Results()
    let head = try results.head { $0.runs[1] = $0.runs[0].seen(of: $0.runs[1]) }
    let files = ["x.md", "x.json", "x.txt"].map { "\(results.racebench.files)/\($0)" }
    let outcome = try results.racebench.run(
      ["compare", results.base, head, "--format", "markdown"] + files.flatMap { ["--output", $0] })
    #expect(outcome.end == .exited(status: 1))
    #expect(outcome.output.hasPrefix("**HEAD is worse than BASE**\n"), "\(outcome.output)")
    #expect(
      outcome.errors.hasPrefix("racebench: HEAD is worse than BASE: staged: verdict pass → fail"),
      "\(outcome.errors)")
    #expect(outcome.errors.split(separator: "\n").count == 1)
    let texts = try files.map {
      String(decoding: try OpenFile($0, O_RDONLY).readToEnd(), as: UTF8.self)
    }
    #expect(texts[0] == outcome.output)
    #expect(texts[1].contains("\"kind\" : \"comparison\""))
    #expect(texts[2].hasPrefix("HEAD is worse than BASE\n"))
    try results.racebench.expectRefusal(65, ["report", files[1]], saying: "kind", "comparison")
  }

  @Test("Inconclusive: 2")
  func inconclusive() throws {
    let results = try Results()
    let head = try results.head {
      $0.runs.removeLast()
      $0.scenario.subjects.removeLast()
    }
    let outcome = try results.racebench.run(["compare", results.base, head])
    #expect(outcome.end == .exited(status: 2))
    #expect(outcome.output.contains("staged: inconclusive\n"), "\(outcome.output)")
    #expect(outcome.errors.contains("staged: stands in BASE only"), "\(outcome.errors)")
  }

  @Test("What cannot be compared: 65")
  func mismatch() throws {
    let results = try Results()
    let racebench = results.racebench
    try racebench.expectRefusal(65, ["compare", results.base, results.base], saying: "same race")
    let copy = try racebench.write("copy.json", OpenFile(results.base, O_RDONLY).readToEnd())
    try racebench.expectRefusal(65, ["compare", results.base, copy], saying: "same race")
    let readers = try results.head { $0.runs[1].readers = 7 }
    try racebench.expectRefusal(
      65, ["compare", results.base, readers, "--output", racebench.files + "/x.md"],
      saying: "staged", "readers 2 in BASE, 7 in HEAD")
    #expect(!racebench.exists("x.md"))
    let others = try results.head { $0.scenario.title = "other" }
    try racebench.expectRefusal(
      65, ["compare", results.base, others], saying: "nothing to compare")
  }

  @Test("What is no result: 65")
  func badData() throws {
    let results = try Results()
    let racebench = results.racebench
    let texts = [
      "", "not JSON", "[]", "{}", "{\"schema\": \"racebench/2\", \"kind\": \"race\"}",
      "{\"schema\": \"racebench/1\", \"kind\": \"comparison\"}",
    ]
    for text in texts {
      let bad = try racebench.write("bad.json", text)
      try racebench.expectRefusal(65, ["compare", results.base, bad], saying: "bad.json")
      try racebench.expectRefusal(65, ["compare", bad, results.base], saying: "bad.json")
    }
    for missing in [racebench.files + "/none.json", racebench.files] {
      try racebench.expectRefusal(65, ["compare", results.base, missing], saying: missing)
      try racebench.expectRefusal(65, ["compare", missing, results.base], saying: missing)
    }
  }

  @Test(
    "Wrong usage: 64",
    arguments: [
      [], ["a.json"], ["a.json", "b.json", "c.json"], ["a.json", "b.json", "--format", "csv"],
      ["a.json", "b.json", "--output", "x.csv"], ["a.json", "b.json", "--readers", "3"],
    ])
  func usage(_ arguments: [String]) throws {
    try RaceExecutable().expectRefusal(64, ["compare"] + arguments)
  }

  @Test("An output that cannot be written: 73")
  func output() throws {
    try RaceExecutable().expectRefusal(
      73, ["compare", "a.json", "b.json", "--output", "/nowhere/x.md"], saying: "/nowhere/x.md")
  }
}

extension Run {
  /// What this run saw, as if the other's subject had shown it.
  fileprivate func seen(of other: Run) -> Run {
    var run = self
    run.subject = other.subject
    run.knownBroken = false
    return run
  }
}
