/// A file that `racebench init` writes for people to go on from.
package struct StarterFile: Hashable, Sendable {
  /// Relative to the directory that was asked for.
  package let path: String
  /// What is in it.
  package let text: String
  /// What is left to do about it by hand, in one line; nil if nothing is.
  package let advice: String?
  /// What to do by hand where a file of that name is there already, which is then left as it is, whatever was
  /// asked for; nil for a file that replaces another, or is refused.
  package let adviceIfThere: String?

  init(path: String, text: String, advice: String? = nil, adviceIfThere: String? = nil) {
    self.path = path
    self.text = text
    self.advice = advice
    self.adviceIfThere = adviceIfThere
  }

  /// The scenario, at the given path, and what makes this CI system run its gate.
  package static func all(scenario path: String, for system: CISystem?) -> [StarterFile] {
    let workflow =
      switch system {
      case .github: [GitHubWorkflow.file(scenario: path)]
      case .gitlab: GitLabPipeline.files(scenario: path)
      case nil: [] as [StarterFile]
      }
    return [StarterFile(path: path, text: StarterScenario.text(at: path))] + workflow
  }
}

/// The CI systems that a gate can be set up for.
package enum CISystem: String, CaseIterable, Sendable {
  /// GitHub Actions.
  case github
  /// GitLab CI/CD.
  case gitlab
}

extension Checks {
  /// Where a scenario is to be written. Names only what a workflow can hold without quoting, in YAML and in the
  /// expressions of CI systems alike, and what no command takes for an option.
  package func scenarioPath(_ text: String) throws(Problem) -> String {
    let marks: Set<Character> = [" ", ".", "_", "-", "+", "@", "/"]
    let path = try target(text).path
    guard path.allSatisfy({ $0.isLetter || $0.isNumber || marks.contains($0) }),
      path.first != "-", path.first != " ", path.last != " "
    else {
      throw Problem(
        got: OneLine.quoted(text),
        expected: "letters, digits, spaces and . _ - + @ /, such as ci/racebench.yaml")
    }
    return path
  }
}
