import RaceModel

/// A figure of a side that is compared, shared by every form that has a table.
struct ComparisonColumn: Sendable {
  /// What stands above the column where lines are short.
  let heading: String
  /// What stands above it where lines may be long.
  let title: String
  let alignment: Column.Alignment
  /// A cell, not yet escaped for any form.
  let text: @Sendable (Run) -> String
  /// The cell where lines are too short for it.
  let shortText: @Sendable (Run) -> String

  private init(
    _ heading: String, _ title: String, _ alignment: Column.Alignment = .left,
    short: (@Sendable (Run) -> String)? = nil, text: @escaping @Sendable (Run) -> String
  ) {
    self.heading = heading
    self.title = title
    self.alignment = alignment
    self.text = text
    shortText = short ?? text
  }

  static let all: [ComparisonColumn] = [
    ComparisonColumn("verdict", "Verdict") { $0.finalVerdict.rawValue },
    ComparisonColumn("swaps caught", "Swaps caught (95 % interval)") {
      Figure.share($0.shareOfCaughtSwaps)
    },
    ComparisonColumn(
      "partial reads", "Exposed reads that are partial (95 % interval)",
      short: { Figure.interval($0.shareOfPartialReads.interval) }
    ) { Figure.share($0.shareOfPartialReads) },
    ComparisonColumn("states", "Distinct partial states", .right) { Figure.distinctStates($0) },
  ]
}

/// A comparison for a terminal: for each subject a row for BASE and one for HEAD, and below them what differs.
struct ComparisonTable {
  private let comparison: Comparison
  private let style: Style

  init(of comparison: Comparison, style: Style) {
    self.comparison = comparison
    self.style = style
  }

  var text: String {
    let answer = wrapped(ComparisonText.answer(comparison.effect))
    let lines = answer + comparison.scenarios.flatMap { [""] + self.lines(of: $0) }
    return lines.map { $0 + "\n" }.joined()
  }

  private func lines(of scenario: Comparison.Scenario) -> [String] {
    let title = scenario.title.map { wrapped($0) + [""] } ?? []
    let layout = ComparisonLayout(for: scenario.subjects, width: style.width)
    let subjects = scenario.subjects.flatMap { pair in
      wrapped("\(pair.name): \(pair.effect.rawValue)") + layout.rows(of: pair)
        + ComparisonText.notes(on: pair).flatMap { wrapped($0, indent: "  ") }
    }
    let remarks =
      [ComparisonText.conditions(of: scenario)].compactMap(\.self)
      + ComparisonText.origins(of: scenario)
    return title + [layout.headings] + subjects + [""] + remarks.flatMap { wrapped($0) }
  }

  private func wrapped(_ text: String, indent: String = "") -> [String] {
    Text.wrap(Text.printable(text), to: style.width, indent: indent)
  }
}

/// How wide each column of a terminal's table is, and what stands in it: all, or less where the line is short.
private struct ComparisonLayout {
  private let cells: @Sendable (Run) -> [String]
  private let widths: [Int]
  private let gutter: String

  init(for pairs: [Comparison.Pair], width: Int) {
    let runs = pairs.flatMap { [$0.base, $0.head].compactMap(\.self) }
    let full: @Sendable (Run) -> [String] = { run in ComparisonColumn.all.map { $0.text(run) } }
    let short: @Sendable (Run) -> [String] = { run in
      ComparisonColumn.all.map { $0.shortText(run) }
    }
    func widths(_ cells: (Run) -> [String]) -> [Int] {
      let rows = runs.map(cells) + [ComparisonColumn.all.map(\.heading)]
      return ComparisonColumn.all.indices.map { place in
        rows.map { Text.width($0[place]) }.reduce(0, max)
      }
    }
    let plans = [(full, 2), (full, 1), (short, 2)]
    let fitting = plans.first { cells, gutter in
      widths(cells).reduce(Self.margin.count) { $0 + $1 + gutter } <= width
    }
    let (chosen, blanks) = fitting ?? (short, 1)
    cells = chosen
    self.widths = widths(chosen)
    gutter = String(repeating: " ", count: blanks)
  }

  private static let margin = "  BASE"

  var headings: String {
    line(
      String(repeating: " ", count: Self.margin.count), ComparisonColumn.all.map(\.heading))
  }

  /// BASE's row and HEAD's, where there are both.
  func rows(of pair: Comparison.Pair) -> [String] {
    [("  BASE", pair.base), ("  HEAD", pair.head)].compactMap { margin, run in
      run.map { line(margin, cells($0)) }
    }
  }

  private func line(_ margin: String, _ cells: [String]) -> String {
    let padded = zip(cells, zip(widths, ComparisonColumn.all)).map { cell, shape in
      Text.pad(cell, to: shape.0, shape.1.alignment)
    }
    return ([margin] + padded).joined(separator: gutter)
  }
}
