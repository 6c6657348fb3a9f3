import Foundation
import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// Where updaters' TMPDIR lies, and what a move from there shows.
@Suite(.serialized) struct TemporaryDirectoryTests {
  private static let moving = "t=$(mktemp) && cp {source} $t && mv -f $t {target}"

  @Test(
    "What is staged in TMPDIR is copied by mv, in both engines",
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func moved() throws {
    let racebench = try RaceExecutable()
    let contents = try racebench.twoContents(400_000, 500_000)
    let explored = try racebench.explore(contents + ["--updater", Self.moving])
    #expect(explored.verdict == .fail)
    #expect(explored.kinds.contains(.missing) && explored.kinds.contains(.empty))
    let report = try racebench.run(
      contents + [
        "--swaps", "30", "--readers", "2", "--glancers", "2", "--format", "json", "--updater",
        Self.moving,
      ]
    ).report()
    #expect(report.host.temporaryDirectory?.sameFileSystem == false)
    // Each swap takes the name away; whether a reader meets that is for the machine to say.
    #expect(report.runs.first?.swaps == 30)
  }

  @Test("On the target's file system the same is a rename")
  func same() throws {
    let racebench = try RaceExecutable()
    let explored = try racebench.explore(
      racebench.contents() + ["--temporary-directory", "same", "--updater", Self.moving])
    #expect(explored.verdict == .pass, "\(explored.exploration.judgement.reason)")
    #expect(
      explored.exploration.steps.contains { $0.call.contains("\"{tmpdir}/") },
      "\(explored.exploration.steps.map(\.call))")
  }

  @Test("TMPDIR is private, empty before each swap, and the same for set-up and tear-down")
  func privateOne() throws {
    let racebench = try RaceExecutable()
    let log = "\(racebench.files)/log"
    let note = "stat -c '%a %n' $TMPDIR >>\(log); ls $TMPDIR | wc -l >>\(log)"
    _ = try racebench.run([
      "--size", "20KB", "--swaps", "2", "--readers", "1", "--setup", note, "--teardown", note,
      "--updater", "\(note); touch $TMPDIR/left; cp {source} {target}",
    ])
    let lines = try String(contentsOfFile: log, encoding: .utf8).split(separator: "\n")
    let (places, counts) = (lines.filter { $0.contains("/") }, lines.filter { !$0.contains("/") })
    #expect(Set(places).count == 1)
    #expect(places.first?.hasPrefix("700 /") == true)
    #expect(places.first?.contains("/racebench-") == true)
    #expect(places.count >= 4 && counts.count == places.count)
    let directory = String(places.first?.dropFirst(4) ?? "")
    #expect(access(directory, F_OK) != 0)
  }

  @Test("A directory that is not there is wrong usage")
  func missing() throws {
    try RaceExecutable().expectRefusal(
      64, ["explore", "--strategy", "staged", "--temporary-directory", "/nowhere/at/all"],
      saying: "temporary directory", "/nowhere/at/all")
  }
}
