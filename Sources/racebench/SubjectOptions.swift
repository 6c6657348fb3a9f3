import ArgumentParser
import RaceModel
import RaceScenarios

/// What is raced.
struct SubjectOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp("A strategy to race; repeatable (see racebench list).", valueName: "name"))
  var strategy: [String] = []

  @Option(
    help: ArgumentHelp(
      "For strategies: how bytes move: \(CopyMethod.allCases.map(\.rawValue).joined(separator: ", ")).",
      valueName: "method"))
  var copy: String?

  @Option(
    help: ArgumentHelp(
      "For strategies: the step between copying and publishing: none, busy:40ms, sleep:40ms, append, "
        + "append:40ms, fail, 'command:CMD {file}' (default: busy:40ms, beside an --updater none).",
      valueName: "spec"))
  var signer: String?

  @Option(
    help: ArgumentHelp(
      "For strategies that stage: stage there, not beside the target.", valueName: "dir"))
  var stagingDirectory: String?

  @Option(
    help: ArgumentHelp(
      "An updater of your own, run once a swap; repeatable. "
        + "\(Placeholder.allCases.map(\.name).joined(separator: ", ")) in it are quoted paths, "
        + "and so are the variables \(Placeholder.allCases.map(\.variable).joined(separator: ", ")).",
      valueName: "command"))
  var updater: [String] = []

  @Option(
    help: ArgumentHelp(
      "What reports call an updater: the first --name is the first --updater's, and so on.",
      valueName: "text"))
  var name: [String] = []

  @Option(
    help: ArgumentHelp(
      "For updaters: run before each swap, while readers wait.", valueName: "command"))
  var setup: String?

  @Option(
    help: ArgumentHelp(
      "For updaters: run after each swap, while readers wait.", valueName: "command"))
  var teardown: String?

  @Option(
    help: ArgumentHelp(
      "For updaters, and signers that are commands: when one that has not ended is killed (default: 60s).",
      valueName: "time"))
  var timeout: String?

  @Option(
    help: ArgumentHelp(
      "For updaters: the shell that runs them, or none: split into words, run without one (default: /bin/sh).",
      valueName: "path|none"))
  var shell: String?

  func apply(to draft: inout ScenarioDraft) throws(Failure) {
    let checks = ScenarioLoader.checks
    let subjects = try strategies(checks) + updaters(checks)
    if !subjects.isEmpty { draft.subjects = subjects }
    draft.strategies.copy = try Checks.flag("--copy", copy, checks.copy)
    draft.strategies.signer = try Checks.flag("--signer", signer, checks.signer)
    draft.strategies.stagingDirectory = try Checks.flag(
      "--staging-directory", stagingDirectory, checks.path
    ).map(ScenarioLoader.absolute)
    draft.commands.setup = try Checks.flag("--setup", setup, checks.command)
    draft.commands.teardown = try Checks.flag("--teardown", teardown, checks.command)
    draft.commands.timeout = try Checks.flag("--timeout", timeout, checks.duration)
    draft.strategies.timeout = draft.commands.timeout
    draft.commands.shell = try Checks.flag("--shell", shell) { text throws(Problem) in
      try checks.shell(text, place: ScenarioLoader.absolute)
    }
  }

  private func strategies(_ checks: Checks) throws(Failure) -> [SubjectDraft] {
    var subjects: [SubjectDraft] = []
    for name in strategy {
      guard let name = try Checks.flag("--strategy", name, checks.strategy) else { continue }
      subjects.append(SubjectDraft(strategy: name))
    }
    return subjects
  }

  private func updaters(_ checks: Checks) throws(Failure) -> [SubjectDraft] {
    guard name.count <= updater.count else {
      throw Failure(
        .usage,
        "--name: got \(Count.text(name.count, "name")) for \(Count.text(updater.count, "updater"));"
          + " expected an --updater for each")
    }
    var subjects: [SubjectDraft] = []
    for (index, command) in updater.enumerated() {
      guard let command = try Checks.flag("--updater", command, checks.updater) else { continue }
      let name = try Checks.flag(
        "--name", name.indices.contains(index) ? name[index] : nil, checks.name)
      subjects.append(SubjectDraft(.command(command, CommandChoices()), name: name))
    }
    return subjects
  }
}
