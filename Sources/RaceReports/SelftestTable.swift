import RaceModel

/// The rows of a selftest for a terminal, in plain text.
package enum SelftestTable {
  private static let headings = ["what", "condition", "expected", "got", "ok"]
  private static let width = 80

  /// A line for each row and, indented below it, what shows the outcome.
  package static func render(_ rows: [SelftestRow]) -> String {
    let cells = rows.map { row in
      [
        row.what, row.condition, row.expected.text, row.got.text, row.isExpected ? "yes" : "no",
      ].map(Text.printable)
    }
    let widths = headings.indices.map { column in
      cells.map { Text.width($0[column]) }.reduce(Text.width(headings[column]), max)
    }
    let lines = zip(rows, cells).flatMap { row, cells in
      [line(cells, widths)] + Text.wrap(Text.printable(row.detail), to: width, indent: "  ")
    }
    return ([line(headings, widths)] + lines).map { $0 + "\n" }.joined()
  }

  /// The last cell is not padded, so that no line ends in blanks.
  private static func line(_ cells: [String], _ widths: [Int]) -> String {
    let padded = zip(cells, widths).dropLast().map { Text.pad($0, to: $1, .left) }
    return (padded + cells.suffix(1)).joined(separator: "  ")
  }
}
