/// How a CI job comes by racebench: the one that is installed, or one that is built from its sources.
enum Installation {
  /// A container image of the toolchain and the distribution that racebench is developed on.
  static let image = "swift:6.3-bookworm"

  /// Lines for bash and POSIX shells. The job's other commands may run in the same shell, so they do not end it
  /// but on failure. They read `RACEBENCH_REPOSITORY` and `RACEBENCH_REVISION`.
  /// - Parameter mark: what the CI system wants in front of an error's text.
  static func script(errorMark mark: String = "") -> [String] {
    [
      "if ! command -v racebench; then",
      "  if [ -z \"$RACEBENCH_REPOSITORY\" ]; then",
      "    echo \"\(mark)racebench is not installed and RACEBENCH_REPOSITORY is empty: set it to the URL of racebench's repository\"",
      "    exit 1",
      "  fi",
      "  apt-get update",
      "  apt-get install -y --no-install-recommends ca-certificates git libxxhash-dev make pkg-config",
      "  sources=$(mktemp -d)",
      "  git clone --depth 1 ${RACEBENCH_REVISION:+--branch \"$RACEBENCH_REVISION\"} \"$RACEBENCH_REPOSITORY\" \"$sources\"",
      "  make -C \"$sources\" install",
      "  rm -rf \"$sources\"",
      "fi",
    ]
  }

  /// What is to be done before a job can build racebench.
  static func advice(settings: String) -> String {
    "set RACEBENCH_REPOSITORY to the URL of racebench's repository, in it or under \(settings)"
  }
}
