import RaceSystem
import Testing
import TestSupport

/// What is deleted and open counts where the updater may have made it so large.
@Suite struct DeletedFilesTests {
  /// Old versions of a target that racebench's own readers still look at are no updater's doing.
  @Test(arguments: ["own", "command-of-reader"])
  func whatIsOnlyLookedAtDoesNotCount(_ holder: String) throws {
    #expect(try Helper.run("deleted-files", holder).lines == ["0"])
  }

  /// A name alone makes no process racebench's own, nor does its program alone.
  @Test(arguments: [
    "own-in-another-group", "own-by-another-name", "writing-command-of-reader",
    "command-of-writer", "renamed",
  ])
  func whatOthersHoldCounts(_ holder: String) throws {
    let lines = try Helper.run("deleted-files", holder).lines
    #expect(lines.count == 1 && (lines.first.flatMap { Int($0) } ?? 0) >= 1 << 20, "\(lines)")
  }
}
