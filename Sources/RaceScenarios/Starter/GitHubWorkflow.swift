/// A workflow of GitHub Actions that runs a gate.
enum GitHubWorkflow {
  static func file(scenario path: String) -> StarterFile {
    StarterFile(
      path: ".github/workflows/racebench.yml", text: text(scenario: path),
      advice: Installation.advice(settings: "Settings, Secrets and variables, Actions, Variables"))
  }

  /// The shell is named because in containers the default one does not stop where a pipe fails.
  private static func text(scenario path: String) -> String {
    """
    # Races a file swap against readers, and fails if one of them sees a partial file. It writes annotations and the
    # job's summary by itself.
    name: racebench

    on:
      push:
      pull_request:
      workflow_dispatch:

    permissions:
      contents: read

    env:
      # Where racebench comes from where it is not installed: the URL of its repository, as git clone takes it.
      RACEBENCH_REPOSITORY: ${{ vars.RACEBENCH_REPOSITORY }}
      # A tag or a branch of it; empty for the default branch.
      RACEBENCH_REVISION: ''
      RACEBENCH_SCENARIO: '\(path)'

    jobs:
      gate:
        runs-on: ubuntu-latest
        container: \(Installation.image)
        timeout-minutes: 30
        defaults:
          run:
            shell: bash
        steps:
          - uses: actions/checkout@v4
          - name: Install racebench
            run: |
    \(Installation.script(errorMark: "::error::").map { "          \($0)" }.joined(separator: "\n"))
          - name: Gate
            run: racebench gate "$RACEBENCH_SCENARIO" --output racebench.xml --output racebench.json
          - uses: actions/upload-artifact@v4
            if: always()
            with:
              name: racebench
              path: |
                racebench.xml
                racebench.json

    """
  }
}
