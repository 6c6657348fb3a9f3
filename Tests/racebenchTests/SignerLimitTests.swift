import RaceModel
import RaceSystem
import Testing

/// A signer that never ends holds nothing up for longer than it was given.
@Suite struct SignerLimitTests {
  private static let hanging = [
    "--size", "20KB", "--strategy", "staged", "--signer", "command:sleep 1000; : {file}",
  ]

  @Test(arguments: [
    (["run", "--timeout", "500ms"], "did not end within 500ms and was killed"),
    (["gate", "--timeout", "500ms"], "did not end within 500ms and was killed"),
    (["gate", "--time-limit", "2s"], "more by --timeout or --time-limit"),
    (["explore", "--timeout", "1s"], "more by --timeout or --time-limit"),
  ])
  func oneThatHangsBeforehandIsRefused(_ command: [String], _ reason: String) throws {
    try RaceExecutable().expectRefusal(69, command + Self.hanging, saying: "sleep 1000", reason)
  }

  @Test func oneThatHangsLaterCostsThatSwap() throws {
    let racebench = try RaceExecutable()
    let calls = "\(racebench.files)/calls"
    // Both contents are signed twice beforehand.
    let signer =
      "command:echo x >> '\(calls)'; [ $(wc -l < '\(calls)') -ne 6 ] || sleep 1000; : {file}"
    let outcome = try racebench.run([
      "run", "--size", "20KB", "--strategy", "staged", "--swaps", "3", "--signer", signer,
      "--timeout", "5s", "--format", "json",
    ])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    let run = try #require(try outcome.report().runs.first)
    #expect(run.windows.count == 3 && run.failedSwaps == 1)
    let failure = run.windows.compactMap(\.failure).first ?? ""
    #expect(failure.contains("did not end within 5s and was killed"), "\(failure)")
    #expect(run.subject.updater.timeout == TimeSpan(nanoseconds: 5_000_000_000))
  }

  /// A FIFO that nothing writes to is not waited for; nor is there anything to publish.
  @Test(arguments: ["rm {file}; mkfifo {file}", "rm {file}", "rm {file}; mkdir {file}"])
  func oneThatLeavesNoFileCostsThatSwap(_ leaving: String) throws {
    let racebench = try RaceExecutable()
    let calls = "\(racebench.files)/calls"
    let signer = "command:echo x >> '\(calls)'; [ $(wc -l < '\(calls)') -ne 6 ] || { \(leaving); }"
    let outcome = try racebench.run([
      "run", "--size", "20KB", "--strategy", "staged", "--swaps", "3", "--signer", signer,
      "--format", "json",
    ])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    let failures = try #require(try outcome.report().runs.first).windows.compactMap(\.failure)
    #expect(failures.count == 1 && failures.first?.contains("no regular file") == true)
    // One that does so at once.
    try racebench.expectRefusal(
      69, ["run", "--size", "20KB", "--strategy", "staged", "--signer", "command:\(leaving)"],
      saying: "leaves no regular file behind")
  }

  @Test func oneThatWritesWithoutEndIsToldOfTheLimit() throws {
    try RaceExecutable().expectRefusal(
      2,
      [
        "run", "--size", "20KB", "--strategy", "staged", "--size-limit", "4MB", "--signer",
        "command:yes >> {file}",
      ], saying: "wrote too much", "--size-limit")
  }

  /// racebench's own signers are ended by nothing, so none may take that long.
  @Test func oneOfRacebenchsOwnMayNotTakeLonger() throws {
    let racebench = try RaceExecutable()
    for signer in ["busy:61s", "sleep:2m", "append:1h"] {
      try racebench.expectRefusal(
        64, ["run", "--signer", signer], saying: "--signer", "at most 60s")
    }
  }
}
