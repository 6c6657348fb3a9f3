import RaceModel

/// Explorations to be written, and how much of them.
package struct ShownExplorations: Sendable {
  /// What is written, in this order.
  package var reports: [ExplorationReport]
  /// Whether forms for people show every step, each in a row of its own.
  package var allSteps: Bool

  /// Takes each value as it is.
  package init(_ reports: [ExplorationReport], allSteps: Bool = false) {
    self.reports = reports
    self.allSteps = allSteps
  }
}

/// The forms in which explorations are written: those of races, under the same names.
package enum ExplorationFormat: String, CaseIterable, OutputForm {
  /// The steps that matter, for terminals, in plain text.
  case table
  /// The same for a pull request, in GitHub's Markdown.
  case markdown
  /// Everything, for programs and for `racebench report`: one report as an object, several as a list of them.
  case json
  /// One line for each step, for spreadsheets and data frames (RFC 4180).
  case csv
  /// JUnit's XML: a suite for each exploration, a test case for each contract that decides.
  case junit

  package var fileExtensions: [String] { raceForm.fileExtensions }

  private var raceForm: Format {
    switch self {
    case .table: .table
    case .markdown: .markdown
    case .json: .json
    case .csv: .csv
    case .junit: .junit
    }
  }

  /// The explorations in this form, with a line's end behind the last line. None at all are a defect of the caller: an
  /// empty selection must not look like a result.
  package func render(
    _ shown: ShownExplorations, style: Style = .plain
  ) throws(Failure) -> String {
    let reports = shown.reports
    guard let first = reports.first else {
      throw Failure(.defect, "there is no exploration to render")
    }
    switch self {
    case .table:
      return reports.map { ExplorationTable(of: $0, shown.allSteps, style: style).text }
        .joined(separator: "\n")
    case .markdown:
      return reports.map { ExplorationMarkdown(of: $0, shown.allSteps).text }
        .joined(separator: "\n")
    case .json:
      return try reports.count == 1 ? JSONText.text(of: first) : JSONText.text(of: reports)
    case .csv: return StepCSV.text(of: reports)
    case .junit: return ExplorationJUnit.document(of: reports)
    }
  }
}
