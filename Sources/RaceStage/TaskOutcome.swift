import FoundationEssentials
import Glibc
import RaceModel
import RaceSystem

/// What a worker hands over to the top process at the end.
enum TaskOutcome<Result: Codable & Sendable>: Codable, Sendable {
  /// The task was done to its end.
  case done(Result, Failure?)
  /// It could not be done, or not to its end.
  case failed(Failure)

  /// What a task has come to once its guardian has ended.
  /// - Parameters:
  ///   - end: the guardian's, which passes the worker's on as a status.
  ///   - name: the task's.
  ///   - worker: the worker's name.
  ///   - received: what came from the worker.
  ///   - interruption: the signal that asked for an early end; nil where none did.
  init(
    after end: ProcessEnd, of name: GuardedTask.Name, by worker: String,
    handedOver received: [UInt8],
    interruptedBy interruption: Int32?
  ) {
    if let interruption {
      self = .failed(
        interruption == SIGINT
          ? Failure(.interrupted, "interrupted; nothing was kept")
          : Failure(.terminated, "ended by \(SignalName.text(interruption)); nothing was kept"))
      return
    }
    switch end {
    case .exited(status: 0):
      do {
        self = try JSONDecoder().decode(Self.self, from: Data(received))
      } catch {
        self = .failed(Failure(.defect, "the \(worker)'s results cannot be read: \(error)"))
      }
    case .killed: self = .failed(Self.lost("the guardian", end, name))
    case .exited(let status) where status > 128:
      self = .failed(Self.lost("the \(worker)", .killed(signal: status - 128), name))
    case .exited(status: 70):
      self = .failed(
        Failure(
          .unavailable,
          "no process could be started for the \(name.rawValue); allow this user more processes or memory"
        ))
    case .exited(let status):
      self = .failed(Failure(.defect, "the \(worker) exited with status \(status)"))
    }
  }

  private static func lost(_ what: String, _ end: ProcessEnd, _ name: GuardedTask.Name) -> Failure {
    if let failure = Failure.busError(what, end) { return failure }
    if end.signalFromOutside == nil { return Failure(.defect, "\(what) \(end)") }
    return Failure(
      .inconclusive,
      "\(what) \(end) from outside, so the \(name.rawValue) has no result; run it again")
  }
}
