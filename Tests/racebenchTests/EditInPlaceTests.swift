import Foundation
import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// Updaters that edit what is there and ask for no source: what they leave is taken for right.
struct EditInPlaceTests {
  private func explore(_ updater: String, _ more: String...) throws -> Explored {
    let racebench = try RaceExecutable()
    let contents = [
      "--contents", try racebench.write("a", "[a]\n\tb = 1\nport=1\n"),
      try racebench.write("b", "[a]\n\tb = 1\nport=17\n"),
    ]
    return try racebench.explore(contents + more + ["--updater", updater])
  }

  @Test(
    "An edit beside the file that is renamed in passes, whatever it gives each time",
    arguments: [
      "sed -i s/port=1/port=three/ {target}",
      "sed s/port=1/port=$$/ {target} >{target}.$$ && mv {target}.$$ {target}",
    ])
  func renamed(_ updater: String) throws {
    let explored = try explore(updater)
    #expect(explored.verdict == .pass, "\(explored.exploration.judgement.reason)")
    #expect(explored.exploration.contents.takenFromEnd == true)
    #expect(explored.contracts(.notChecked).contains("truth"))
  }

  @Test("The states of an edit in the file itself are held against what was there at its end")
  func inTheFile() throws {
    let explored = try explore(
      "t=$(sed s/port=1/port=three/ {target}); : >{target}; printf '[a]' >>{target}; "
        + "printf '%s\\n' \"${t#'[a]'}\" >>{target}")
    #expect(explored.verdict == .fail)
    #expect(explored.kinds == KindSet([.empty, .truncated]))
    #expect(explored.exploration.contents.takenFromEnd == true)
  }

  @Test("An updater that is given a source, changes nothing or only cuts is not believed")
  func others() throws {
    let given = try explore(
      "echo other >{target}.n && cat {source} >/dev/null && mv {target}.n {target}")
    #expect(given.verdict == .fail && given.exploration.contents.takenFromEnd == nil)
    let nothing = try explore(": {target}")
    #expect(nothing.verdict == .inconclusive)
    let cut = try explore("head -c 5 {target} >{target}.n && mv {target}.n {target}")
    #expect(cut.verdict == .fail && cut.kinds == KindSet([.truncated]))
  }

  @Test("A set-up that removes the target is refused in words")
  func setUp() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69,
      ["explore", "--size", "20KB", "--setup", "rm {target}", "--updater", "cp {source} {target}"],
      saying: "before the first step", "--setup")
  }
}
