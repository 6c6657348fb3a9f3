import Glibc
import RaceSystem

/// What the top process does while a task goes on below its guardian: take in what its worker hands over, pass
/// signals on, show progress.
struct Watch {
  private let guardian: Guardian
  private let results: Int32
  private let signals: SignalEvents
  /// What the worker has handed over.
  private(set) var received: [UInt8] = []
  /// Whether that was more than any result has: it takes this process's memory.
  private(set) var isTooMuch = false
  /// The most that is taken in, in bytes.
  static let mostReceived = 512 << 20
  /// The signal that asked for an early end; the first of several.
  private(set) var interruption: Int32?

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
      if isTooMuch, end == nil { guardian.terminate() }
      while let signal = signals.next() {
        guard signal != SIGCHLD else {
          if end == nil { guardian.continueIfStopped() }
          continue
        }
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

  /// Takes in what stands in the pipe. False at its end.
  private mutating func receive() throws(SystemCallError) -> Bool {
    var count = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, initialized in
      count = read(results, buffer.baseAddress, buffer.count)
      initialized = max(0, count)
    }
    if count < 0 && errno != EINTR { throw SystemCallError("read", "results") }
    // What is too much is read on and dropped, so that the worker ends.
    isTooMuch = isTooMuch || received.count + bytes.count > Self.mostReceived
    if isTooMuch { received = [] } else { received += bytes }
    return count != 0
  }
}
