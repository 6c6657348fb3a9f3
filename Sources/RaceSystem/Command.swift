import RaceModel

/// A command that the user named, with its values in place.
package struct Command: Hashable, Sendable {
  /// The program and what it is called with. Without a slash in it the program is looked for along PATH.
  package let words: [String]
  /// Added to the environment of the command.
  package let environment: [String: String]
  /// Whether a shell runs it, whose status tells of its last command's signal.
  package let hasShell: Bool

  /// A text for `/bin/sh`, with nothing replaced.
  package init(_ text: String, environment: [String: String] = [:]) {
    self.init(shell: "/bin/sh", text, environment)
  }

  /// A template for `/bin/sh`, with each `{name}` replaced by its value, quoted for the shell.
  package init(
    template: String, _ values: [String: String], environment: [String: String] = [:]
  ) {
    let text = Self.filled(template, values) { Self.quoted($0) }
    self.init(shell: "/bin/sh", text, environment)
  }

  /// A template with each `{name}` replaced by its value: quoted for the shell, or within words where there is none.
  /// - Throws: where there is no shell, and the template has no words.
  package init(
    template: String, _ values: [String: String], environment: [String: String] = [:],
    shell: CommandShell
  ) throws(CommandWords.Problem) {
    switch shell {
    case .path(let path):
      self.init(shell: path, Self.filled(template, values) { Self.quoted($0) }, environment)
    case .none:
      let words = try CommandWords.split(template).map { Self.filled($0, values) { $0 } }
      self.init(words: words, environment: environment, hasShell: false)
    }
  }

  /// A template with the values of placeholders, which stand in its environment too.
  /// - Throws: where there is no shell, and the template has no words.
  package init(
    template: String, _ values: [Placeholder: String], environment: [String: String] = [:],
    shell: CommandShell
  ) throws(CommandWords.Problem) {
    var (names, environment) = ([String: String](), environment)
    for (placeholder, value) in values {
      names[placeholder.rawValue] = value
      environment[placeholder.variable] = value
    }
    try self.init(template: template, names, environment: environment, shell: shell)
  }

  private init(shell: String, _ text: String, _ environment: [String: String]) {
    self.init(words: [shell, "-c", text], environment: environment, hasShell: true)
  }

  private init(words: [String], environment: [String: String], hasShell: Bool) {
    self.words = words
    self.environment = environment
    self.hasShell = hasShell
  }

  /// The text as one word of a POSIX shell.
  package static func quoted(_ text: String) -> String {
    let quote = UInt8(ascii: "'")
    let bytes = text.utf8.flatMap { $0 == quote ? Array("'\\''".utf8) : [$0] }
    return String(decoding: [quote] + bytes + [quote], as: UTF8.self)
  }

  /// Runs the command to its end, without a standard input, and kills its process group where that takes longer
  /// than `timeout`. What it leaves in the background is not waited for, and left alone.
  /// - Throws: `execve` where there is no such program or shell, or none that can be run.
  package func run(timeout: TimeSpan? = nil) throws(SystemCallError) -> Outcome {
    try SpawnPlan(self).run(timeout: timeout)
  }

  /// The same, for whoever wants to end what it leaves in the background.
  /// - Returns: the group, to be ended by the caller: until then the kernel keeps its number for it.
  package func runKeepingGroup(
    timeout: TimeSpan? = nil
  ) throws(SystemCallError) -> (outcome: Outcome, group: ProcessGroup) {
    try SpawnPlan(self).runKeepingGroup(timeout: timeout)
  }

  /// Puts values in place of their `{name}`, but for `${name}`, which is a variable of a shell or a script.
  private static func filled(
    _ template: String, _ values: [String: String], _ written: (String) -> String
  ) -> String {
    // One pass, so that braces in a value are never taken for a placeholder; and by bytes, as the shell reads
    // it: a combining mark behind a quote or a brace makes one character of both.
    let template = Array(template.utf8)
    var text: [UInt8] = []
    var place = 0
    while place < template.count {
      let rest = template[place...]
      if let literal = Placeholder.literal(at: rest) {
        text += literal.text
        place += literal.length
        continue
      }
      let isVariable = place > 0 && template[place - 1] == UInt8(ascii: "$")
      let match =
        isVariable ? nil : values.first { rest.starts(with: "{\($0.key)}".utf8) }
      text += match.map { Array(written($0.value).utf8) } ?? [template[place]]
      place += match.map { $0.key.utf8.count + 2 } ?? 1
    }
    return String(decoding: text, as: UTF8.self)
  }
}
