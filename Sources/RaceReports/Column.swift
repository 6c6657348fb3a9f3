import RaceModel

/// One column of the tables for people, shared by every form that has a table.
struct Column: Sendable {
  /// On which side a cell's text stands.
  enum Alignment: Sendable { case left, right }

  /// What a column needs to be shown, and where.
  enum Place: Sendable {
    /// In every table.
    case always
    /// Where somebody glanced, and the line has room for it.
    case withGlancers
    /// A column where lines may be of any length, a line of its own below the row where not.
    case below
  }

  /// What stands above the column where lines are short.
  let heading: String
  /// What stands above it where lines may be long.
  let title: String
  let alignment: Alignment
  let place: Place
  /// A cell, not yet escaped for any form.
  let text: @Sendable (Run) -> String

  private init(
    _ heading: String, _ title: String, _ alignment: Alignment = .right, _ place: Place = .always,
    text: @escaping @Sendable (Run) -> String
  ) {
    self.heading = heading
    self.title = title
    self.alignment = alignment
    self.place = place
    self.text = text
  }

  /// The first column: whose row it is, without its mark. Forms set it off from the figures, since its text is a
  /// user's.
  static let subject = Column("subject", "Subject", .left) { $0.subject.name }

  /// The columns behind the first.
  static let figures: [Column] = [
    Column("reads", "Reads") { Figure.grouped($0.tally.reads) },
    Column("exposed", "Exposed reads") { Figure.grouped($0.tally.exposedReads) },
    Column("partial", "Partial reads") { Figure.grouped($0.tally.partialReads) },
    Column("glances", "Glances", .right, .withGlancers) { Figure.grouped($0.tally.glances) },
    Column("partial glances", "Partial glances", .right, .withGlancers) {
      Figure.grouped($0.tally.partialGlances)
    },
    Column("states", "Distinct partial states") { Figure.distinctStates($0) },
    Column("first states", "First states", .left, .below) { FirstStates(of: $0).text },
    Column("upper bound", "Upper bound (95 %)") { Figure.upperBound($0.upperBound95) },
    verdict,
  ]

  /// The last column.
  static let verdict = Column("verdict", "Verdict", .left) { $0.standing }
}
