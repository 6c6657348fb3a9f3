import Glibc
import RaceModel
import RaceReports
import RaceSystem
import TestSupport
import Testing

/// What was raced before a race had to end is printed and written, and then the complaint.
@Suite struct EarlyEndTests {
  private static let whole = "cp {source} {target}.n && mv {target}.n {target}"

  /// A command that does something from the ninth time on: what learns the contents beforehand takes five at most.
  private func fromTheNinth(_ racebench: RaceExecutable, _ then: String) -> String {
    let file = "\(racebench.files)/count"
    return "echo >> \(file); [ $(wc -l < \(file)) -lt 9 ] || { \(then); }"
  }

  /// Runs what must end early with this status, and gives the saved result.
  private func report(
    _ racebench: RaceExecutable, _ status: Int32, _ arguments: [String], saying text: String...,
    shell: String? = nil, sourceLocation: SourceLocation = #_sourceLocation
  ) throws -> Report {
    let saved = "\(racebench.files)/saved.json"
    let outcome = try racebench.finish(
      racebench.start(
        arguments + ["--quiet", "--readers", "2", "--output", saved], shell: shell))
    #expect(
      outcome.end == .exited(status: status), "\(outcome.errors)", sourceLocation: sourceLocation)
    for part in ["the race ended early: "] + text {
      #expect(outcome.errors.contains(part), "\(outcome.errors)", sourceLocation: sourceLocation)
    }
    #expect(outcome.output.contains("writer"), sourceLocation: sourceLocation)
    let bytes = try OpenFile(saved, O_RDONLY).readToEnd()
    let report = try #require(ReportFile.decode(bytes, path: saved).first)
    #expect(report.runs.contains { !$0.windows.isEmpty }, sourceLocation: sourceLocation)
    return report
  }

  @Test(arguments: ["run", "gate"])
  func aSetupThatFailsLate(_ command: String) throws {
    let racebench = try RaceExecutable()
    let length = command == "run" ? ["--swaps", "20"] : ["--time-limit", "60s"]
    let report = try report(
      racebench, 69,
      [command, "--size", "20KB", "--setup", fromTheNinth(racebench, "echo broken; exit 3")]
        + length + ["--updater", Self.whole], saying: "--setup exited with status 3", "broken")
    #expect((report.gate?.judgements ?? 0 > 0) == (command == "gate"))
    #expect(report.runs[0].windows.count < 20)
  }

  @Test func aSetupThatHangsLate() throws {
    let racebench = try RaceExecutable()
    _ = try report(
      racebench, 69,
      [
        "gate", "--size", "20KB", "--timeout", "2s", "--updater", Self.whole, "--setup",
        fromTheNinth(racebench, "sleep 100"),
      ], saying: "did not end within 2s")
  }

  /// Another one fills the file system: the sources cannot be made any more, by the writer or between rounds.
  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"), arguments: ["--setup", "--updater"])
  func aFileSystemThatFills(_ place: String) throws {
    let racebench = try RaceExecutable()
    let all = "head -c 60M /dev/zero > \(racebench.temporary)/x"
    // What readers give back of an old version is taken, too.
    let rest = "(while :; do cat /dev/zero; done >> \(racebench.temporary)/y 2>/dev/null) & true"
    let fill = fromTheNinth(
      racebench, place == "--setup" ? "\(all); true" : "\(all); \(rest)")
    let flags =
      place == "--setup"
      ? ["--setup", fill, "--updater", Self.whole] : ["--updater", "\(Self.whole); \(fill)"]
    _ = try report(
      racebench, 73,
      ["run", "--size", "200KB", "--swaps", "20", "--size-limit", "1GB"] + flags,
      saying: "ENOSPC", "take smaller contents (--size), or name another --directory",
      shell: "exec unshare -m --propagation private sh -c "
        + "'mount -t tmpfs -o size=8m none \"$TMPDIR\"; exec \"$0\" \"$@\"' \"$0\" \"$@\"")
  }

  /// Something cleans the stage away, all of it or some, for good or to another place.
  @Test(arguments: [
    "rm -rf STAGE", "mv STAGE STAGE.away", "rm -rf STAGE/sources", "rm -rf STAGE/subjects",
  ])
  func aStageThatIsCleanedAway(_ cleaning: String) throws {
    let racebench = try RaceExecutable()
    let text = cleaning.replacing("STAGE", with: "\"${RACEBENCH_ROOT%/subjects/*}\"")
    for place in ["--updater", "--teardown"] {
      let late = fromTheNinth(racebench, text)
      _ = try racebench.write("count", "")
      // With something to run after each swap, each has a round of its own.
      let flags =
        place == "--updater"
        ? ["--updater", "\(Self.whole); \(late)", "--teardown", "true"]
        : ["--updater", Self.whole, "--teardown", late]
      let report = try report(
        racebench, 2, ["gate", "--size", "20KB"] + flags, saying: "is gone",
        "a program that cleans up")
      // It says nothing of the updater.
      #expect(report.runs[0].judgement.verdict != .fail, "\(report.runs[0].judgement.reason)")
      #expect(!report.runs[0].sawPartial)
    }
    for name in try PathCalls.entries(racebench.temporary) {
      try TreeRemoval.remove("\(racebench.temporary)/\(name)")
    }
  }

  @Test func aStageThatIsCleanedAwayBeforehandIsNamed() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      2,
      ["run", "--size", "20KB", "--updater", "rm -rf \"${RACEBENCH_ROOT%/subjects/*}\""],
      saying: "is gone, removed or renamed", "a program that cleans up")
  }
}
