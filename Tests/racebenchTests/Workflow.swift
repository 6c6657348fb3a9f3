import Foundation
import RaceSystem
import Testing

/// A CI job that `racebench init` has written, as Python's YAML parser reads it.
struct Workflow {
  /// The shell scripts that the CI system would execute, one process each.
  let scripts: [String]
  let artifacts: [String]
  let keepsArtifactsOnFailure: Bool
  /// Of GitHub alone.
  let permissions: [String: String]
  let actions: [String]
  /// Of GitLab alone.
  let junit: String?
  private let variables: [String: String]
  private let project: Project

  static let canBeRead: Bool = succeeds("python3 -c 'import yaml'") && succeeds("git --version")

  private static func succeeds(_ command: String) -> Bool {
    (try? Command(command).run().end.succeeded) ?? false
  }

  init(_ system: String, in project: Project) throws {
    self.project = project
    switch system {
    case "github":
      let root = try Self.read(".github/workflows/racebench.yml", in: project)
      let job = try #require((root["jobs"] as? [String: [String: Any]])?["gate"])
      let shell = ((job["defaults"] as? [String: Any])?["run"] as? [String: String])?["shell"]
      #expect(shell == "bash")
      let steps = try #require(job["steps"] as? [[String: Any]])
      scripts = steps.compactMap { $0["run"] as? String }
      actions = steps.compactMap { $0["uses"] as? String }
      let upload = try #require(steps.last)
      let paths = (upload["with"] as? [String: String])?["path"] ?? ""
      artifacts = paths.split(separator: "\n").map(String.init)
      keepsArtifactsOnFailure = upload["if"] as? String == "always()"
      permissions = root["permissions"] as? [String: String] ?? [:]
      junit = nil
      variables = try #require(root["env"] as? [String: String])
    default:
      let root = try Self.read(".gitlab/racebench.gitlab-ci.yml", in: project)
      let job = try #require(root["racebench"] as? [String: Any])
      let lines = ["before_script", "script"].flatMap { job[$0] as? [String] ?? [] }
      scripts = [lines.joined(separator: "\n")]
      let kept = try #require(job["artifacts"] as? [String: Any])
      artifacts = kept["paths"] as? [String] ?? []
      keepsArtifactsOnFailure = kept["when"] as? String == "always"
      junit = (kept["reports"] as? [String: String])?["junit"]
      variables = try #require(job["variables"] as? [String: String])
      (permissions, actions) = ([:], [])
    }
  }

  /// Executes the scripts one after the other, as far as none fails.
  func execute(
    path: String, _ settings: [String: String] = [:]
  ) throws -> RaceExecutable.Outcome {
    // A variable that nobody has set in the repository's settings is empty.
    let unset = variables.mapValues { $0.hasPrefix("${{") ? "" : $0 }
    let assignments = unset.merging(settings) { $1 }
      .map { "\($0.key)=\(Command.quoted($0.value))" }.sorted().joined(separator: " ")
    var script = "cd \(project.root) && export \(assignments) PATH=\(path):$PATH"
    for (number, text) in scripts.enumerated() {
      try project.write("../step-\(number)", text)
      script += " && bash --noprofile --norc -eo pipefail ../step-\(number)"
    }
    let outcome = try project.racebench.run([], shell: script)
    #expect(!scripts.isEmpty)
    return outcome
  }

  private static func read(_ path: String, in project: Project) throws -> [String: Any] {
    // "on" is a truth value in YAML 1.1, and JSON wants texts for keys.
    let program = "import json, sys, yaml; print(json.dumps(yaml.safe_load(open(sys.argv[1]))))"
    let outcome = try Command(
      "python3 -c \(Command.quoted(program)) \(Command.quoted("\(project.root)/\(path)"))"
    ).run()
    try #require(outcome.end.succeeded, "\(outcome.lastLine ?? "")")
    return try #require(
      try JSONSerialization.jsonObject(with: Data(outcome.output)) as? [String: Any])
  }
}
