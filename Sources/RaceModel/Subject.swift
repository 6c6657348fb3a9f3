/// What is raced: an updater with a name.
package struct Subject: Hashable, Sendable {
  /// What reports call it; unique within a scenario.
  package var name: String
  /// What replaces the target.
  package var updater: UpdaterSpec
  /// What a gate expects of it; that it passes if nil. Nothing is expected of a control.
  package var expect: Expectation?
  /// Of a control, the one contract of which it says what can be seen: all else can pass though it is not caught. Nil
  /// for one that says so of all, and must be caught for anything to pass.
  package var shows: Contract?

  /// Takes each value as it is.
  package init(
    name: String? = nil, updater: UpdaterSpec, expect: Expectation? = nil, shows: Contract? = nil
  ) {
    self.name = name ?? updater.defaultName
    self.updater = updater
    self.expect = expect
    self.shows = shows
  }

  /// A strategy with the choices that it takes.
  package init(
    name: String? = nil, strategy: String, copy: CopyMethod = .write,
    signer: SignerSpec = .standard, stagingDirectory: String? = nil, timeout: TimeSpan? = nil,
    expect: Expectation? = nil, shows: Contract? = nil
  ) {
    self.init(
      name: name,
      updater: .strategy(
        StrategySpec(
          name: strategy, copy: copy, signer: signer, stagingDirectory: stagingDirectory,
          timeout: timeout)),
      expect: expect, shows: shows)
  }
}

/// What replaces a target, as it is written.
package enum UpdaterSpec: Hashable, Sendable {
  /// One that is built in.
  case strategy(StrategySpec)
  /// The user's own.
  case command(CommandSpec)

  /// The built-in strategy; nil for a command, which setting it to nil does not make of it.
  package var strategy: StrategySpec? {
    get { if case .strategy(let strategy) = self { strategy } else { nil } }
    set { if let newValue { self = .strategy(newValue) } }
  }

  /// When a command that has not ended is killed: the user's own, or one that signs; nil where there is none.
  package var timeout: TimeSpan? {
    switch self {
    case .strategy(let strategy): strategy.timeout
    case .command(let command): command.timeout
    }
  }

  /// The user's command; nil for a strategy.
  package var command: CommandSpec? {
    if case .command(let command) = self { command } else { nil }
  }

  /// What reports call it where nobody names it: the strategy, or the command's text on one line.
  package var defaultName: String {
    switch self {
    case .strategy(let strategy): strategy.name
    case .command(let command):
      command.command.split(whereSeparator: \.isWhitespace).joined(separator: " ")
    }
  }
}

/// A built-in strategy with the choices that it takes.
package struct StrategySpec: Hashable, Sendable {
  /// A name from the catalogue of strategies.
  package var name: String
  /// How its bytes move.
  package var copy: CopyMethod
  /// What signs them.
  package var signer: SignerSpec
  /// Where it stages; its own choice if nil.
  package var stagingDirectory: String?
  /// When a signer's command that has not ended is killed; nil where no command signs, or something else ends it.
  package var timeout: TimeSpan?

  /// Takes each value as it is.
  package init(
    name: String, copy: CopyMethod = .write, signer: SignerSpec = .standard,
    stagingDirectory: String? = nil, timeout: TimeSpan? = nil
  ) {
    self.timeout = timeout
    self.name = name
    self.copy = copy
    self.signer = signer
    self.stagingDirectory = stagingDirectory
  }
}

/// A user's command that replaces the target, run once a swap. `{source}`, `{target}`, `{directory}` and `{root}`
/// in the texts stand for paths.
package struct CommandSpec: Hashable, Sendable {
  /// The updater.
  package var command: String
  /// Run before each swap while readers wait; nothing if nil.
  package var setup: String?
  /// Run after each swap while readers wait; nothing if nil.
  package var teardown: String?
  /// When a command that has not ended is killed, with its process group.
  package var timeout: TimeSpan
  /// What runs the texts.
  package var shell: CommandShell

  /// Of commands that name none.
  package static let defaultTimeout = TimeSpan(nanoseconds: 60_000_000_000)

  /// Takes each value as it is.
  package init(
    _ command: String, setup: String? = nil, teardown: String? = nil,
    timeout: TimeSpan = CommandSpec.defaultTimeout, shell: CommandShell = .standard
  ) {
    self.command = command
    self.setup = setup
    self.teardown = teardown
    self.timeout = timeout
    self.shell = shell
  }
}

/// How a built-in strategy moves bytes.
package enum CopyMethod: String, Codable, CaseIterable, Sendable {
  case write
  case copyFileRange = "copy_file_range"
  case sendfile
  case mmap
}
