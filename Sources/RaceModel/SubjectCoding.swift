/// The JSON form of a subject: flat, with the keys of a scenario file. Runs write the same keys among their own, but
/// for `name`, which stands there as `subject`.
extension Subject: Codable {
  private enum Key: String, CodingKey { case name, expect, shows }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    self.init(
      name: try keys.decode(String.self, forKey: .name), updater: try UpdaterSpec(from: decoder),
      expect: try keys.decodeIfPresent(Expectation.self, forKey: .expect),
      shows: try keys.decodeIfPresent(Contract.self, forKey: .shows))
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(name, forKey: .name)
    try updater.encode(to: encoder)
    try keys.encodeIfPresent(expect, forKey: .expect)
    try keys.encodeIfPresent(shows, forKey: .shows)
  }
}

extension UpdaterSpec: Codable {
  private enum Key: String, CodingKey {
    case strategy, copy, signer, stagingDirectory
    case updater, setup, teardown, timeout, shell
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    if let command = try keys.decodeIfPresent(String.self, forKey: .updater) {
      self = .command(
        CommandSpec(
          command, setup: try keys.decodeIfPresent(String.self, forKey: .setup),
          teardown: try keys.decodeIfPresent(String.self, forKey: .teardown),
          timeout: try keys.decode(TimeSpan.self, forKey: .timeout),
          shell: try keys.decode(CommandShell.self, forKey: .shell)))
    } else {
      self = .strategy(
        StrategySpec(
          name: try keys.decode(String.self, forKey: .strategy),
          copy: try keys.decode(CopyMethod.self, forKey: .copy),
          signer: try keys.decode(SignerSpec.self, forKey: .signer),
          stagingDirectory: try keys.decodeIfPresent(String.self, forKey: .stagingDirectory),
          timeout: try keys.decodeIfPresent(TimeSpan.self, forKey: .timeout)))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    switch self {
    case .strategy(let strategy):
      try keys.encode(strategy.name, forKey: .strategy)
      try keys.encode(strategy.copy, forKey: .copy)
      try keys.encode(strategy.signer, forKey: .signer)
      try keys.encodeIfPresent(strategy.stagingDirectory, forKey: .stagingDirectory)
      try keys.encodeIfPresent(strategy.timeout, forKey: .timeout)
    case .command(let command):
      try keys.encode(command.command, forKey: .updater)
      try keys.encodeIfPresent(command.setup, forKey: .setup)
      try keys.encodeIfPresent(command.teardown, forKey: .teardown)
      try keys.encode(command.timeout, forKey: .timeout)
      try keys.encode(command.shell, forKey: .shell)
    }
  }
}
