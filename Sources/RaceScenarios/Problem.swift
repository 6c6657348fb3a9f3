import RaceModel

/// What is wrong with one value, in words that fit a scenario file and a flag alike.
package struct Problem: Error, Hashable, Sendable {
  /// One line: what is wrong and, behind a semicolon, what was expected.
  package let message: String

  /// Escapes what would break the line.
  init(_ message: String) { self.message = OneLine.escaping(message) }

  init(got: String, expected: String) { self.init("got \(got); expected \(expected)") }

  /// Wrong usage: the problem with the value of a flag, named with its dashes.
  package func failure(flag: String) -> Failure { Failure(.usage, "\(flag): \(message)") }

  /// Bad data: the problem with the value of a key in a scenario file; an empty key is not named.
  func failure(at place: Place, key: String) -> Failure {
    Failure(.badData, "\(place): \(key.isEmpty ? "" : "\(key): ")\(message)")
  }
}

/// A line of a scenario file.
struct Place: Hashable, Sendable, CustomStringConvertible {
  let path: String
  /// Counted from 1.
  let line: Int

  var description: String { "\(OneLine.escaping(path)):\(line)" }

  /// Bad data in this line.
  func failure(_ message: String) -> Failure { Problem(message).failure(at: self, key: "") }
}
