import ArgumentParser
import RaceModel
import RaceScenarios
import RaceSystem

/// `racebench init`: writes files to begin with.
struct InitCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "init",
    abstract: "Write a starter scenario, and a CI workflow that runs its gate.",
    discussion: """
      What it writes runs as it is; change it as its comments say. Without --force it replaces no file, and \
      writes all of its files or none.

      Example:
        racebench init --ci github && racebench gate racebench.yaml
      """)

  @Option(
    help: ArgumentHelp("Also write what makes this CI system run the gate.", valueName: "name"))
  var ci: CISystem?

  @Option(
    help: ArgumentHelp(
      "Where to write; for CI the root of the repository.", valueName: "dir"))
  var directory = "."

  @Option(help: ArgumentHelp("The scenario's path below it.", valueName: "relative"))
  var scenario = "racebench.yaml"

  @Flag(help: "Replace files that are there; an existing .gitlab-ci.yml is never replaced.")
  var force = false

  mutating func run() throws {
    let target = try NewFiles(in: directory, replacing: force)
    let files = try files()
    let kept = files.filter { $0.adviceIfThere != nil && target.holds($0.path) }
    let written = files.filter { !kept.contains($0) }
    try target.write(written.map { ($0.path, $0.text) })
    let lines =
      written.map { Self.line("wrote", target.shown($0.path), $0.advice) }
      + kept.map { Self.line("left", target.shown($0.path), $0.adviceIfThere) }
    let next = "next: racebench gate \(Self.word(target.shown(files[0].path)))"
    try Terminal.print(lines: lines + [next])
  }

  private func files() throws(Failure) -> [StarterFile] {
    let path = try Checks.flag("--scenario", scenario, ScenarioLoader.checks.scenarioPath)
    let files = StarterFile.all(scenario: path ?? scenario, for: ci)
    for file in files.dropFirst() where Self.collide(file.path, files[0].path) {
      throw Failure(
        .usage, "--scenario: \"\(scenario)\" is in the way of \"\(file.path)\"; name another path")
    }
    return files
  }

  /// Whether two paths are the same, or one would have to be a directory for the other.
  private static func collide(_ one: String, _ other: String) -> Bool {
    one == other || one.hasPrefix("\(other)/") || other.hasPrefix("\(one)/")
  }

  private static func line(_ what: String, _ path: String, _ advice: String?) -> String {
    "\(what) \(path)\(advice.map { "; \($0)" } ?? "")"
  }

  private static func word(_ path: String) -> String {
    let isPlain = path.allSatisfy { $0.isLetter || $0.isNumber || "._-+@/".contains($0) }
    return isPlain ? path : Command.quoted(path)
  }
}

extension CISystem: ExpressibleByArgument {}
