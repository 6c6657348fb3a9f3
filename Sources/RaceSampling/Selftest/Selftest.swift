import RaceModel
import RaceSystem
import RaceUpdaters

/// Proves that the harness has teeth on this machine: what is known to be broken is caught under the condition
/// that breaks it, what is good passes, and each planted defect turns the result red.
///
/// Does not show: defects that nobody has thought of planting.
package struct Selftest {
  private let races: SelftestRaces

  /// - Parameters:
  ///   - directory: where the races' roots are put.
  ///   - executable: racebench's own executable.
  ///   - progress: called now and then while a race goes on; nobody is called if nil.
  package init(
    in directory: String, executable: String, progress: ((ProgressSnapshot) -> Void)?
  ) {
    races = SelftestRaces(directory: directory, executable: executable, progress: progress)
  }

  /// Runs all races, one after the other.
  /// - Throws: `Failure` for what stands in a race's way; nothing is left behind then.
  package func rows() throws(Failure) -> [SelftestRow] {
    try strategies() + plantedDefects() + plantedStrategies() + fullSpeed()
  }

  /// A row for each strategy.
  private func strategies() throws(Failure) -> [SelftestRow] {
    var trials = Strategies.all.map { _ in [StrategyRow.Trial]() }
    for condition in BreakingCondition.allCases {
      let showings = try showings(under: condition)
      for (index, strategy) in Strategies.all.enumerated() {
        trials[index].append(
          StrategyRow.Trial(
            condition: condition, weaknesses: strategy.weaknesses(under: condition.condition),
            showing: showings?[index]))
      }
    }
    return zip(Strategies.all, trials).map { StrategyRow.row(of: $0.name, $1) }
  }

  /// What each strategy shows; nil where the condition is not to be had.
  private func showings(under condition: BreakingCondition) throws(Failure) -> [Showing]? {
    var staging: String?
    if condition == .otherFileSystem {
      staging = OtherFileSystem.place(besides: races.directory)
      if staging == nil { return nil }
    }
    return try races.run(
      RacePlan(
        LockStep.scenario(
          Strategies.all.map(\.name), writers: condition.condition.severalWriters ? 2 : 1,
          stagingDirectory: staging)))
  }

  /// A row for each defect of the engine: the same race without it and with it.
  private func plantedDefects() throws(Failure) -> [SelftestRow] {
    let scenario = LockStep.scenario(
      ["staged"], controls: ["inplace", "overwrite", "backup-rename"])
    let without = try races.run(RacePlan(scenario))[0]
    var rows: [SelftestRow] = []
    for defect in PlantedDefect.allCases {
      let planted = try races.run(RacePlan(scenario, planting: defect))[0]
      rows.append(
        PlantedRow.row(of: defect.title, red: defect.red, without: without, with: planted))
    }
    return rows
  }

  /// Rows for a signer that fails, and for updaters with a planted defect, each raced beside `staged`, which is the
  /// same without it.
  private func plantedStrategies() throws(Failure) -> [SelftestRow] {
    let strategies = Strategies.all + PlantedStrategies.all
    let failing = try races.run(
      RacePlan(
        LockStep.scenario(["staged", "inplace", "staged-leaving-file"], failing: true),
        strategies: strategies))
    let idle = try races.run(
      RacePlan(
        LockStep.scenario(["staged", "no-change", "staged-sometimes", "relapse"]),
        strategies: strategies))
    return [
      failing[0].row(of: "staged", "failing signer", expected: .pass),
      failing[1].row(of: "inplace", "failing signer", expected: .fail),
      PlantedRow.row(
        of: "a staging file is left", red: .leftFile, without: failing[0], with: failing[2]),
      PlantedRow.row(
        of: "nothing is changed", red: .idle, without: idle[0], with: idle[1]),
      PlantedRow.row(
        of: "idle half of the time", breaking: .truth, without: idle[0], with: idle[2]),
      PlantedRow.row(
        of: "taken back once", breaking: .monotone, without: idle[0], with: idle[3]),
    ]
  }

  private func fullSpeed() throws(Failure) -> [SelftestRow] {
    FullSpeed.rows(try races.run(RacePlan(FullSpeed.scenario)))
  }
}
