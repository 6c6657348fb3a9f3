import Foundation
import Testing

@testable import RaceModel

/// What commands mention, and what runs them.
@Suite struct PlaceholderTests {
  @Test func aPlaceholderHasANameAndAVariable() {
    #expect(Placeholder.allCases.map(\.name) == ["{source}", "{target}", "{directory}", "{root}"])
    #expect(
      Placeholder.allCases.map(\.variable) == [
        "RACEBENCH_SOURCE", "RACEBENCH_TARGET", "RACEBENCH_DIRECTORY", "RACEBENCH_ROOT",
      ])
  }

  @Test(
    arguments: [
      ("cp {source} {target}", [.source, .target]), ("cp '{source}'", [.source]), ("cp x y", []),
      ("cd {directory}/..; ls {root}", [.directory, .root]), ("{source", []), ("{ source }", []),
      ("{source}\u{301}", [.source]), ("{{root}", [.root]), ("", []), ("{SOURCE}", []),
      ("cp $RACEBENCH_SOURCE \"${RACEBENCH_TARGET}\"", [.source, .target]),
      ("RACEBENCH_ROOT", [.root]), ("RACEBENCH_ROOTS", []), ("XRACEBENCH_ROOT", []),
      ("RACEBENCH_ROOT_2", []), ("RACEBENCH_ROOT0", []), ("racebench_root", []),
      ("$RACEBENCH_ROOT\u{301}/x", [.root]), ("RACEBENCH_ROOTS RACEBENCH_ROOT", [.root]),
    ] as [(String, Set<Placeholder>)])
  func whatACommandMentionsIsFound(_ command: String, _ mentioned: Set<Placeholder>) {
    #expect(Placeholder.mentioned(in: command) == mentioned)
  }

  @Test(arguments: [
    ("none", CommandShell.none), ("/bin/bash", .path("/bin/bash")), ("bash", .path("bash")),
    ("None", .path("None")),
  ])
  func aShellIsWrittenAsItsPathOrNone(_ text: String, _ shell: CommandShell) throws {
    #expect(CommandShell(parsing: text) == shell)
    #expect(shell.text == text)
    let json = try JSONEncoder().encode([shell])
    #expect(try JSONDecoder().decode([String].self, from: json) == [text])
    #expect(try JSONDecoder().decode([CommandShell].self, from: json) == [shell])
  }

  @Test func anEmptyTextIsNoShell() {
    #expect(CommandShell(parsing: "") == nil)
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([CommandShell].self, from: Data("[\"\"]".utf8))
    }
  }
}
