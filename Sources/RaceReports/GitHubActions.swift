import RaceModel

/// What a step of GitHub Actions shows of reports: annotations, which the runner finds among the lines that a
/// program prints, and Markdown for the job's summary.
package enum GitHubActions {
  /// What a job's summary may hold for each step, in bytes of UTF-8. GitHub refuses all of a longer one.
  package static let longestSummary = 1 << 20

  /// A line for each check that is not met, as an error: an inconclusive one fails the step too. Nothing where all
  /// are met.
  ///
  /// - Parameter scenarioPaths: for each report its scenario's file, as the user named it; nil where there is none.
  package static func annotations(
    for reports: [Report], scenarioPaths: [String?]
  ) -> Annotations {
    Annotations(text: lines(for: reports, scenarioPaths: scenarioPaths))
  }

  /// Lines that the runner is meant to obey: the only ones, so that only they may be printed past `Inert`.
  package struct Annotations: Sendable {
    /// Each with its line's end.
    package let text: String

    fileprivate init(text: String) { self.text = text }
  }

  private static func lines(for reports: [Report], scenarioPaths: [String?]) -> String {
    reports.enumerated().flatMap { index, report in
      let path = scenarioPaths.indices.contains(index) ? scenarioPaths[index] : nil
      return problems(of: report).map { annotation(title: $0.title, $0.message, path: path) }
    }.joined()
  }

  /// The verdict on all reports, and the table of each. What has no room is left out from the end on, and the text
  /// says so; nothing where there is no room for that.
  ///
  /// - Parameter room: how many bytes of UTF-8 it may have.
  package static func summary(
    of reports: [Report], room: Int = longestSummary
  ) throws(Failure) -> String {
    // An empty line keeps it apart from what stands there already.
    let heading = "\n## racebench: \(Verdict.together(reports.map(\.verdict)).rawValue)\n"
    let tables = try reports.map { report throws(Failure) in
      "\n" + (try Format.markdown.render([report]))
    }
    for count in stride(from: tables.count, through: 0, by: -1) {
      let left = tables.count - count
      let rest = left > 0 ? "\n\(Count.text(left, "report")) left out: no room here.\n" : ""
      let text = heading + tables.prefix(count).joined() + rest
      if text.utf8.count <= room { return text }
    }
    return ""
  }

  private static func problems(of report: Report) -> [(title: String, message: String)] {
    let checks = report.checks
    guard !checks.isEmpty else {
      return [("racebench: inconclusive", "nothing was expected of any subject")]
    }
    return checks.filter { $0.outcome != .met }.map(GateNotes.text).map {
      ("racebench: \($0.outcome)", $0.text)
    }
  }

  private static func annotation(title: String, _ message: String, path: String?) -> String {
    let file = path.map { "file=\(property(Text.printable($0)))," } ?? ""
    return "::error \(file)title=\(property(title))::\(data(Text.printable(message)))\n"
  }

  /// A message as the runner unescapes it. Source: `escapeData` of actions/toolkit, `packages/core/src/command.ts`.
  static func data(_ text: String) -> String { escaped(text, ["%", "\r", "\n"]) }

  /// A property's value. Source: `escapeProperty`, beside that.
  static func property(_ text: String) -> String { escaped(text, ["%", "\r", "\n", ":", ","]) }

  private static func escaped(_ text: String, _ special: Set<Unicode.Scalar>) -> String {
    // By scalar: to Swift "\r\n" is one character, and a comma with an accent is no comma.
    var result = ""
    for scalar in text.unicodeScalars {
      if special.contains(scalar) {
        let digits = String(scalar.value, radix: 16, uppercase: true)
        result += "%" + (digits.count == 1 ? "0" : "") + digits
      } else {
        result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
