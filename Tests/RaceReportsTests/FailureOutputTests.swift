import RaceModel
import TestSupport
import Testing

@testable import RaceReports

struct FailureOutputTests {
  private func output(_ text: String?, atMost limit: Int = 10) -> FailureOutput? {
    var run = Samples.staged()
    run.failureOutput = text
    return FailureOutput(of: run, atMost: limit)
  }

  @Test(arguments: [nil, "", "\n", " \r\n\t\n"])
  func nothingIsNotShown(_ text: String?) {
    #expect(output(text == " \r\n\t\n" ? " \r\n \n" : text) == nil)
  }

  @Test(arguments: [
    ("a", ["a"]), ("a\n", ["a"]), ("a\r\nb\r\n", ["a", "b"]), ("\n\na\n\nb\n\n", ["a", "", "b"]),
    ("a  \nb\t", ["a", "b\\t"]), ("  a", ["  a"]), ("a\rb", ["a\\rb"]),
    ("\u{1B}[1mx\u{0}", ["\\u{1b}[1mx\\u{0}"]), ("a\u{2028}b\u{85}c", ["a\\u{2028}b\\u{85}c"]),
    ("e\n\u{301}x", ["e", "\u{301}x"]),
  ])
  func linesArePrintable(_ text: String, _ lines: [String]) {
    #expect(output(text)?.lines == lines)
    #expect(output(text)?.heading == "output of the first failed swap")
  }

  @Test func theLastLinesAreShown() {
    let text = (1...12).map { "line \($0)\n" }.joined()
    #expect(output(text, atMost: 12)?.heading == "output of the first failed swap")
    let cut = output(text)
    #expect(cut?.lines == (3...12).map { "line \($0)" })
    #expect(cut?.heading == "output of the first failed swap, its last 10 lines")
    #expect(output(text, atMost: 1)?.heading == "output of the first failed swap, its last 1 line")
    #expect(cut?.capitalized == "Output of the first failed swap, its last 10 lines")
  }

  @Test func aLongLineIsCut() {
    let long = String(repeating: "名", count: 40_000)
    #expect(Text.width(output(long)?.lines.first ?? "") <= RunNotes.longestText)
  }

  /// Whatever was printed: no line of a table is too long, and no line of it begins with anything but the bar.
  @Test(arguments: 1...3 as ClosedRange<UInt64>)
  func anyOutputStaysInItsPlace(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<60 {
      var report = CommandSamples.learned
      report.runs = [report.runs[1]]
      let before = try Format.table.render([report]).split(separator: "\n")
      let printed = (0..<8).map { _ in OddText.make(using: &random) }.joined(separator: "\n")
      report.runs[0].failureOutput = printed
      let text = try Format.table.render([report])
      let after = text.split { $0 == "\n" || $0 == "\r" || $0 == "\r\n" }
      #expect(after.allSatisfy { Text.width(String($0)) <= 80 && !$0.hasSuffix(" ") })
      let own = after.filter { !$0.hasPrefix("  |") && !$0.hasPrefix("  output of the first") }
      #expect(own == before)
    }
  }
}
