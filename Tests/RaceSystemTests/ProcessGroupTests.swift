import CLinux
import Glibc
import RaceModel
import Testing
import TestSupport

@testable import RaceSystem

/// What a command leaves in the background, and what takes too long.
@Suite struct ProcessGroupTests {
  private static let hour = TimeSpan(nanoseconds: 3_600_000_000_000)

  private func isAlive(_ process: pid_t) -> Bool {
    ProcessStatus(of: process).map { !$0.isDead } ?? false
  }

  /// A command that has left a process in the background, and says which.
  private func withBackground() throws -> (group: ProcessGroup, background: pid_t) {
    let (outcome, group) = try Command("sleep 1000 >/dev/null 2>&1 & echo $!").runKeepingGroup()
    #expect(outcome.end == .ended(.exited(status: 0)))
    return (group, try #require(outcome.lastLine.flatMap { pid_t($0) }))
  }

  @Test func aCommandLeadsAGroupOfItsOwn() throws {
    let (group, background) = try withBackground()
    #expect(group.leader != getpgrp())
    #expect(ProcessStatus(of: group.leader)?.group == group.leader)
    #expect(ProcessStatus(of: background)?.group == group.leader)
    group.end()
  }

  @Test func aGroupLivesUntilItIsEnded() throws {
    let (group, background) = try withBackground()
    #expect(isAlive(background))
    #expect(ProcessStatus(of: group.leader)?.isDead == true, "it holds the group's number")
    group.end()
    #expect(!isAlive(background))
    #expect(kill(group.leader, 0) == -1, "it was reaped")
    group.end()
  }

  @Test func aReleasedGroupIsLeftAlone() throws {
    let (group, background) = try withBackground()
    group.release()
    #expect(kill(group.leader, 0) == -1, "it was reaped")
    #expect(isAlive(background))
    group.end()
    #expect(isAlive(background), "the number is no longer this group's to use")
    #expect(kill(background, SIGKILL) == 0)
  }

  @Test func aCommandThatTakesTooLongIsKilled() throws {
    // A stopped one, a deaf one, and one that never stops talking.
    for text in ["kill -STOP $$", "trap '' TERM INT HUP; sleep 1000", "exec cat /dev/zero"] {
      let outcome = try Command(text).run(timeout: TimeSpan(nanoseconds: 20_000_000))
      #expect(outcome.end == .timedOut)
      #expect(outcome.signal == nil)
      #expect(!outcome.end.succeeded)
    }
    let now = try Command("sleep 1000").run(timeout: TimeSpan(nanoseconds: 0))
    #expect(now.end == .timedOut)
    #expect(now.end.description == "did not end in time")
  }

  @Test func aKilledCommandHoldsItsNumberToo() throws {
    let (outcome, group) = try Command("sleep 1000 & sleep 1000")
      .runKeepingGroup(timeout: TimeSpan(nanoseconds: 20_000_000))
    #expect(outcome.end == .timedOut)
    #expect(ProcessStatus(of: group.leader)?.isDead == true)
    #expect(ProcessStatus.all().allSatisfy { $0.group != group.leader || $0.isDead })
    group.end()
    #expect(kill(group.leader, 0) == -1)
  }

  /// What was printed before is kept. How long that takes is the machine's affair.
  @Test(.timeLimit(.minutes(2)))
  func theOutputOfAKilledCommandIsKept() throws {
    var nanoseconds: UInt64 = 20_000_000
    var outcome: Command.Outcome
    repeat {
      outcome = try Command("echo before; exec sleep 1000")
        .run(timeout: TimeSpan(nanoseconds: nanoseconds))
      nanoseconds *= 2
    } while outcome.output.isEmpty
    #expect(outcome.lastLine == "before")
    #expect(outcome.end == .timedOut)
  }

  @Test func aCommandInTimeIsNotKilled() throws {
    #expect(try Command("exit 3").run(timeout: Self.hour).end == .ended(.exited(status: 3)))
    let forever = TimeSpan(nanoseconds: .max)
    #expect(try Command("exit 4").run(timeout: forever).end == .ended(.exited(status: 4)))
    // Nor is what it has left in the background.
    let outcome = try Command("sleep 1000 & echo $!").run(timeout: Self.hour)
    let background = try #require(outcome.lastLine.flatMap { pid_t($0) })
    #expect(kill(background, SIGKILL) == 0)
  }

  @Test func aTimeoutTakesTheGrandchildrenAlong() throws {
    let (lines, end) = try Helper.run("command-timeout")
    #expect(end.succeeded)
    #expect(lines == ["did not end in time", "all gone"])
  }

  @Test func aTimeoutFindsACommandThatHasLeftItsGroup() throws {
    let (lines, end) = try Helper.run("command-leaving-its-group")
    #expect(end.succeeded)
    #expect(lines == ["did not end in time"])
  }

  @Test func aCommandDiesWithItsParent() throws {
    let (lines, end) = try Helper.run("command-dying-with-parent")
    #expect(end.succeeded)
    #expect(lines == ["was killed by SIGKILL", "all gone"])
  }

  @Test func noCommandIsLeftToBeReaped() throws {
    let (lines, end) = try Helper.run("command-zombies")
    #expect(end.succeeded)
    #expect(lines == ["no children"])
  }

  @Test func whoeverReapsForkedProcessesLeavesCommandsAlone() throws {
    let (lines, end) = try Helper.run("command-beside-fork")
    #expect(end.succeeded)
    #expect(lines == ["exited with status 9", "nobody else", "held", "not held"])
  }

  @Test func signalsDoNotEndTheWait() throws {
    let (lines, end) = try Helper.run("command-under-signals")
    #expect(end.succeeded)
    #expect(lines == ["exited with status 6"])
  }

  @Test func waitingEndsAtThePointOfTimeAndNotBefore() {
    let deadline = Clock.now() + 1_500_000
    #expect(Waiting.ready([], until: deadline) == [])
    #expect(Clock.now() >= deadline)
    #expect(Waiting.ready([], until: 0) == [])
  }
}
