/// What the place can show that a report is written to. Only tables ask.
package struct Style: Hashable, Sendable {
  /// Columns of the terminal; no line is longer, unless the figures alone are.
  package var width: Int
  /// Whether verdicts may be coloured with ANSI escapes.
  package var color: Bool

  /// A place of this width, without colour unless it is asked for.
  package init(width: Int = 80, color: Bool = false) {
    self.width = width
    self.color = color
  }

  /// 80 columns, no colour: right for files, and for terminals of which nothing is known.
  package static let plain = Style()
}
