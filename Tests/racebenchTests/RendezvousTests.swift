import RaceModel
import RaceUpdaters
import Testing

/// Lock-step makes what is seen and counted a function of the command line.
struct RendezvousTests {
  /// All that lock-step promises, without times.
  struct Essence: Equatable {
    let tally: Tally
    let windows: Int
    let swaps: Int
    let states: [String]

    init(_ run: Run) {
      tally = run.tally
      windows = run.windows.count
      swaps = run.swaps
      states = run.states.map { "\($0.observation) \($0.kind) \($0.count) \($0.glances)" }.sorted()
    }
  }

  @Test("The same command gives the same result", arguments: ["none", "append", "fail"], [1, 2])
  func repeatable(signer: String, writers: Int) throws {
    let racebench = try RaceExecutable()
    let arguments =
      try WeaknessTests.Case(signer: signer, writers: writers).arguments(racebench)
      + ["--glancers", "1"]
    let first = try racebench.run(arguments).report()
    let second = try racebench.run(arguments).report()
    #expect(first.runs.map(Essence.init) == second.runs.map(Essence.init))
  }

  private func run(_ strategy: String, _ more: String...) throws -> Run {
    let racebench = try RaceExecutable()
    let arguments = [
      "--strategy", strategy, "--rendezvous", "--size", "300KB", "--seed", "1", "--readers", "2",
      "--glancers", "1", "--swaps", "4", "--format", "json",
    ]
    return try racebench.run(arguments + more).run(strategy)
  }

  @Test("inplace, in full")
  func inplace() throws {
    let run = try run("inplace", "--signer", "append:1ms")
    var tally = Tally()
    // A look at rest before and after; seven in each of four swaps: at its start, at the copy's, behind each
    // quarter, at the signature.
    (tally.reads, tally.glances) = (60, 30)
    (tally.exposedReads, tally.exposedGlances) = (56, 28)
    (tally.partialReads, tally.partialGlances) = (48, 24)
    tally.exposedPartialReads = 48
    tally.exposedByPhase = PhaseCounts(copy: 40, sign: 8, publish: 0)
    tally.bytesRead = 11_730_768
    #expect(run.tally == tally)
    #expect((run.swaps, run.failedSwaps, run.caughtSwaps) == (4, 0, 4))
    #expect(run.windows.map(\.partialReads) == [12, 12, 12, 12])
    #expect(run.windows.map(\.partialGlances) == [6, 6, 6, 6])
    #expect(run.distinctPartialStates == 9)
    let states = run.states.filter { $0.count > 0 }.map { "\($0.count) \($0.summary)" }.sorted()
    #expect(
      states == [
        "4 142.5 KB truncated", "4 150 KB truncated", "4 213.8 KB truncated", "4 225 KB truncated",
        "4 285.1 KB stable", "4 71.3 KB truncated", "4 75 KB truncated", "8 0 B empty",
        "8 285 KB unsigned", "8 300 KB unsigned", "8 300.1 KB stable",
      ])
    #expect(run.contents.a.xxh128.hex == "bb39614fc2fbd50a834d5ab7cbad1ce6")
    #expect(run.contents.b.xxh128.hex == "c3d609648ab1b9682eb6090bbb38a08c")
    #expect(run.judgement.verdict == .fail)
  }

  @Test("staged, in full")
  func staged() throws {
    let run = try run("staged", "--signer", "none")
    var tally = Tally()
    // One look more than inplace: before the rename.
    (tally.reads, tally.glances) = (68, 34)
    (tally.exposedReads, tally.exposedGlances) = (64, 32)
    tally.exposedByPhase = PhaseCounts(copy: 40, sign: 8, publish: 8)
    tally.bytesRead = 36 * 300_000 + 32 * 285_000
    #expect(run.tally == tally)
    #expect(run.caughtSwaps == 0 && run.distinctPartialStates == 0)
    #expect(run.judgement.verdict == .inconclusive)
  }

  @Test("backup-rename shows a gap in every swap")
  func gap() throws {
    let run = try run("backup-rename", "--signer", "none")
    #expect(run.windows.map(\.partialReads) == [2, 2, 2, 2])
    #expect(run.tally.partialReads == 8 && run.tally.partialGlances == 4)
    #expect(run.partialStates.map(\.kind) == [.missing])
  }
}
