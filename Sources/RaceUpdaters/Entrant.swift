import RaceModel

/// A subject or a control, with what its names stand for.
package struct Entrant: Sendable {
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
    /// One that is built in.
    case strategy(any Strategy)
    /// A user's own.
    case command(CommandUpdater)
  }

  /// Looks the names of a subject up.
  /// - Parameter strategies: where its strategy is looked for.
  /// - Throws: `Failure` with status 64 for a name that nobody knows.
  package init(
    _ subject: Subject, _ role: Role, among strategies: [any Strategy] = Strategies.all
  ) throws(Failure) {
    self.subject = subject
    self.role = role
    switch subject.updater {
    case .command(let command):
      means = .command(CommandUpdater(command))
      signer = Signers.none
    case .strategy(let spec):
      guard let strategy = Strategies.named(spec.name, among: strategies) else {
        throw Failure(.usage, "unknown strategy \"\(spec.name)\"")
      }
      guard let signer = Signers.make(spec.signer, timeout: spec.timeout) else {
        throw Failure(.usage, "unknown signer \"\(spec.signer)\"")
      }
      means = .strategy(strategy)
      self.signer = signer
    }
  }

  /// What replaces the target.
  package var updater: any Updater {
    switch means {
    case .strategy(let strategy): strategy
    case .command(let command): command
    }
  }

  /// The user's command; nil for a strategy.
  package var command: CommandUpdater? {
    if case .command(let command) = means { command } else { nil }
  }

  /// Whether each swap has to fail and leave everything as it was.
  package var mustRollBack: Bool { signer.effect == .fails }
}
