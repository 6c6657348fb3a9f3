import RaceModel

extension Format {
  /// A table for terminals, in plain text.
  package static let table = Format("table", fileExtensions: ["txt"]) { reports, style in
    reports.map { Table(of: $0, style: style).text }.joined(separator: "\n")
  }
}

/// One report as a table for a terminal: a row for each run, and below it what the figures leave open.
private struct Table {
  private let report: Report
  private let style: Style
  private let layout: TableLayout

  init(of report: Report, style: Style) {
    self.report = report
    self.style = style
    layout = TableLayout(for: report.runs, width: style.width)
  }

  var text: String {
    let title = report.scenario.title.map { wrapped($0) + [""] } ?? []
    let environment = [""] + wrapped(Environment.line(of: report))
    let lines = title + [layout.headings] + report.runs.flatMap(lines) + environment
    return lines.map { $0 + "\n" }.joined()
  }

  /// A run's row and, indented, what belongs to it.
  private func lines(of run: Run) -> [String] {
    let below = Column.figures.filter { $0.place == .below }.map { $0.text(run) }
    let notes = RunNotes.notes(on: run, showsGlances: run.glancers > 0 && !layout.hasGlances)
      .joined(separator: "; ")
    return [layout.row(of: run) { color($0, run.judgement.verdict) }]
      + (below + [notes]).flatMap { wrapped($0, indent: "  ") }
  }

  private func wrapped(_ text: String, indent: String = "") -> [String] {
    Text.wrap(Text.printable(text), to: style.width, indent: indent)
  }

  private func color(_ text: String, _ verdict: Verdict) -> String {
    guard style.color else { return text }
    let code =
      switch verdict {
      case .pass: 32
      case .fail: 31
      case .inconclusive: 33
      }
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
