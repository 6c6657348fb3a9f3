import RaceModel
import RaceReaders
import RaceStage
import RaceUpdaters

/// A race with everything looked up: what the names of a scenario stand for.
package struct RacePlan: Sendable {
  /// What is raced.
  package let scenario: Scenario
  /// How readers look.
  package let reader: ReaderKind
  /// Subjects and then controls, in the order in which they are raced.
  package let entries: [Entrant]
  /// The defect that the engine is to have; only a selftest plants one.
  let planted: PlantedDefect?

  /// Looks all names of a scenario up.
  /// - Parameters:
  ///   - strategies: where those of the scenario are looked for.
  ///   - planting: a defect that the engine is to have.
  /// - Throws: `Failure` with status 64 for a name that nobody knows.
  package init(
    _ scenario: Scenario, strategies: [any Strategy] = Strategies.all,
    planting planted: PlantedDefect? = nil
  ) throws(Failure) {
    self.scenario = scenario
    self.planted = planted
    guard let reader = ReaderKind(rawValue: scenario.reader.name) else {
      throw Failure(.usage, "unknown reader \"\(scenario.reader.name)\"")
    }
    self.reader = reader
    entries =
      try scenario.subjects.map { subject throws(Failure) in
        try Entrant(subject, .subject, among: strategies)
      }
      + scenario.controls.map { control throws(Failure) in
        try Entrant(control, .control, among: strategies)
      }
  }

  /// The entry that a planted defect leaves out: the last control.
  var leftOut: Int? { planted == .controlLeftOut ? entries.indices.last : nil }

  /// How many writers swap one in this role. Of a control one: what several break of each other's work would be caught
  /// far more easily than the gap that it is there for.
  func writers(for role: Role) -> Int { role == .control ? 1 : scenario.writers }

  /// The kinds besides `stable` that readers may see of one in this role. Of a control none: what a scenario
  /// finds acceptable in its subjects would make the control show nothing.
  func acceptable(for role: Role) -> KindSet {
    role == .control ? [] : KindSet(scenario.acceptable)
  }

  /// Old versions of a target that readers still have open while it is replaced again, of which each takes its room:
  /// eight readers of 7.8 MB held three at most in gates of `staged` and of `cp` and `mv`.
  private static let heldVersions = 3

  /// What a race keeps on its stage at the most, besides both contents; what updaters add for themselves but for one new
  /// file each is not among it.
  var copies: Copies {
    let commands = entries.filter { $0.command != nil }
    let signers = Set(
      entries.filter { $0.signer.effect == .mayChangeBytes }
        .compactMap(\.subject.updater.strategy?.signer))
    let sources = 2 * commands.reduce(0) { $0 + writers(for: $1.role) }
    let atOnce = entries.map { writers(for: $0.role) }.max() ?? 1
    let held = min(scenario.readers, Self.heldVersions)
    return Copies()
      .adding(2 * signers.count, Count.text(2 * signers.count, "signed one"))
      .adding(entries.count, Count.text(entries.count, "target"))
      .adding(sources, Count.text(sources, "source") + " for commands")
      .adding(atOnce, Count.text(atOnce, "new file"))
      .adding(held, Count.text(held, "old one") + " that readers may hold open")
  }
}
