import RaceModel

extension Format {
  /// A table for a pull request, in GitHub's Markdown.
  package static let markdown = Format("markdown", fileExtensions: ["md", "markdown"]) {
    reports, _ in
    reports.map(MarkdownTable.text).joined(separator: "\n")
  }
}

/// One report as a table in GitHub's Markdown, with the environment and what the figures leave open below it, and
/// what a gate makes of it.
private enum MarkdownTable {
  static func text(of report: Report) -> String {
    let title = report.scenario.title.map { ["### \(Markdown.escape($0))", ""] } ?? []
    let notes = report.rows.flatMap { list(on: $0, of: report) }
    let checks = GateNotes.lines(on: report).map {
      "- **\($0.outcome)**: \(Markdown.escape($0.text))"
    }
    let conclusion = GateNotes.conclusion(of: report).map { ["", "**\($0)**"] } ?? []
    let lines =
      title + table(of: report.rows) + (notes.isEmpty ? [] : [""] + notes)
      + (checks.isEmpty ? [] : [""] + checks) + conclusion + report.rows.flatMap(output)
      + ["", Markdown.escape(Environment.line(of: report))]
    return lines.map { $0 + "\n" }.joined()
  }

  private static func table(of runs: [Run]) -> [String] {
    let glanced = runs.contains { $0.glancers > 0 }
    let columns = Column.figures.filter { $0.place != .withGlancers || glanced }
    let all = [Column.subject] + columns
    let rows = runs.map { run in
      [Markdown.code(Column.subject.text(run)) + run.mark]
        + columns.map { Markdown.escape($0.text(run)) }
    }
    return [line(all.map(\.title)), line(all.map { $0.alignment == .left ? ":--" : "--:" })]
      + rows.map(line)
  }

  private static func name(of run: Run) -> String {
    Markdown.code(Column.subject.text(run)) + run.mark
  }

  private static func line(_ cells: [String]) -> String {
    "| \(cells.joined(separator: " | ")) |"
  }

  /// What the figures leave open and, in a list below it, what came of the contracts.
  private static func list(on run: Run, of report: Report) -> [String] {
    let notes = RunNotes.notes(on: run, of: report)
    let contracts = ContractNotes(on: run, of: report)
    let below = contracts.map { [$0.marks] + $0.evidence } ?? []
    guard !notes.isEmpty || !below.isEmpty else { return [] }
    let text = notes.isEmpty ? "" : ": \(Markdown.escape(notes.joined(separator: "; ")))"
    return ["- \(name(of: run))\(text)"] + below.map { "  - \(Markdown.escape($0))" }
  }

  /// What the first failed swap has printed, folded.
  private static func output(of run: Run) -> [String] {
    guard let output = FailureOutput(of: run, atMost: FailureOutput.longest) else { return [] }
    let summary =
      "<code>\(Markdown.html(Column.subject.text(run)))</code>\(run.mark): \(output.heading)"
    return ["", "<details><summary>\(summary)</summary>", ""] + Markdown.fenced(output.lines)
      + ["", "</details>"]
  }
}
