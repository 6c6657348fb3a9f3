import RaceModel
import RaceReaders
import RaceUpdaters

/// A race with everything looked up: what the names of a scenario stand for.
package struct RacePlan: Sendable {
  /// A subject and what it stands for.
  package struct Entry: Sendable {
    /// The choices that the scenario made.
    package let subject: Subject
    /// Why it takes part.
    package let role: Role
    /// What replaces the target.
    package let means: Means
    /// What signs the content; a command signs for itself, if at all.
    package let signer: any Signer

    /// What replaces the target.
    package enum Means: Sendable {
      case strategy(any Strategy)
      case command(CommandUpdater)
    }

    /// What replaces the target.
    var updater: any Updater {
      switch means {
      case .strategy(let strategy): strategy
      case .command(let command): command
      }
    }

    /// The user's command; nil for a strategy.
    var command: CommandUpdater? {
      if case .command(let command) = means { command } else { nil }
    }

    /// Whether each swap has to fail and leave everything as it was.
    var mustRollBack: Bool { signer.effect == .fails }

    /// Takes each value as it is.
    package init(subject: Subject, role: Role, means: Means, signer: any Signer) {
      self.subject = subject
      self.role = role
      self.means = means
      self.signer = signer
    }
  }

  /// What is raced.
  package let scenario: Scenario
  /// How readers look.
  package let reader: ReaderKind
  /// Subjects and then controls, in the order in which they are raced.
  package let entries: [Entry]
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
        try Self.entry(subject, .subject, strategies)
      }
      + scenario.controls.map { control throws(Failure) in
        try Self.entry(control, .control, strategies)
      }
  }

  private static func entry(
    _ subject: Subject, _ role: Role, _ strategies: [any Strategy]
  ) throws(Failure) -> Entry {
    let spec: StrategySpec
    switch subject.updater {
    case .strategy(let named): spec = named
    case .command(let command):
      return Entry(
        subject: subject, role: role, means: .command(CommandUpdater(command)),
        signer: Signers.none)
    }
    guard let strategy = Strategies.named(spec.name, among: strategies) else {
      throw Failure(.usage, "unknown strategy \"\(spec.name)\"")
    }
    guard let signer = Signers.make(spec.signer) else {
      throw Failure(.usage, "unknown signer \"\(spec.signer)\"")
    }
    return Entry(subject: subject, role: role, means: .strategy(strategy), signer: signer)
  }

  /// The entry that a planted defect leaves out: the last control.
  var leftOut: Int? { planted == .controlLeftOut ? entries.indices.last : nil }

  /// The kinds besides `stable` that readers may see of one in this role. Of a control none: what a scenario
  /// finds acceptable in its subjects would make the control show nothing.
  func acceptable(for role: Role) -> KindSet {
    role == .control ? [] : KindSet(scenario.acceptable)
  }
}
