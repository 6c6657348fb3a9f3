import RaceModel
import RaceReports
import Testing

/// What is counted where.
struct TallyTests {
  /// Races two subjects of which the second one's signer does something to the first one's target.
  private func sabotage(
    _ deed: String, swaps: Int, first: String = "staged", rendezvous: Bool = true
  ) throws -> Report {
    let racebench = try RaceExecutable()
    let command =
      "t=$(dirname {file})/../0/target.bin; [ -e $t ] || exit 0; [ -e \(racebench.files)/done ] || "
      + "{ touch \(racebench.files)/done; \(deed); }"
    let scenario = try racebench.write(
      "late.yaml",
      """
      contents:
        generate: {size: 64KiB, seed: 1}
      readers: 3
      glancers: 2
      swaps: \(swaps)
      subjects:
        - strategy: \(first)
          name: victim
          signer: none
        - strategy: staged
          name: culprit
          signer: '\("command:" + command)'

      """)
    let outcome = try racebench.run(
      [scenario, "--format", "json"] + (rendezvous ? ["--rendezvous"] : []))
    return try outcome.report()
  }

  @Test("A target that is damaged between its rounds is met outside every window, and put right")
  func damagedBetweenRounds() throws {
    // Five swaps make a round in lock-step.
    let report = try sabotage("printf x | dd of=$t conv=notrunc 2>/dev/null", swaps: 10)
    let victim = try #require(report.runs.first)
    #expect(victim.tally.lateReads == 3)
    #expect(victim.tally.partialReads == 3 && victim.tally.exposedPartialReads == 0)
    // As large as ever: a glance cannot tell.
    #expect(victim.tally.lateGlances == 0)
    #expect(victim.caughtSwaps == 0 && victim.swaps == 10)
    #expect(victim.partialStates.map(\.kind) == [.foreign])
    #expect(victim.judgement.verdict == .fail)
    #expect(report.runs[1].tally.partialReads == 0)
  }

  @Test("A target that is damaged after its last round is met as well")
  func damagedAfterTheEnd() throws {
    let victim = try #require(try sabotage(": > $t", swaps: 5).runs.first)
    #expect(victim.tally.lateReads == 3 && victim.tally.lateGlances == 2)
    #expect(victim.partialStates.map(\.kind).allSatisfy { $0 == .empty })
    #expect(victim.judgement.verdict == .fail)
  }

  @Test("A FIFO in the target's place holds nobody up")
  func fifo() throws {
    let victim = try #require(try sabotage("rm $t; mkfifo $t", swaps: 10).runs.first)
    #expect(victim.tally.lateReads == 3 && victim.swaps == 10)
  }

  @Test("A swap that fails leaves its target for the looks at rest")
  func failingSigner() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run([
      "--strategy", "inplace", "--signer", "fail", "--size", "64KiB", "--swaps", "3", "--readers",
      "2", "--rendezvous", "--format", "json",
    ]).run("inplace")
    #expect((run.swaps, run.failedSwaps, run.windows.count) == (0, 3, 3))
    #expect(run.windows.allSatisfy { $0.failure?.contains("signer") == true })
    // Each swap is looked into, and so is a round: once at rest before, seven in the swap, once at rest after, and
    // there the target is broken.
    #expect(run.tally.reads == 2 * 3 * (1 + 7 + 1))
    #expect(run.tally.lateReads == 2 * 3)
    #expect(
      run.rollback
        == Inspection(checked: 3, broken: 3, first: "the target does not hold A any more"))
    #expect(run.states.filter { $0.grade == .required }.count == 1)
  }

  @Test("Most reads fall into the phase that takes longest")
  func phases() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run([
      "--strategy", "inplace", "--signer", "sleep:20ms", "--size", "64KiB", "--swaps", "10",
      "--readers", "2", "--format", "json",
    ]).run("inplace")
    let exposed = run.tally.exposedByPhase
    #expect(exposed.sign > exposed.copy + exposed.publish)
    #expect(exposed.publish == 0)
    for window in run.windows {
      #expect(window.phases.map(\.phase) == [.copy, .sign])
      #expect(window.end - (window.phases.last?.start ?? 0) >= 20_000_000)
    }
  }

  @Test("Real races keep their sums", arguments: ["read", "mmap"], [1, 3])
  func sums(reader: String, writers: Int) throws {
    let racebench = try RaceExecutable()
    let report = try racebench.run([
      "--strategy", "inplace", "--strategy", "staged-shared", "--strategy", "staged", "--signer",
      "append:1ms", "--size", "600KB", "--swaps", "20", "--readers", "4", "--glancers", "2",
      "--reader", reader, "--writers", "\(writers)", "--format", "json",
    ]).report()
    for run in report.runs {
      #expect(run.windows.count == 20 * writers)
      let tally = run.tally
      #expect(tally.reads == run.states.reduce(0) { $0 + $1.count } + tally.overflow)
      #expect(tally.glances == run.states.reduce(0) { $0 + $1.glances } + tally.glanceOverflow)
      #expect(tally.partialReads == tally.exposedPartialReads + tally.lateReads)
      #expect(tally.lostReads == 0)
    }
    let staged = try #require(report.runs.last)
    #expect(staged.tally.partialReads + staged.tally.partialGlances == 0)
    #expect(report.runs[0].judgement.verdict == .fail)
  }

  @Test("A duration ends the race")
  func duration() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run([
      "--strategy", "staged", "--signer", "none", "--size", "64KiB", "--duration", "300ms",
      "--readers", "2", "--format", "json",
    ]).run("staged")
    #expect(run.wallNanoseconds >= 300_000_000)
    #expect(run.swaps > 0)
  }
}
