import FoundationEssentials
import Glibc
import RaceModel
import RaceSystem
import Testing

@testable import RaceStage

/// What the top process makes of how guardian and worker have ended.
struct TaskOutcomeTests {
  private func outcome(
    _ end: ProcessEnd, _ name: GuardedTask.Name = .exploration, _ received: [UInt8] = [],
    interruptedBy signal: Int32? = nil
  ) -> Result<[Int], Failure> {
    switch TaskOutcome<[Int]>(
      after: end, of: name, by: "tracer", handedOver: received, interruptedBy: signal)
    {
    case .done(let result, _): .success(result)
    case .failed(let failure): .failure(failure)
    }
  }

  @Test("What was handed over is what comes out")
  func handedOver() throws {
    let done = Array(try JSONEncoder().encode(TaskOutcome<[Int]>.done([1, 2], nil)))
    #expect(outcome(.exited(status: 0), .race, done) == .success([1, 2]))
    let failure = Failure(.badData, "why")
    let failed = Array(try JSONEncoder().encode(TaskOutcome<[Int]>.failed(failure)))
    #expect(outcome(.exited(status: 0), .race, failed) == .failure(failure))
    // A signal came too late to end anything; it is what the user asked for all the same.
    #expect(
      outcome(.exited(status: 0), .race, done, interruptedBy: SIGINT)
        == .failure(Failure(.interrupted, "interrupted; nothing was kept")))
    #expect(
      outcome(.exited(status: 128 + SIGTERM), .race, interruptedBy: SIGHUP)
        == .failure(Failure(.terminated, "ended by SIGHUP; nothing was kept")))
  }

  @Test(
    "Each end without a result says whose it was, in the task's own words",
    arguments: [
      (.exited(status: 0), .defect, "the tracer's results cannot be read"),
      (.exited(status: 71), .defect, "the tracer exited with status 71"),
      (
        .exited(status: 70), .unavailable,
        "no process could be started for the exploration; allow this user more processes or memory"
      ),
      (
        .exited(status: 128 + SIGBUS), .cannotWrite,
        "the tracer was killed by SIGBUS: a file that it read was cut, or has a hole for which the file system has no "
          + "room; make room, take smaller contents (--size), or name another --directory"
      ),
      (.exited(status: 128 + SIGSEGV), .defect, "the tracer was killed by SIGSEGV"),
      (
        .exited(status: 128 + SIGKILL), .inconclusive,
        "the tracer was killed by SIGKILL from outside, so the exploration has no result; run it again"
      ),
      (
        .killed(signal: SIGKILL), .inconclusive,
        "the guardian was killed by SIGKILL from outside, so the exploration has no result; run it again"
      ),
    ] as [(ProcessEnd, Failure.Status, String)])
  func ends(end: ProcessEnd, status: Failure.Status, message: String) {
    // Behind it stands what the decoder says, where that is the reason.
    #expect(throws: Failure.self) { try outcome(end).get() }
    guard case .failure(let failure) = outcome(end) else { return }
    #expect(failure.status == status)
    #expect(failure.message == message || failure.message.hasPrefix("\(message): "))
  }
}
