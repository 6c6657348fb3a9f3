import RaceModel

/// One exploration for a pull request, in GitHub's Markdown, in the order of the table for terminals.
struct ExplorationMarkdown {
  private let report: ExplorationReport
  private let rows: StepRows
  private let words: ExplorationText

  init(of report: ExplorationReport, _ allSteps: Bool) {
    self.report = report
    rows = StepRows(of: report.exploration, allSteps: allSteps)
    words = ExplorationText(of: report, all: allSteps)
  }

  var text: String {
    let (conclusion, reason) = words.verdict
    let lines =
      ["### \(Markdown.code(report.exploration.subject.name)): \(Markdown.escape(words.summary))"]
      + (words.remarks.isEmpty ? [] : [""] + words.remarks.map { "- \(Markdown.escape($0))" })
      + steps + (rows.others.map { ["", Markdown.escape($0)] } ?? [])
      + section("States", words.states.map(Markdown.escape))
      + section(
        "Violations", words.breaches.map { "**\($0.contract)**: \(Markdown.escape($0.text))" })
      + ["", Markdown.escape(words.marks.joined(separator: " "))]
      + (words.notes.isEmpty ? [] : [""] + words.notes.map { "- \(Markdown.escape($0))" })
      + ["", "**\(conclusion)**: \(Markdown.escape(reason))"] + output
      + ["", Markdown.escape(Environment.line(of: report))]
    return lines.map { $0 + "\n" }.joined()
  }

  private var steps: [String] {
    guard !rows.rows.isEmpty else { return [] }
    return ["", "| Step | Call | Then | Breaks |", "| --: | :-- | :-- | :-- |"]
      + rows.rows.map { row in
        let call = row.label.isEmpty ? Markdown.escape(row.call) : Markdown.code(row.call)
        let broken = row.broken.map(\.rawValue).joined(separator: ", ")
        return
          "| \([row.label, call, Markdown.escape(row.outcome), broken].joined(separator: " | ")) |"
      }
  }

  private func section(_ heading: String, _ texts: [String]) -> [String] {
    texts.isEmpty ? [] : ["", "\(heading):", ""] + texts.map { "- \($0)" }
  }

  /// What the updater has printed, folded.
  private var output: [String] {
    guard
      let output = FailureOutput(
        report.exploration.failureOutput, of: "the updater", atMost: FailureOutput.longest)
    else { return [] }
    return ["", "<details><summary>\(output.heading)</summary>", ""]
      + Markdown.fenced(output.lines) + ["", "</details>"]
  }
}
