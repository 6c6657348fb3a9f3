import TestSupport
import Testing

@testable import RaceReports

struct TextTests {
  @Test(arguments: [
    ("plain – 名前", "plain – 名前"), ("a\nb\r\tc", "a\\nb\\r\\tc"), ("\r\n", "\\r\\n"),
    ("\u{1B}[31m", "\\u{1b}[31m"), ("\u{0}\u{7F}\u{9B}", "\\u{0}\\u{7f}\\u{9b}"),
    ("\u{202E}\u{200B}\u{FEFF}\u{2028}", "\\u{202e}\\u{200b}\\u{feff}\\u{2028}"),
  ])
  func whatCannotBeSeenIsWrittenOut(_ text: String, _ printable: String) {
    #expect(Text.printable(text) == printable)
  }

  @Test(arguments: [("abc", 3), ("名前", 4), ("\u{1F600}", 2), ("e\u{301}", 1), ("", 0)])
  func wideCharactersCountTwice(_ text: String, _ width: Int) {
    #expect(Text.width(text) == width)
  }

  @Test(arguments: [
    ("staged", 6, "staged"), ("staged", 5, "stag…"), ("staged", 1, "…"), ("名前です", 6, "名前…"),
    ("", 0, ""),
  ])
  func whatDoesNotFitIsCut(_ text: String, _ limit: Int, _ cut: String) {
    #expect(Text.cut(text, to: limit) == cut)
  }

  @Test(arguments: [
    ("one; two; three", 15, "one; two; three"), ("one; two; three", 14, "one; two"),
    ("one; two", 4, "one"), ("one two", 5, "one …"), ("", 0, ""),
  ])
  func whatDoesNotFitIsCutAtAClause(_ text: String, _ limit: Int, _ cut: String) {
    #expect(Text.cutAtClause(text, to: limit) == cut)
  }

  @Test func theRestIsNotTornApart() {
    #expect(Text.wrap("a, … (58 more)", to: 13) == ["a,", "… (58 more)"])
    #expect(
      Text.wrap("a, … (≥ 58 more: --all-steps) b", to: 30)
        == ["a, … (≥ 58 more: --all-steps)", "b"])
    #expect(Text.wrap("a (58 more) … b", to: 5) == ["a (58", "more)", "… b"])
  }

  @Test func wrappedLinesFitAndLoseNothing() {
    var random = SeededGenerator(seed: 5)
    for _ in 0..<2000 {
      let words = (0..<Int.random(in: 0...12, using: &random)).map { _ in
        String(repeating: "x", count: Int.random(in: 1...30, using: &random))
      }
      let limit = Int.random(in: 3...40, using: &random)
      let lines = Text.wrap(words.joined(separator: " "), to: limit, indent: "  ")
      #expect(
        lines.allSatisfy { Text.width($0) <= limit && $0.hasPrefix("  ") && !$0.hasSuffix(" ") })
      #expect(lines.joined().filter { $0 == "x" } == words.joined())
    }
    #expect(Text.wrap("one two", to: 7) == ["one two"])
    #expect(Text.wrap("", to: 7).isEmpty)
    #expect(Text.wrap("ab", to: 0) == ["a", "b"])
  }
}
