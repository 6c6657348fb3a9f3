import CLinux
import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Processes: their ends, and getting rid of them.
@Suite struct ProcessTests {
  @Test func endsAreReadFromWhatTheKernelReports() throws {
    #expect(ProcessEnd(waitStatus: 0) == .exited(status: 0))
    #expect(ProcessEnd(waitStatus: 0x0300) == .exited(status: 3))
    #expect(ProcessEnd(waitStatus: 0xff00) == .exited(status: 255))
    #expect(ProcessEnd(waitStatus: 9) == .killed(signal: SIGKILL))
    // The bit that says that there is a core file.
    #expect(ProcessEnd(waitStatus: 11 | 0x80) == .killed(signal: SIGSEGV))
    #expect(ProcessEnd.exited(status: 3).description == "exited with status 3")
    #expect(ProcessEnd.killed(signal: 7).description == "was killed by SIGBUS")
    #expect(ProcessEnd.exited(status: 0).succeeded && !ProcessEnd.exited(status: 1).succeeded)
    #expect(!ProcessEnd.killed(signal: 1).succeeded)
  }

  /// Daemons, deaf ones, stopped ones, families.
  @Test func allDescendantsAreKilled() throws {
    let (lines, end) = try Helper.run("kill-descendants")
    #expect(end.succeeded)
    #expect(lines == ["all gone", "no children", "nothing to do"])
  }

  @Test(arguments: [
    ("worker-ends", "exited with status 5"), ("worker-crashes", "exited with status 139"),
    ("terminated", "exited with status 143"), ("asked-twice", "exited with status 130"),
    ("top-killed", "was killed by SIGKILL"), ("guardian-killed", "exited with status 99"),
  ])
  func theGuardianLeavesNothing(_ way: String, _ end: String) throws {
    let directory = try TestDirectory()
    let outcome = try Helper.run("guardian", way, directory.path)
    #expect(outcome.end.succeeded)
    #expect(outcome.lines == ["top \(end)", "all gone", "left: 0"])
  }

  @Test func aForkedProcessDiesWithItsParent() throws {
    let (lines, end) = try Helper.run("dying-with-parent")
    #expect(end.succeeded)
    #expect(lines == ["was killed by SIGKILL", "was killed by SIGKILL"])
  }

  @Test func aFutexWakesAnotherProcess() throws {
    let (lines, end) = try Helper.run("futex")
    #expect(end.succeeded)
    #expect(lines == ["exited with status 7", "no wait for what has changed"])
  }

  @Test func aDoorbellRingsUntilItIsCleared() throws {
    let bell = try Doorbell()
    #expect(Waiting.ready([bell.descriptor], timeout: 0) == [false])
    bell.ring()
    bell.ring()
    #expect(Waiting.ready([bell.descriptor], timeout: 0) == [true])
    bell.clear()
    #expect(Waiting.ready([bell.descriptor], timeout: 0) == [false])
    bell.clear()
    close(bell.descriptor)
  }

  @Test func waitingTellsWhichIsReady() throws {
    let (first, second) = (try Pipe(), try Pipe())
    var byte: UInt8 = 1
    #expect(write(second.writeEnd, &byte, 1) == 1)
    #expect(Waiting.ready([first.readEnd, second.readEnd]) == [false, true])
    // One that has hung up is ready too.
    close(first.writeEnd)
    #expect(Waiting.ready([first.readEnd, second.readEnd]) == [true, true])
    for descriptor in [first.readEnd, second.readEnd, second.writeEnd] { close(descriptor) }
  }
}
