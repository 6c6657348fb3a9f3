import CLinux
import Glibc
import RaceModel
import TestSupport
import Testing

@testable import RaceStepping

/// Every call of the table, made by a program that is stepped through.
@Suite(.enabled(if: SteppedScript.isPossible, SteppedScript.reason))
struct MadeCallsTests {
  private static let refused = ["io_uring_setup", "io_setup", "userfaultfd"]
  /// They stop, and are no steps.
  private static let noSteps = [
    "clone", "clone3", "seccomp", "fanotify_init", "fcntl", "wait4", "waitid",
  ]

  @Test("Each call that is made is one step, with its file, its result and what it did")
  func made() throws {
    let rows = MadeCall.all
    // Whatever was refused must have failed as if the kernel had none of it.
    let calls = rows.map { "\($0.binds)c(\($0.number), \($0.arguments))" }
    let text =
      calls.joined(separator: "\n") + "\nassert (i, j, k, ctypes.get_errno()) == (-1, -1, -1, 38)"
    let found = try SteppedScript.explore(text)
    #expect(found.ending == .exited(status: 0), "\(found.failureOutput ?? "")")
    let wanted = rows.compactMap(\.shows)
    let lines = found.steps.map(\.line)
    for (line, wanted) in zip(lines, wanted) {
      #expect(line.replacing(/pipe:\[\d+\]/, with: "pipe") == wanted)
    }
    #expect(lines.count == wanted.count)
    #expect(found.limits == [])
    // None of it concerns the target.
    #expect(found.states.count == 1 && found.steps.allSatisfy { $0.after.file == 1 })
  }

  @Test("No call of the table is left out, and each has been a step at least once")
  func complete() {
    let shown = Set(MadeCall.all.filter { $0.shows != nil }.map(\.name))
    #expect(shown == Set(CallTable.all.map(\.name)).subtracting(Self.refused + Self.noSteps))
  }
}
