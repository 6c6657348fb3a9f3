import RaceModel
import RaceReports
import RaceSystem
import Testing

/// With how many writers, and beside which controls, a gate races.
struct GateControlTests {
  private func report(_ arguments: [String]) throws -> Report {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(
      [
        "gate", "--rendezvous", "--size", "64KiB", "--seed", "1", "--readers", "2", "--format",
        "json",
        "--quiet",
      ] + arguments)
    return try #require(
      ReportFile.decode(Array(outcome.output.utf8), path: "standard output").first)
  }

  @Test("Beside several writers controls have one, and what is whole can pass")
  func oneWriter() throws {
    let report = try report([
      "--strategy", "staged", "--signer", "none", "--writers", "2", "--glancers", "1",
    ])
    #expect(report.runs.map(\.writers) == [2, 1, 1, 1])
    #expect(report.runs[0].judgement.verdict == .pass, "\(report.runs[0].judgement.reason)")
    #expect(
      report.runs.allSatisfy { $0.failedSwaps == 0 && $0.caughtSwaps == 0 || $0.role == .control })
  }

  @Test("A subject of which a single swap fails does not pass")
  func failedSwap() throws {
    let report = try report([
      "--glancers", "1", "--swaps", "12", "--updater",
      "n=$(cat {root}/n 2>/dev/null || echo 0); echo $((n+1)) > {root}/n; [ $n != 7 ] || exit 4; "
        + "cp {source} {target}.$$ && mv {target}.$$ {target}",
    ])
    let run = report.runs[0]
    #expect(run.judgement.verdict == .inconclusive)
    #expect(
      run.judgement.reason.hasPrefix("1 of 12 swaps failed: the updater exited with status 4"))
  }

  @Test("One byte that is corrected after the rename is seen by readers of bytes")
  func patched() throws {
    for reader in ["read", "mmap"] {
      let report = try report([
        "--strategy", "staged", "--reader", reader, "--signer", "none", "--glancers", "1",
      ])
      #expect(
        report.runs.map(\.subject.name) == [
          "staged", "inplace", "backup-rename", "patch-after-rename",
        ])
      let control = report.runs[3]
      #expect(control.windows.allSatisfy { $0.partialReads > 0 && $0.partialGlances == 0 })
      #expect(Set(control.states.map(\.kind)) == [.stable, .foreign])
    }
  }

  @Test("A command judges alone, without glancers, and the reason says so")
  func command() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run([
      "gate", "--size", "64KiB", "--seed", "1", "--readers", "2", "--format", "json", "--quiet",
      "--reader-command", "flock {target}.lock cat {target}", "--updater",
      "flock {target}.lock cp {source} {target}",
    ])
    let report = try #require(
      ReportFile.decode(Array(outcome.output.utf8), path: "standard output").first)
    #expect(report.scenario.glancers == 0)
    #expect(
      report.runs.map(\.subject.name).dropFirst() == ["inplace", "unlink-create", "backup-rename"])
    #expect(report.runs[0].judgement.verdict != .fail, "\(report.runs[0].judgement.reason)")
    if report.runs[0].judgement.verdict == .pass {
      #expect(report.runs[0].judgement.reason.contains("judged by the reader command alone"))
      #expect(report.runs[0].judgement.reason.contains("patch-after-rename was left out"))
    }
  }

  /// Its readers take far longer to start than the target is away, and may meet that all the same: then they say so.
  @Test(
    "A gap that is narrower than what was tried is not called checked",
    arguments: [[], ["presence"]])
  func narrowGap(_ required: [String]) throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(
      [
        "gate", "--size", "64KiB", "--seed", "1", "--readers", "1", "--format", "json", "--quiet",
        "--time-limit", "6s", "--reader-command", "cat {target}", "--strategy", "staged",
        "--signer",
        "none",
      ] + required.flatMap { ["--require", $0] })
    let report = try #require(
      ReportFile.decode(Array(outcome.output.utf8), path: "standard output").first)
    let run = report.runs[0]
    let control = report.runs.first {
      $0.role == .control && $0.subject.updater.strategy?.name == "backup-rename"
    }
    guard !run.sawPartial && control?.caughtSwaps ?? 0 == 0 else {
      return print("skipped: a gap between two calls was met")
    }
    #expect(run.contracts[.presence]?.name == .notChecked)
    #expect(outcome.end != .exited(status: 0) || required.isEmpty)
    if run.judgement.verdict == .pass {
      #expect(run.judgement.reason.contains("--glancers 4 tries it"))
      #expect(outcome.end == .exited(status: required.isEmpty ? 0 : 2))
    }
  }
}
