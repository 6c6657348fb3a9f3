import RaceModel

extension Format {
  /// A table for terminals, in plain text.
  package static let table = Format("table", fileExtensions: ["txt"]) { reports, style in
    reports.map { Table(of: $0, style: style).text }.joined(separator: "\n")
  }
}

/// One report as a table for a terminal: a row for each run, and below it what the figures leave open, and what
/// a gate makes of it.
private struct Table {
  private let report: Report
  private let style: Style
  private let layout: TableLayout

  init(of report: Report, style: Style) {
    self.report = report
    self.style = style
    layout = TableLayout(for: report.rows, width: style.width)
  }

  var text: String {
    let title = report.scenario.title.map { wrapped($0) + [""] } ?? []
    let environment = [""] + wrapped(Environment.line(of: report))
    let lines = title + [layout.headings] + report.rows.flatMap(lines) + gate + environment
    return lines.map { $0 + "\n" }.joined()
  }

  /// The checks to show, and the gate's own verdict.
  private var gate: [String] {
    guard let conclusion = GateNotes.conclusion(of: report) else { return [] }
    let checks = GateNotes.lines(on: report).map {
      "\($0.outcome): \($0.text)"
    }
    let isGood: Bool? = report.verdict == .inconclusive ? nil : report.verdict == .pass
    return [""] + checks.flatMap { wrapped($0) } + [color(conclusion, isGood)]
  }

  /// A run's row and, indented, what belongs to it.
  private func lines(of run: Run) -> [String] {
    let below = Column.figures.filter { $0.place == .below }.map { $0.text(run) }
    let role = run.role == .control && !layout.hasMarks ? [run.role.rawValue] : []
    let notes = RunNotes.notes(
      on: run, of: report, showsGlances: run.glancers > 0 && !layout.hasGlances,
      isNameCut: layout.cutsName(of: run)
    )
    return [layout.row(of: run) { color($0, run.isAsItShouldBe) }]
      + (below + [(role + notes).joined(separator: "; ")]).flatMap { wrapped($0, indent: "  ") }
      + contracts(of: run) + output(of: run)
  }

  /// The marks, and what broke a contract in a line of its own.
  private func contracts(of run: Run) -> [String] {
    guard let notes = ContractNotes(on: run, of: report) else { return [] }
    return Text.wrap(notes.words, to: style.width, indent: "  ")
      + notes.evidence.flatMap { wrapped($0, indent: "  ") }
  }

  /// The last lines that the first failed swap has printed. A bar in front keeps a line that begins with `::` from
  /// being a command to a runner of GitHub Actions.
  private func output(of run: Run) -> [String] {
    guard let output = FailureOutput(of: run, atMost: FailureOutput.shortest) else { return [] }
    let indent = "  | "
    return wrapped(output.heading + ":", indent: "  ")
      + output.lines.map {
        FailureOutput.withoutBlanksAtTheEnd(
          indent + Text.cut($0, to: style.width - indent.count))
      }
  }

  private func wrapped(_ text: String, indent: String = "") -> [String] {
    Text.wrap(Text.printable(text), to: style.width, indent: indent)
  }

  /// Green for what is as it should be, red for what is not, yellow for what is neither.
  private func color(_ text: String, _ isGood: Bool?) -> String {
    guard style.color else { return text }
    let code = isGood.map { $0 ? 32 : 31 } ?? 33
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
