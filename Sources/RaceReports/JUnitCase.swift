import RaceModel

/// A test case of JUnit's XML: one expectation of one subject.
struct JUnitCase {
  /// What came of it.
  let outcome: Check.Outcome
  private let name: String
  private let subject: String
  private let nanoseconds: UInt64
  private let message: String
  private let states: String
  private let output: FailureOutput?

  /// The test cases of a report. Where nothing is expected there is one, and it is an error: a suite without test
  /// cases would be green.
  static func all(of report: Report) -> [JUnitCase] {
    let cases = report.runs.flatMap { run in
      // CI systems add the times up, so that only a subject's first test case has taken any.
      run.checks.enumerated().map { index, check in
        JUnitCase(check, of: run, nanoseconds: index == 0 ? run.wallNanoseconds : 0)
      }
    }
    return cases.isEmpty ? [nothingExpected] : cases
  }

  private init(_ check: Check, of run: Run, nanoseconds: UInt64) {
    name = "\(check.aspect) \(check.expected)"
    subject = check.subject
    outcome = check.outcome
    message = GateNotes.text(of: check).text
    states = FirstStates(of: run).details
    output = FailureOutput(of: run, atMost: FailureOutput.longest)
    self.nanoseconds = nanoseconds
  }

  private init(name: String, inconclusive message: String) {
    (self.name, subject, outcome, self.message) = (name, "", .inconclusive, message)
    (nanoseconds, states, output) = (0, "", nil)
  }

  private static var nothingExpected: JUnitCase {
    JUnitCase(name: "expectations", inconclusive: "nothing was expected of any subject")
  }

  /// The test case in a suite of this name.
  /// - Parameter table: of the report.
  func element(suite: String, table: String) -> XMLElement {
    let owner = subject.isEmpty ? suite : "\(suite)/\(Text.printable(subject))"
    let text =
      table + (states.isEmpty ? "" : "\nFirst partial states:\n\(states)")
      + (output.map { "\n\($0.capitalized):\n\($0.lines.joined(separator: "\n"))\n" } ?? "")
    let problem: [(name: String, value: String)] = [
      ("message", Text.printable(message)), ("type", outcome.rawValue),
    ]
    let inner: [XMLElement] =
      switch outcome {
      case .met: []
      case .unmet: [XMLElement("failure", problem, .text(text))]
      case .inconclusive: [XMLElement("error", problem, .text(text))]
      }
    return XMLElement(
      "testcase",
      [
        ("name", Text.printable(name)), ("classname", owner),
        ("time", JUnitTime.seconds([nanoseconds])),
      ], .elements(inner))
  }
}

/// Times as JUnit's XML has them.
enum JUnitTime {
  /// All of them together, in seconds with three digits, rounded down: `2.345`. Never with an exponent, which the
  /// schemas do not know.
  static func seconds(_ nanoseconds: [UInt64]) -> String {
    let milliseconds = nanoseconds.reduce(UInt128(0)) { $0 + UInt128($1) } / 1_000_000
    return "\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())"
  }

  /// A time without its zone, as the schemas want it, in UTC as `startedAt` is. What is no time becomes the
  /// beginning of time, since the schemas want one.
  static func stamp(_ startedAt: String) -> String {
    let shape = Array("0000-00-00T00:00:00Z".unicodeScalars)
    let scalars = Array(startedAt.unicodeScalars)
    let digits: ClosedRange<Unicode.Scalar> = "0"..."9"
    let fits =
      scalars.count == shape.count
      && zip(scalars, shape).allSatisfy { $1 == "0" ? digits.contains($0) : $0 == $1 }
    return fits && isDate(startedAt) ? String(startedAt.dropLast()) : "1970-01-01T00:00:00"
  }

  /// Whether the fields of a time of that shape may be: a day that its month may have, an hour of the day.
  private static func isDate(_ text: String) -> Bool {
    let parts = text.split { !$0.isNumber }.compactMap { Int($0) }
    guard parts.count == 6, parts[0] > 0, (1...12).contains(parts[1]) else { return false }
    let isLeap =
      parts[0].isMultiple(of: 4) && (!parts[0].isMultiple(of: 100) || parts[0].isMultiple(of: 400))
    let days = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][parts[1] - 1]
    return (1...days).contains(parts[2]) && parts[3] < 24 && parts[4] < 60 && parts[5] < 60
  }
}
