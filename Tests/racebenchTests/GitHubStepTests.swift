import Glibc
import RaceModel
import RaceReports
import RaceSystem
import Testing

/// What a gate says in a step of GitHub Actions, and that it says nothing of it elsewhere.
struct GitHubStepTests {
  /// In lock-step, so that the verdict is the same each time.
  private static func gate(_ strategy: String) -> [String] {
    [
      "gate", "--strategy", strategy, "--rendezvous", "--size", "64KiB", "--seed", "1",
      "--readers", "2", "--glancers", "1", "--swaps", "8", "--signer", "none",
    ]
  }

  private static let error =
    "::error title=racebench%3A unmet::inplace: expected verdict pass, got fail: "

  @Test func annotationsGoToStandardErrorAndTablesToTheSummary() throws {
    let racebench = try RaceExecutable()
    try racebench.write("summary", "of another command\n")
    let step = inStep(summary: "\(racebench.files)/summary")
    let bad = try racebench.run(Self.gate("inplace"), shell: step)
    #expect(bad.end == .exited(status: 1))
    #expect(bad.errors.hasPrefix(Self.error), "\(bad.errors)")
    #expect(bad.output.contains("\ngate: fail\n") && !bad.output.contains("::"))
    let good = try racebench.run(Self.gate("staged"), shell: step)
    #expect(good.end == .exited(status: 0) && good.errors == "", "\(good.errors)")
    // Each has added its own to what was there.
    let summary = try text("\(racebench.files)/summary")
    #expect(summary.hasPrefix("of another command\n\n## racebench: fail\n\n| Subject | Reads |"))
    let parts = summary.split(separator: "\n## racebench: ").map { $0.prefix { $0 != "\n" } }
    #expect(parts == ["of another command", "fail", "pass"])
    #expect(summary.contains("**gate: fail**") && summary.contains("**gate: pass**"))
  }

  @Test func theScenariosFileIsNamed() throws {
    let racebench = try RaceExecutable()
    let path = try racebench.write("50%, a.yaml", "subjects:\n  - strategy: inplace\n")
    let arguments = Self.gate("inplace").filter { $0 != "--strategy" && $0 != "inplace" } + [path]
    let outcome = try racebench.run(arguments, shell: inStep(summary: nil))
    #expect(outcome.end == .exited(status: 1))
    #expect(outcome.errors.contains("/50%25%2C a.yaml,title=racebench%3A unmet::"))
  }

  /// Set to nothing or to something else it is no such step.
  @Test(arguments: ["", "false", "1"])
  func elsewhereNothingIsSaid(_ value: String) throws {
    let racebench = try RaceExecutable()
    let shell =
      "export GITHUB_ACTIONS='\(value)' GITHUB_STEP_SUMMARY='\(racebench.files)/summary'; "
      + "exec \"$0\" \"$@\""
    let outcome = try racebench.run(Self.gate("inplace"), shell: shell)
    #expect(outcome.end == .exited(status: 1))
    #expect(outcome.errors.hasPrefix("racebench: unmet: inplace: "), "\(outcome.errors)")
    #expect(!outcome.errors.contains("::"))
    #expect(!racebench.exists("summary"))
  }

  @Test func aSummaryThatCannotBeWrittenIsOneLine() throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/nowhere/summary"
    let line = "racebench: cannot write the job's summary \"\(path)\" (GITHUB_STEP_SUMMARY)"
    let good = try racebench.run(Self.gate("staged"), shell: inStep(summary: path))
    #expect(good.end == .exited(status: 73))
    #expect(good.errors.hasPrefix(line) && lines(good.errors).count == 1, "\(good.errors)")
    #expect(good.output.contains("\ngate: pass\n"), "the result is printed all the same")
    // What is worse decides the status, and each is said.
    let bad = try racebench.run(Self.gate("inplace"), shell: inStep(summary: path))
    #expect(bad.end == .exited(status: 1))
    let said = lines(bad.errors)
    #expect(said.count == 3, "\(bad.errors)")
    #expect(said.first?.hasPrefix(Self.error) == true)
    #expect(said.dropFirst().first?.hasPrefix(line) == true)
    #expect(said.last?.hasPrefix("racebench: unmet: inplace: ") == true)
  }

  /// Each is told of, and none holds the run up.
  @Test(arguments: ["fifo", "link", "directory", "/dev/full"])
  func aSummaryThatIsNoFileIsNotWaitedFor(_ what: String) throws {
    let racebench = try RaceExecutable()
    let path = what.hasPrefix("/") ? what : "\(racebench.files)/\(what)"
    if what == "directory" { try PathCalls.makeDirectory(path) }
    if what == "fifo" { #expect(mkfifo(path, 0o600) == 0) }
    if what == "link" {
      #expect(mkfifo("\(racebench.files)/there", 0o600) == 0)
      try PathCalls.symlink("there", at: path)
    }
    let outcome = try racebench.run(Self.gate("staged"), shell: inStep(summary: path))
    #expect(outcome.end == .exited(status: 73), "\(outcome.errors)")
    #expect(outcome.output.contains("\ngate: pass\n"))
    let reasons = ["directory": "EISDIR", "/dev/full": "ENOSPC"]
    #expect(
      outcome.errors.contains(reasons[what] ?? "it is a FIFO that nothing reads"),
      "\(outcome.errors)")
  }

  /// GitHub refuses the whole of a summary that is too long, what others have written too.
  @Test func aFullSummaryIsLeftAlone() throws {
    let racebench = try RaceExecutable()
    let path = "\(racebench.files)/summary"
    for room in [0, 10, 100] {
      let before = String(repeating: "x", count: GitHubActions.longestSummary - room)
      try racebench.write("summary", before)
      let outcome = try racebench.run(Self.gate("staged"), shell: inStep(summary: path))
      #expect(outcome.end == .exited(status: 0) && outcome.errors == "")
      let after = try text(path)
      #expect(after.utf8.count <= GitHubActions.longestSummary && after.hasPrefix(before))
      #expect(after.contains("1 report left out") == (room == 100))
    }
  }

  private func inStep(summary: String?) -> String {
    let variable = summary.map { " GITHUB_STEP_SUMMARY='\($0)'" } ?? ""
    return "export GITHUB_ACTIONS=true\(variable); exec \"$0\" \"$@\""
  }

  private func lines(_ text: String) -> [Substring] { text.split(separator: "\n") }

  private func text(_ path: String) throws -> String {
    String(decoding: try OpenFile(path, 0).readToEnd(), as: UTF8.self)
  }
}
