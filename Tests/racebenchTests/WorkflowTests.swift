import Foundation
import RaceModel
import RaceReports
import RaceSystem
import Testing

/// That what `racebench init` writes runs as it is: the workflows' own commands, taken out of them by another
/// YAML parser and executed as the CI system would.
@Suite(.enabled(if: Workflow.canBeRead, "needs python3 with its yaml module, and git"))
struct WorkflowTests {
  @Test("The gate that was written passes", arguments: ["github", "gitlab"])
  func passes(system: String) throws {
    let project = try Project()
    #expect(try project.initialize(["--ci", system]).end == .exited(status: 0))
    try project.holdInStep()
    let workflow = try Workflow(system, in: project)
    let outcome = try workflow.execute(path: PathCalls.parent(of: RaceExecutable.path))
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    let json = Array(try project.text("racebench.json").utf8)
    let report = try #require(try ReportFile.decode(json, path: "racebench.json").first)
    let subjects = report.runs.filter { $0.role == .subject }
    #expect(subjects.map(\.subject.name) == ["staged", "inplace"])
    #expect(subjects.map(\.judgement.verdict) == [.pass, .fail])
    #expect(try project.text("racebench.xml").contains("<testsuite"))
    for file in workflow.artifacts { #expect(try !project.text(file).isEmpty) }
    #expect(workflow.artifacts == ["racebench.xml", "racebench.json"])
  }

  @Test(
    "A gate that is not met fails the job, and its results are kept",
    arguments: ["github", "gitlab"])
  func fails(system: String) throws {
    let project = try Project()
    _ = try project.initialize(["--ci", system, "--scenario", "ci/race bench.yaml"])
    let scenario = try project.text("ci/race bench.yaml")
    try project.write(
      "ci/race bench.yaml", scenario.replacing("verdict: fail", with: "verdict: pass"))
    try project.holdInStep("ci/race bench.yaml")
    let workflow = try Workflow(system, in: project)
    let outcome = try workflow.execute(path: PathCalls.parent(of: RaceExecutable.path))
    #expect(outcome.end == .exited(status: 1), "\(outcome.errors)")
    #expect(try project.text("racebench.xml").contains("<failure"))
    #expect(workflow.keepsArtifactsOnFailure)
  }

  @Test(
    "Without racebench and without its sources a job says what to set",
    arguments: ["github", "gitlab"])
  func nothingToInstall(system: String) throws {
    let project = try Project()
    _ = try project.initialize(["--ci", system])
    let outcome = try Workflow(system, in: project).execute(path: project.root)
    #expect(outcome.end == .exited(status: 1))
    #expect(outcome.output.contains("RACEBENCH_REPOSITORY is empty"))
    #expect(outcome.output.contains("::error::") == (system == "github"))
  }

  @Test("Where it is not installed it is built from its sources", arguments: ["github", "gitlab"])
  func builds(system: String) throws {
    let project = try Project()
    let tools = project.racebench.files + "/tools"
    let sources = project.racebench.files + "/sources"
    for path in [tools, sources] { try PathCalls.makeDirectory(path) }
    let packages = project.racebench.files + "/packages"
    try project.write("../tools/apt-get", "#!/bin/sh\necho \"$@\" >> \(packages)\n")
    chmod(tools + "/apt-get", 0o755)
    // Stands for the sources: it installs what was built for this test, and only at the tag that is asked for.
    try project.write("../sources/Makefile", "install:\n\texit 1\n")
    let git = "git -c user.name=t -c user.email=t@example.org"
    let commit = "\(git) add . && \(git) commit -qm x"
    let install = "install:\\n\\tln -s \(RaceExecutable.path) \(tools)/racebench\\n"
    let made = try Command(
      "cd \(sources) && git init -q && printf '\(install)' > Makefile && \(commit) && git tag v1 "
        + "&& printf 'install:\\n\\texit 1\\n' > Makefile && \(commit)"
    ).run()
    try #require(made.end.succeeded, "\(made.lastLine ?? "")")
    _ = try project.initialize(["--ci", system])
    try project.holdInStep()
    let outcome = try Workflow(system, in: project).execute(
      path: tools,
      ["RACEBENCH_REPOSITORY": "file://\(sources)", "RACEBENCH_REVISION": "v1"])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    let wanted = try project.text("../packages").split(separator: "\n")
    #expect(wanted.first == "update")
    #expect(
      wanted.last?.hasPrefix("install -y") == true && wanted.last?.contains("libxxhash-dev") == true
    )
    #expect(try project.text("racebench.xml").contains("<testsuite"))
  }

  @Test("A workflow of GitHub may read the repository and nothing else, and pins its actions")
  func rights() throws {
    let project = try Project()
    _ = try project.initialize(["--ci", "github"])
    let workflow = try Workflow("github", in: project)
    #expect(workflow.permissions == ["contents": "read"])
    #expect(workflow.actions == ["actions/checkout@v4", "actions/upload-artifact@v4"])
  }

  @Test("A pipeline of GitLab is the job that it includes")
  func includes() throws {
    let project = try Project()
    _ = try project.initialize(["--ci", "gitlab"])
    #expect(
      try project.text(".gitlab-ci.yml") == "include:\n  - local: .gitlab/racebench.gitlab-ci.yml\n"
    )
    #expect(try Workflow("gitlab", in: project).junit == "racebench.xml")
  }
}
