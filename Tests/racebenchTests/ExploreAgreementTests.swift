import RaceModel
import RaceReports
import RaceUpdaters
import Testing

/// The two engines find the same of the same updater: what one meets by luck, the other lists.
struct ExploreAgreementTests {
  private static let readers = ["--readers", "2", "--format", "json"]

  /// The runs of the subjects, in their order. A gate exits with its verdict.
  private func sampled(_ arguments: [String], in racebench: RaceExecutable) throws -> [Run] {
    let outcome = try racebench.run(arguments + Self.readers)
    let reports = try ReportFile.decode(Array(outcome.output.utf8), path: "standard output")
    let report = try #require(reports.first, "\(outcome.errors)")
    return report.runs.filter { $0.role == .subject }
  }

  private func kinds(_ run: Run) -> KindSet {
    KindSet(run.states.filter { $0.wasSeen && $0.kind != .stable }.map(\.kind))
  }

  @Test("In lock-step: the same verdict and the same kinds", arguments: ["none", "append", "fail"])
  func lockStep(_ signer: String) throws {
    let racebench = try RaceExecutable()
    let contents = try racebench.twoContents()
    let signing = ["--signer", signer]
    let names = Strategies.all.map(\.name)
    // Enough swaps for a pass.
    let runs = try sampled(
      ["gate", "--rendezvous", "--swaps", "10", "--glancers", "1"] + signing + contents
        + names.flatMap { ["--strategy", $0] }, in: racebench)
    #expect(runs.map(\.subject.name) == names)
    for run in runs {
      let name = run.subject.name
      let stepped = try racebench.explore(["--strategy", name] + signing + racebench.contents())
      #expect(
        stepped.verdict == run.judgement.verdict,
        "\(name): \(run.judgement.reason); \(stepped.exploration.judgement.reason)")
      #expect(
        kinds(run) == stepped.kinds, "\(name): \(kinds(run).kinds), \(stepped.kinds.kinds)")
      expectSameContracts(run, stepped, name)
    }
  }

  /// Of the contracts that both engines show, none is kept for one and broken for the other.
  private func expectSameContracts(_ run: Run, _ stepped: Explored, _ name: String) {
    for contract in Contract.allCases where Self.isAskedTheSame(contract, name) {
      let states = [run.contracts[contract], stepped.exploration.contracts[contract]]
      let shown = Set(states.compactMap { $0?.name }.filter { $0 != .notChecked })
      #expect(shown.count < 2, "\(name), \(contract): \(states)")
    }
  }

  /// After a swap one can look at the old file and at what is left, and no more: not at what became of the new file
  /// under readers' eyes, nor at its mode in its first instant.
  private static func isAskedTheSame(_ contract: Contract, _ strategy: String) -> Bool {
    switch contract {
    case .inode:
      ![
        "unlink-create", "staged-sign-after", "staged-elsewhere", "patch-after-rename",
      ].contains(strategy)
    // No write is cut in a race, and this one takes a short write for a whole one.
    case .truth: strategy != "foundation-write"
    default: true
    }
  }

  static let commands = [
    "cp {source} {target}", "cp --remove-destination {source} {target}", "mv {source} {target}",
    "dd if={source} of={target} bs=32k conv=notrunc status=none",
    "cp {source} {target}.new && mv {target}.new {target}", "mv -b {source} {target}",
    "ln -sf {source} {target}", "tee {target} <{source} >/dev/null",
  ]

  @Test("At full speed: no kind that stepping lacks, but what a slow reader makes of two steps")
  func fullSpeed() throws {
    let racebench = try RaceExecutable()
    let contents = try racebench.twoContents()
    let strategies = Strategies.all.map { ["--strategy", $0.name, "--signer", "none"] }
    let commands = Self.commands.map { ["--updater", $0, "--name", $0] }
    let race = ["--swaps", "8", "--glancers", "1"] + contents
    let runs =
      try sampled(
        ["run", "--signer", "none"] + race + Strategies.all.flatMap { ["--strategy", $0.name] },
        in: racebench)
      + sampled(
        ["run"] + race + Self.commands.flatMap { ["--updater", $0, "--name", $0] }, in: racebench)
    for (run, subject) in zip(runs, strategies + commands) {
      let stepped = try racebench.explore(subject + racebench.contents())
      #expect(run.subject.name == stepped.exploration.subject.name)
      var explained = stepped.kinds
      // It is told where that can be met.
      let isTorn = stepped.exploration.firstTear != nil
      #expect(
        isTorn == (stepped.exploration.contracts[.inode]?.name == .broken && stepped.writesOldFile))
      if isTorn { explained.formUnion(KindSet([.mixed])) }
      #expect(
        kinds(run).isSubset(of: explained),
        "\(run.subject.name): \(kinds(run).kinds), \(stepped.kinds.kinds)")
      #expect(stepped.verdict == .fail || run.judgement.verdict != .fail, "\(run.subject.name)")
    }
    #expect(runs.count == strategies.count + commands.count)
  }
}

extension Explored {
  /// Whether a step changes the file that readers had open at first.
  fileprivate var writesOldFile: Bool {
    exploration.steps.contains { step in
      step.effects.contains {
        if case .wrote(let file) = $0 { file == exploration.start.file } else { false }
      }
    }
  }
}
