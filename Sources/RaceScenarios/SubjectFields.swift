import RaceModel

/// What a subject in a scenario file says of its updater, until all of it is there and can be held together.
struct SubjectFields {
  var strategy: (name: String, value: YAMLValue)?
  var command: (text: String, value: YAMLValue)?
  var strategyChoices = StrategyChoices()
  var commandChoices = CommandChoices()
  /// When a command is killed: the updater, or the strategy's signer.
  var timeout: YAMLValue?
  /// The first key that only a strategy has, and the first that only a command has.
  private var firstChoices: (strategy: YAMLValue?, command: YAMLValue?)

  /// Remembers where a choice stands.
  mutating func note(_ key: SubjectKey, _ value: YAMLValue) {
    switch key {
    case .copy, .signer, .stagingDirectory:
      firstChoices.strategy = firstChoices.strategy ?? value
    case .setup, .teardown, .shell:
      firstChoices.command = firstChoices.command ?? value
    case .timeout: timeout = value
    case .strategy, .updater, .name, .expect: break
    }
  }

  /// The updater, once all keys are there. `subject` is the mapping that they stand in.
  func updater(_ role: Role, in subject: YAMLValue) throws(Failure) -> UpdaterDraft {
    switch (strategy, command) {
    case (nil, nil):
      throw subject.failure(
        "got a \(role.rawValue) without a strategy and without an updater; expected one of these keys"
      )
    case (let strategy?, let command?):
      let later = max(strategy.value.place.line, command.value.place.line)
      let value = strategy.value.place.line == later ? strategy.value : command.value
      throw value.failure(
        "the \(role.rawValue) has both a strategy and an updater; expected one of them")
    case (let strategy?, nil):
      if let choice = firstChoices.command {
        throw choice.failure(
          "this is for an updater, and the \(role.rawValue) is a strategy; expected it beside"
            + " the key \"updater\"")
      }
      if let timeout, strategyChoices.signer?.isCommand != true {
        throw timeout.failure(
          "this is for commands, and the \(role.rawValue) is a strategy whose signer is none; expected it"
            + " beside the key \"updater\", or beside a signer command:…")
      }
      return .strategy(strategy.name, strategyChoices)
    case (nil, let command?):
      if let choice = firstChoices.strategy {
        throw choice.failure(
          "this is for a strategy, and the \(role.rawValue) is an updater, which copies, stages and signs"
            + " as it likes; expected it beside the key \"strategy\"")
      }
      do throws(Problem) { _ = try Checks.words(of: commandChoices.resolved(command.text)) } catch {
        throw command.value.failure(error.message)
      }
      return .command(command.text, commandChoices)
    }
  }
}
