import FoundationEssentials
import Glibc
import RaceModel
import RaceSystem

/// What the top process does while a race goes on below its guardian: take in the outcome, pass signals on,
/// show progress.
struct Watch {
  /// The exit status of a coordinator that could not hand its results over. Another one than the guardian's for
  /// a coordinator that it could not start.
  static let resultsLost: Int32 = 71

  private let guardian: Guardian
  private let results: Int32
  private let signals: SignalEvents
  private var received: [UInt8] = []
  /// The signal that asked for an early end; the first of several.
  private var interruption: Int32?

  init(guardian: Guardian, results: Int32, signals: SignalEvents) {
    self.guardian = guardian
    self.results = results
    self.signals = signals
  }

  /// Waits until the guardian has ended.
  /// - Parameters:
  ///   - interval: milliseconds between two calls of `tick`; nil for no calls.
  mutating func untilEnd(
    interval: Int32?, tick: () -> Void
  ) throws(SystemCallError) -> ProcessEnd {
    var end: ProcessEnd?
    var open = true
    while end == nil || open {
      // The guardian ends after everybody who can write results, so these then end as well.
      let ready = Waiting.ready(
        open ? [signals.descriptor, results] : [signals.descriptor],
        timeout: interval)
      if open && ready[1] { open = try receive() }
      while let signal = signals.next() {
        guard signal != SIGCHLD else { continue }
        interruption = interruption ?? signal
        // Once it is reaped, its number may be somebody else's.
        if end == nil { guardian.terminate() }
      }
      if end == nil { end = guardian.ended() }
      if end == nil { tick() }
      if case .killed = end { break }
    }
    return end ?? .exited(status: 70)
  }

  /// What the race came to, now that the guardian has ended so.
  func outcome(_ end: ProcessEnd) -> RaceOutcome {
    if let interruption {
      return .failed(
        interruption == SIGINT
          ? Failure(.interrupted, "interrupted; nothing was kept")
          : Failure(.terminated, "ended by \(SignalName.text(interruption)); nothing was kept"))
    }
    switch end {
    case .exited(status: 0):
      if let outcome = try? JSONDecoder().decode(RaceOutcome.self, from: Data(received)) {
        return outcome
      }
      return .failed(Failure(.defect, "the coordinator's results cannot be read"))
    case .killed: return .failed(lost("the guardian", end))
    case .exited(let status) where status > 128:
      return .failed(lost("the coordinator", .killed(signal: status - 128)))
    case .exited(status: 70):
      return .failed(
        Failure(
          .unavailable,
          "no process could be started for the race; allow this user more processes or memory"))
    case .exited(let status):
      return .failed(Failure(.defect, "the coordinator exited with status \(status)"))
    }
  }

  private func lost(_ what: String, _ end: ProcessEnd) -> Failure {
    if end.signalFromOutside == nil { return Failure(.defect, "\(what) \(end)") }
    return Failure(
      .inconclusive, "\(what) \(end) from outside, so the race has no result; run it again")
  }

  /// Takes in what stands in the pipe. False at its end.
  private mutating func receive() throws(SystemCallError) -> Bool {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
      count = read(results, buffer.baseAddress, buffer.count)
      initialized = max(0, count)
    }
    if count < 0 && errno != EINTR { throw SystemCallError("read", "results") }
    received += bytes
    return count != 0
  }
}
