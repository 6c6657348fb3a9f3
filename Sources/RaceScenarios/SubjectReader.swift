import RaceModel

/// Reads the subjects of a scenario file, or its controls, which are written alike.
struct SubjectReader {
  let checks: Checks
  let role: Role
  /// A path as the process sees it.
  let path: (String) throws(Problem) -> String

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
    case .subject: "got none; expected at least one strategy"
    case .control:
      "got none; expected at least one strategy, for a gate without a control could not pass"
    }
  }

  private func subject(_ value: YAMLValue) throws(Failure) -> SubjectDraft {
    var strategy: String?
    var name: String?
    var copy: CopyMethod?
    var signer: SignerSpec?
    var stagingDirectory: String?
    var expect: Expectation?
    try value.fields(of: SubjectKey.self) { key, value throws(Failure) in
      switch key {
      case .strategy: strategy = try value.text(checks.strategy)
      case .name: name = try value.text(checks.name)
      case .copy: copy = try value.text(checks.copy)
      case .signer: signer = try value.text(checks.signer)
      case .stagingDirectory: stagingDirectory = try value.text(path)
      case .expect: expect = try expectation(value)
      }
    }
    guard let strategy else {
      throw value.failure(
        "got a \(role.rawValue) without a strategy; expected the key \"strategy\"")
    }
    return SubjectDraft(
      strategy: strategy, name: name, copy: copy, signer: signer,
      stagingDirectory: stagingDirectory, expect: expect)
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
