/// A job of GitLab CI/CD that runs a gate, in a file of its own, and a pipeline that is nothing but that job.
enum GitLabPipeline {
  private static let jobPath = ".gitlab/racebench.gitlab-ci.yml"

  /// An existing pipeline is other people's work, which cannot be replaced by a single job; it can include it.
  static func files(scenario path: String) -> [StarterFile] {
    [
      StarterFile(
        path: jobPath, text: job(scenario: path),
        advice: Installation.advice(settings: "Settings, CI/CD, Variables")),
      StarterFile(
        path: ".gitlab-ci.yml", text: "include:\n  - local: \(jobPath)\n",
        adviceIfThere: "let it include the job, unless it does: "
          + "include: [{local: \(jobPath)}]"),
    ]
  }

  private static func job(scenario path: String) -> String {
    """
    # Races a file swap against readers, and fails if one of them sees a partial file.
    racebench:
      stage: test
      image: \(Installation.image)
      timeout: 30 minutes
      variables:
        # Where racebench comes from where it is not installed: the URL of its repository, as git clone takes it.
        # A variable of that name in the project's settings goes before this one.
        RACEBENCH_REPOSITORY: ''
        # A tag or a branch of it; empty for the default branch.
        RACEBENCH_REVISION: ''
        RACEBENCH_SCENARIO: '\(path)'
      before_script:
        - |
    \(Installation.script().map { "      \($0)" }.joined(separator: "\n"))
      script:
        - racebench gate "$RACEBENCH_SCENARIO" --output racebench.xml --output racebench.json
      artifacts:
        when: always
        paths:
          - racebench.xml
          - racebench.json
        reports:
          junit: racebench.xml

    """
  }
}
