/// Why a command ended without doing what it was asked, with the exit status that says so.
///
/// There is one message for people: what happened, where, and what to do about it, on one line.
package struct Failure: Error, Hashable, Sendable, Codable {
  /// The exit statuses of every subcommand, but for 0 and for death by a signal (128 + its number).
  package enum Status: Int32, Sendable, Codable {
    /// The property was violated.
    case violated = 1
    /// Nothing was found, and it could not have been.
    case inconclusive = 2
    /// The command line is wrong.
    case usage = 64
    /// A scenario, a result or a content file is wrong.
    case badData = 65
    /// Something that is needed is missing or not allowed.
    case unavailable = 69
    /// A defect of racebench itself.
    case defect = 70
    /// The root or an output cannot be written.
    case cannotWrite = 73
    /// Interrupted by SIGINT, after cleaning up.
    case interrupted = 130
    /// Ended by SIGTERM, after cleaning up.
    case terminated = 143
  }

  /// What the program exits with.
  package let status: Status
  /// One line, without the program's name in front and without a full stop behind.
  package let message: String

  /// A failure with its one line for people.
  package init(_ status: Status, _ message: String) {
    self.status = status
    self.message = message
  }

  /// The same with more to say.
  package func adding(_ message: String) -> Failure {
    Failure(status, "\(self.message); \(message)")
  }
}
