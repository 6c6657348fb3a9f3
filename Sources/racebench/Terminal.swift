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

  /// Writes all of the text to standard output.
  static func print(_ text: String) throws(Failure) {
    do throws(SystemCallError) {
      try OpenFile(adopting: dup(STDOUT_FILENO), path: "standard output").write(Array(text.utf8))
    } catch {
      throw error.failure("cannot write to standard output")
    }
  }

  /// Writes to standard error; nobody is told if that fails.
  static func note(_ text: String) {
    let bytes = Array(text.utf8)
    _ = write(STDERR_FILENO, bytes, bytes.count)
  }

  /// Says why on one line, and goes on.
  static func note(_ failure: Failure) {
    let line = failure.message.split(whereSeparator: \.isNewline).joined(separator: " ")
    note("racebench: \(line)\n")
  }

  /// Says why on one line and ends the program.
  static func end(_ failure: Failure) -> Never {
    note(failure)
    exit(failure.status.rawValue)
  }
}
