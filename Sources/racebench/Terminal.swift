import Glibc
import RaceModel
import RaceReports
import RaceSystem

/// Standard output and standard error.
enum Terminal {
  /// Whether standard output is a terminal that may be coloured.
  static var style: Style {
    Style(color: isatty(STDOUT_FILENO) == 1 && colorAllowed)
  }

  /// Whether somebody watches standard error.
  static var isWatched: Bool { isatty(STDERR_FILENO) == 1 }

  /// See no-color.org: present and not empty means no colour.
  static var colorAllowed: Bool {
    EnvironmentVariable.value("NO_COLOR") == nil
  }

  /// Prints each text on a line of its own, whatever is in it.
  static func print(lines: [String]) throws(Failure) {
    try print(rendered: lines.map { Inert.line($0) + "\n" }.joined())
  }

  /// Writes all of what a form has rendered, and so escaped, to standard output.
  static func print(rendered text: String) throws(Failure) {
    do throws(SystemCallError) {
      try OpenFile(adopting: dup(STDOUT_FILENO), path: "standard output").write(Array(text.utf8))
    } catch {
      throw error.failure("cannot write to standard output")
    }
  }

  /// Writes to standard error; a failure of that is told nowhere.
  private static func write(_ text: String) {
    let bytes = Array(text.utf8)
    _ = Glibc.write(STDERR_FILENO, bytes, bytes.count)
  }

  /// Shows the runner of GitHub Actions what it is to mark.
  static func note(_ annotations: GitHubActions.Annotations) { write(annotations.text) }

  /// Writes a line over the one that stands there; it is left open.
  static func note(over line: String) { write("\r\(Inert.line(line))") }

  /// Goes back to the start of the line.
  static func rewind() { write("\r") }

  /// Says why on one line, and goes on. A message may hold anything: paths, names, what programs have printed.
  static func note(_ failure: Failure) {
    let line = failure.message.split(whereSeparator: \.isNewline).joined(separator: " ")
    write("racebench: \(Inert.line(line))\n")
  }

  /// Says why on one line and ends the program.
  static func end(_ failure: Failure) -> Never {
    note(failure)
    exit(failure.status.rawValue)
  }
}
