import RaceModel

/// What replaces the target, as far as that has been said.
package enum UpdaterDraft: Hashable, Sendable {
  /// One that is built in.
  case strategy(String, StrategyChoices)
  /// The user's own command.
  case command(String, CommandChoices)

  /// Whether it is the user's own.
  package var isCommand: Bool {
    if case .command = self { true } else { false }
  }

  /// What it says of its signer; nil for a command, too.
  var signer: SignerSpec? {
    if case .strategy(_, let choices) = self { choices.signer } else { nil }
  }

  /// What reports will call it where nobody names it.
  var defaultName: String {
    switch self {
    case .strategy(let name, _): name
    case .command(let text, _): UpdaterSpec.command(CommandSpec(text)).defaultName
    }
  }
}

/// What can be said of a strategy. Nil means that nothing was.
package struct StrategyChoices: Hashable, Sendable {
  /// How its bytes move.
  package var copy: CopyMethod?
  /// What signs them.
  package var signer: SignerSpec?
  /// Where it stages.
  package var stagingDirectory: String?
  /// When a signer's command that has not ended is killed.
  package var timeout: TimeSpan?

  /// Takes each value as it is.
  package init(
    copy: CopyMethod? = nil, signer: SignerSpec? = nil, stagingDirectory: String? = nil,
    timeout: TimeSpan? = nil
  ) {
    self.timeout = timeout
    self.copy = copy
    self.signer = signer
    self.stagingDirectory = stagingDirectory
  }

  /// The flag of the first choice that was made; `--timeout` is one for commands of all sorts.
  var firstFlag: String? {
    if copy != nil { return "--copy" }
    if signer != nil { return "--signer" }
    return stagingDirectory == nil ? nil : "--staging-directory"
  }

  /// What is wrong with a choice where all subjects are commands.
  /// - Parameter flag: the one that made it; nil for a key in a file.
  static func withoutStrategy(_ flag: String?) -> String {
    let advice =
      flag.map { "add a --strategy, or leave \($0) out" } ?? "add a strategy, or leave this key out"
    return
      "this is for strategies, and each subject here is an updater of your own, which copies, stages and"
      + " signs as it likes; \(advice)"
  }

  /// These where they were made, and `base` where they were not.
  func merged(over base: StrategyChoices) -> StrategyChoices {
    StrategyChoices(
      copy: copy ?? base.copy, signer: signer ?? base.signer,
      stagingDirectory: stagingDirectory ?? base.stagingDirectory,
      timeout: timeout ?? base.timeout)
  }
}

/// What can be said of a command. Nil means that nothing was.
package struct CommandChoices: Hashable, Sendable {
  /// Run before each swap while readers wait.
  package var setup: String?
  /// Run after each swap while readers wait.
  package var teardown: String?
  /// When a command that has not ended is killed.
  package var timeout: TimeSpan?
  /// What runs the texts.
  package var shell: CommandShell?

  /// Takes each value as it is.
  package init(
    setup: String? = nil, teardown: String? = nil, timeout: TimeSpan? = nil,
    shell: CommandShell? = nil
  ) {
    self.setup = setup
    self.teardown = teardown
    self.timeout = timeout
    self.shell = shell
  }

  /// The flag of the first choice that was made, and is for updaters alone.
  var firstFlag: String? {
    if setup != nil { return "--setup" }
    if teardown != nil { return "--teardown" }
    return shell == nil ? nil : "--shell"
  }

  /// What is wrong with a timeout where nothing is a command.
  static let withoutAnyCommand =
    "this is for updaters of your own and for signers that are commands, and there is none here; expected"
    + " an --updater or a --signer command:…"

  /// What is wrong with a choice where no subject is a command.
  static let withoutCommand =
    "this is for updaters of your own, and each subject here is a strategy; expected an --updater"

  /// These where they were made, and `base` where they were not.
  func merged(over base: CommandChoices) -> CommandChoices {
    CommandChoices(
      setup: setup ?? base.setup, teardown: teardown ?? base.teardown,
      timeout: timeout ?? base.timeout, shell: shell ?? base.shell)
  }

  /// The command with every default filled in.
  func resolved(_ command: String) -> CommandSpec {
    CommandSpec(
      command, setup: setup, teardown: teardown, timeout: timeout ?? CommandSpec.defaultTimeout,
      shell: shell ?? .standard)
  }
}
