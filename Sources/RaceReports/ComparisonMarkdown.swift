import RaceModel

/// A comparison for a pull request, in GitHub's Markdown: a table for each scenario, and below it what differs.
enum ComparisonMarkdown {
  static func text(of comparison: Comparison) -> String {
    let lines =
      ["**\(ComparisonText.answer(comparison.effect))**"]
      + comparison.scenarios.flatMap { [""] + self.lines(of: $0) }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func lines(of scenario: Comparison.Scenario) -> [String] {
    let title = scenario.title.map { ["### \(Markdown.escape($0))", ""] } ?? []
    let notes = scenario.subjects.compactMap(note)
    let texts = [ComparisonText.conditions(of: scenario)].compactMap(\.self)
    let remarks = (texts + ComparisonText.origins(of: scenario)).flatMap {
      ["", Markdown.escape($0)]
    }
    return title + table(of: scenario.subjects) + (notes.isEmpty ? [] : [""] + notes) + remarks
  }

  private static func table(of pairs: [Comparison.Pair]) -> [String] {
    let columns = ComparisonColumn.all
    let rows = pairs.map { pair in
      [Markdown.code(pair.name), weighed(pair.effect)] + columns.map { cell($0, of: pair) }
    }
    return [
      line(["Subject", "HEAD is"] + columns.map(\.title)),
      line([":--", ":--"] + columns.map { _ in ":--" }),
    ] + rows.map(line)
  }

  /// `fail`, or `pass → fail`; a side on which the subject is missing is a dash.
  private static func cell(_ column: ComparisonColumn, of pair: Comparison.Pair) -> String {
    let (base, head) = (pair.base.map(column.text) ?? "–", pair.head.map(column.text) ?? "–")
    return Markdown.escape(base == head ? head : ComparisonText.change(base, head))
  }

  private static func weighed(_ effect: Comparison.Effect) -> String {
    effect == .same ? effect.rawValue : "**\(effect.rawValue)**"
  }

  private static func note(on pair: Comparison.Pair) -> String? {
    let notes = ComparisonText.notes(on: pair)
    guard !notes.isEmpty else { return nil }
    return "- \(Markdown.code(pair.name)): \(Markdown.escape(notes.joined(separator: "; ")))"
  }

  private static func line(_ cells: [String]) -> String { "| \(cells.joined(separator: " | ")) |" }
}
