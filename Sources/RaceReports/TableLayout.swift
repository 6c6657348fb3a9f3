import RaceModel

/// Which columns a terminal's table has, and how wide each is.
///
/// What makes a line short, in this order: one blank between columns instead of two, no columns for glances, and
/// names that are cut.
struct TableLayout {
  /// Names, without their marks, are cut to less than this only where nothing else helps.
  private static let roomyName = 20
  /// Names are never cut to less than this; rather is a line too long.
  private static let shortestName = 8

  /// Whether there is room for what marks controls behind their names.
  let hasMarks: Bool
  private let columns: [Column]
  private let widths: [Int]
  private let nameWidth: Int
  private let gutter: String

  /// The layout of these runs' rows for a terminal of `width` columns.
  init(for runs: [Run], width: Int) {
    let places: [Column.Place] =
      runs.contains { $0.glancers > 0 } ? [.always, .withGlancers] : [.always]
    func plan(_ longest: Int, _ places: [Column.Place], gutter: Int) -> (
      columns: [Column], widths: [Int], name: Int
    ) {
      let columns = Column.figures.filter { places.contains($0.place) }
      let widths = columns.map { column in
        runs.map { Text.width(column.text($0)) }.reduce(Text.width(column.heading), max)
      }
      let room = width - widths.reduce(0) { $0 + $1 + gutter }
      return (columns, widths, min(longest, room))
    }
    let plans = [(places, 2), (places, 1), ([.always], 2), ([.always], 1)]
    let heading = Column.subject.heading.count
    let marked = runs.reduce(heading) { max($0, Text.width(Self.name(of: $1) + $1.mark)) }
    let bare = runs.reduce(heading) { max($0, Text.width(Self.name(of: $1))) }
    let marks = runs.map(\.mark.count).max() ?? 0
    let controls = runs.filter { $0.role == .control }
      .reduce(0) { max($0, Text.width(Self.name(of: $1) + $1.mark)) }
    // A mark moves out of the row rather than cut the name of a control.
    hasMarks = controls <= plan(marked, [.always], gutter: 1).name
    let longest = hasMarks ? marked : bare
    let roomy = Self.roomyName + (hasMarks ? marks : 0)
    let fitting = plans.first { places, gutter in
      plan(longest, places, gutter: gutter).name >= min(longest, roomy)
    }
    let (chosen, blanks) = fitting ?? ([.always], 1)
    let best = plan(longest, chosen, gutter: blanks)
    columns = best.columns
    widths = best.widths
    nameWidth = min(longest, max(best.name, Self.shortestName))
    gutter = String(repeating: " ", count: blanks)
  }

  /// Whether there was room for the columns of glances.
  var hasGlances: Bool { columns.contains { $0.place == .withGlancers } }

  /// The line above the rows.
  var headings: String {
    line(Column.subject.heading, mark: "", columns.map(\.heading)) { $0 }
  }

  /// A run's line, its verdict decorated with something that takes no room.
  func row(of run: Run, decorate: (String) -> String) -> String {
    line(Self.name(of: run), mark: mark(of: run), columns.map { $0.text(run) }, decorate: decorate)
  }

  /// Whether there was no room for all of its name.
  func cutsName(of run: Run) -> Bool {
    Text.width(Self.name(of: run)) > nameWidth - mark(of: run).count
  }

  private func mark(of run: Run) -> String { hasMarks ? run.mark : "" }

  private static func name(of run: Run) -> String {
    Text.printable(Column.subject.text(run))
  }

  /// The last cell is not padded, so that no line ends in blanks. A name is cut, its mark never is.
  private func line(
    _ name: String, mark: String, _ cells: [String], decorate: (String) -> String
  ) -> String {
    let kept = Text.cut(name, to: nameWidth - mark.count) + mark
    let first = Text.pad(kept, to: nameWidth, .left)
    let padded = zip(cells, zip(widths, columns)).dropLast().map { cell, shape in
      Text.pad(cell, to: shape.0, shape.1.alignment)
    }
    return ([first] + padded + [decorate(cells.last ?? "")]).joined(separator: gutter)
  }
}
