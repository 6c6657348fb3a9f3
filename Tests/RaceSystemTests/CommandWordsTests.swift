import RaceModel
import Testing
import TestSupport

@testable import RaceSystem

/// Splitting a command into words, against the shell that it is told of.
@Suite struct CommandWordsTests {
  /// The same as /bin/sh gives for it; nil where it refuses.
  private func shellWords(_ text: String) throws -> [[UInt8]]? {
    // "x" first, since printf without any word prints one.
    let outcome = try Command("printf '%s\\0' x \(text)").run()
    guard outcome.end.succeeded else { return nil }
    return outcome.output.split(separator: 0, omittingEmptySubsequences: false)
      .dropFirst().dropLast().map(Array.init)
  }

  private func words(_ text: String) -> [[UInt8]]? {
    do {
      return try CommandWords.split(text).map { Array($0.utf8) }
    } catch {
      return error == .nothing ? [] : nil
    }
  }

  /// Only of what has a meaning to both.
  @Test func quotesAndBackslashesMeanWhatTheyDoToAShell() throws {
    let pieces = ["'", "\"", "\\", " ", "\t", "a", "b", "é", "\u{301}"]
    var generator = SeededGenerator(seed: 72)
    for _ in 0..<300 {
      let text = (0..<Int.random(in: 0...12, using: &generator)).reduce("") { text, _ in
        text + pieces[Int.random(in: 0..<pieces.count, using: &generator)]
      }
      #expect(words(text) == (try shellWords(text)), "\(Array(text.utf8))")
    }
  }

  /// What only a shell takes for something else, in the three ways that keep it from that.
  @Test func whatIsQuotedMeansNothing() throws {
    let inner = [
      "$", "`", "*", "?", "#", ";", "&", "|", "<", ">", "(", ")", "~", "!", "{", "}", "[", "\n",
      "\\", "a", " ", "é", "\u{301}", "\u{7f}", "\"",
    ]
    var generator = SeededGenerator(seed: 73)
    for _ in 0..<150 {
      var text = ""
      for _ in 0..<Int.random(in: 1...6, using: &generator) {
        let content = (0..<Int.random(in: 0...5, using: &generator)).map { _ in
          inner[Int.random(in: 0..<inner.count, using: &generator)]
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0: text += "'\(content.joined())'"
        case 1:
          text +=
            "\"\(content.map { ["$", "`", "\"", "\\"].contains($0) ? "\\\($0)" : $0 }.joined())\""
        case 2: text += content.map { "\\\($0)" }.joined()
        default: text += " "
        }
      }
      #expect(words(text) == (try shellWords(text)), "\(Array(text.utf8))")
    }
  }

  @Test(arguments: [
    ("a $b *", ["a", "$b", "*"]), ("a;b #c `d` ~", ["a;b", "#c", "`d`", "~"]),
    ("a\nb\n", ["a", "b"]), ("\"$a\" \"\\z\" ''", ["$a", "\\z", ""]), ("a\\", ["a\\"]),
    ("x \\\n y \"a\\\nb\"", ["x", "y", "ab"]),
  ])
  func nothingElseHasAMeaning(_ text: String, _ words: [String]) throws {
    #expect(try CommandWords.split(text) == words)
  }

  @Test(arguments: [
    ("'a", CommandWords.Problem.unclosedQuote("'"), "the quote ' is not closed"),
    ("a \"b\\\"", .unclosedQuote("\""), "the quote \" is not closed"),
    ("", .nothing, "there is no program in it"),
    (" \t\n\\\n", .nothing, "there is no program in it"),
  ])
  func aTextWithoutWordsIsRefused(
    _ text: String, _ problem: CommandWords.Problem, _ message: String
  ) {
    #expect(throws: problem) { try CommandWords.split(text) }
    #expect(problem.description == message)
    #expect(throws: problem) { try Command(template: text, ["a": "b"], shell: .none) }
  }
}
