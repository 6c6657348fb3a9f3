import RaceModel

/// One exploration for a terminal: the steps that matter, and below them what they add up to.
struct ExplorationTable {
  private let report: ExplorationReport
  private let rows: StepRows
  private let words: ExplorationText
  private let style: Style

  init(of report: ExplorationReport, _ allSteps: Bool, style: Style) {
    self.report = report
    self.style = style
    rows = StepRows(of: report.exploration, allSteps: allSteps)
    words = ExplorationText(of: report, all: allSteps)
  }

  var text: String {
    let (conclusion, reason) = words.verdict
    let verdict = wrapped("\(conclusion): \(reason)")
    let colored = verdict.enumerated().map { place, line in
      place == 0 && line.hasPrefix(conclusion)
        ? color(conclusion) + line.dropFirst(conclusion.count) : line
    }
    let lines =
      wrapped("\(report.exploration.subject.name): \(words.summary)")
      + words.remarks.flatMap { wrapped($0, indent: "  ") } + steps + output
      + section("states", words.states)
      + section("violations", words.breaches.map { "\($0.contract): \($0.text)" })
      + [""] + Text.wrap(words.marks, to: style.width) + words.notes.flatMap { wrapped($0) }
      + colored + [""] + wrapped(Environment.line(of: report))
    return lines.map { $0 + "\n" }.joined()
  }

  /// Each row with its number in front, further lines of it indented.
  private var steps: [String] {
    let width = rows.rows.map { Text.width($0.label) }.max() ?? 0
    let indent = String(repeating: " ", count: width + 4)
    let lines = rows.rows.flatMap { row in
      wrapped(row.text, indent: indent).enumerated().map { place, line in
        place == 0
          ? "  " + Text.pad(row.label, to: width, .right) + "  " + line.dropFirst(indent.count)
          : line
      }
    }
    return lines + (rows.others.map { wrapped($0, indent: "  ") } ?? [])
  }

  private func section(_ heading: String, _ texts: [String]) -> [String] {
    texts.isEmpty ? [] : ["", "\(heading):"] + texts.flatMap { wrapped($0, indent: "  ") }
  }

  /// The last lines that the updater has printed. A bar in front keeps a line that begins with `::` from being a
  /// command to a runner of GitHub Actions.
  private var output: [String] {
    guard
      let output = FailureOutput(
        report.exploration.failureOutput, of: "the updater", atMost: FailureOutput.shortest)
    else { return [] }
    let bar = "  | "
    return [""] + wrapped(output.heading + ":")
      + output.lines.map {
        FailureOutput.withoutBlanksAtTheEnd(bar + Text.cut($0, to: style.width - bar.count))
      }
  }

  private func wrapped(_ text: String, indent: String = "") -> [String] {
    Text.wrap(Text.printable(text), to: style.width, indent: indent)
  }

  private func color(_ text: String) -> String {
    guard style.color else { return text }
    let code = words.isGood.map { $0 ? 32 : 31 } ?? 33
    return "\u{1B}[\(code)m\(text)\u{1B}[0m"
  }
}
