import RaceModel

/// Reads the subjects of a scenario file, or its controls, which are written alike.
struct SubjectReader {
  let checks: Checks
  let role: Role
  /// A path as the process sees it.
  let path: (String) throws(Problem) -> String
  /// The same of a directory to stage in.
  let stagingPath: (String) throws(Problem) -> String

  /// One after the other, no two of one name.
  func list(_ value: YAMLValue) throws(Failure) -> [SubjectDraft] {
    var subjects: [SubjectDraft] = []
    var lines: [String: Int] = [:]
    for value in try value.list() {
      let subject =
        try value.isMapping
        ? subject(value) : SubjectDraft(strategy: value.text(checks.strategy))
      if let line = lines.updateValue(value.place.line, forKey: subject.finalName) {
        throw value.failure(
          "\(OneLine.quoted(subject.finalName)) is also the \(role.rawValue)'s name in line"
            + " \(line); expected a name of its own (name: …)")
      }
      subjects.append(subject)
    }
    guard !subjects.isEmpty else { throw value.failure(none) }
    return subjects
  }

  private var none: String {
    switch role {
    case .subject: "got none; expected at least one strategy or updater"
    case .control:
      "got none; expected at least one strategy, for a gate without a control could not pass"
    }
  }

  private func subject(_ value: YAMLValue) throws(Failure) -> SubjectDraft {
    var fields = SubjectFields()
    var name: String?
    var expect: (Expectation, YAMLValue)?
    try value.fields(of: SubjectKey.self) { key, value throws(Failure) in
      switch key {
      case .strategy: fields.strategy = (try value.text(checks.strategy), value)
      case .updater: fields.command = (try value.text(checks.updater), value)
      case .copy: fields.strategyChoices.copy = try value.text(checks.copy)
      case .signer: fields.strategyChoices.signer = try value.text(checks.signer)
      case .stagingDirectory:
        fields.strategyChoices.stagingDirectory = try value.text(stagingPath)
      case .setup: fields.commandChoices.setup = try value.text(checks.command)
      case .teardown: fields.commandChoices.teardown = try value.text(checks.command)
      case .timeout:
        let timeout = try value.quantity(checks.duration)
        fields.commandChoices.timeout = timeout
        fields.strategyChoices.timeout = timeout
      case .shell: fields.commandChoices.shell = try value.text(shell)
      case .name: name = try value.text(checks.name)
      case .expect: expect = (try expectation(value), value)
      }
      fields.note(key, value)
    }
    let updater = try fields.updater(role, in: value)
    if updater.isCommand, let (expectation, value) = expect,
      let contract = expectation.contracts?.first(where: {
        $0.key.needsSigner && $0.value != .notChecked
      })
    {
      throw value.failure(Checks.unshown(contract.key).message)
    }
    return SubjectDraft(updater, name: name, expect: expect?.0)
  }

  private func shell(_ text: String) throws(Problem) -> CommandShell {
    try checks.shell(text, place: path)
  }

  private func expectation(_ value: YAMLValue) throws(Failure) -> Expectation {
    guard role == .subject else {
      throw value.failure(
        "nothing is expected of a control, which is there to be caught; expected this key at a"
          + " subject")
    }
    return try ExpectationReader(checks: checks).expectation(value)
  }
}
