import RaceModel

/// What an updater printed that failed, for people: its last lines, each printable.
struct FailureOutput: Sendable {
  /// How many lines a table for a terminal shows.
  static let shortest = 10
  /// How many lines other forms show. Comments and summaries of GitHub have no room for all that is kept.
  static let longest = 50

  /// The lines, without blanks at their ends, none longer than longer texts of users are.
  let lines: [String]
  /// Whether there were more before them.
  private let isCut: Bool
  /// Whose output it is.
  private let owner: String

  /// Those of the first swap that failed, at most so many; nil where nothing was printed that could be seen.
  init?(of run: Run, atMost limit: Int) {
    self.init(run.failureOutput, of: "the first failed swap", atMost: limit)
  }

  /// The last lines, at most so many; nil where nothing was printed that could be seen.
  init?(_ output: String?, of owner: String, atMost limit: Int) {
    guard let output else { return nil }
    self.owner = owner
    // By scalar: to Swift "\r\n" is one character, and no "\n".
    let all = output.unicodeScalars.split(separator: "\n", omittingEmptySubsequences: false).map {
      let line = $0.last == "\r" ? $0.dropLast() : $0
      return Text.cut(
        Self.withoutBlanksAtTheEnd(Text.printable(String(line))), to: RunNotes.longestText)
    }
    guard let last = all.lastIndex(where: { !$0.isEmpty }) else { return nil }
    let shown = all[...last].suffix(limit)
    lines = Array(shown.drop(while: \.isEmpty))
    isCut = last + 1 > limit
  }

  /// The heading at the beginning of a sentence.
  var capitalized: String { heading.prefix(1).uppercased() + heading.dropFirst() }

  /// What stands above the lines.
  var heading: String {
    "output of \(owner)"
      + (isCut ? ", its last \(Count.text(lines.count, "line"))" : "")
  }

  /// The text without what a terminal's line would end in for nothing.
  static func withoutBlanksAtTheEnd(_ text: String) -> String {
    guard let last = text.lastIndex(where: { !$0.isWhitespace }) else { return "" }
    return String(text[...last])
  }
}
