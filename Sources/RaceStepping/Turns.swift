import Glibc
import RaceSystem

/// Whose turn it is: one step is on its way at a time, unless it blocks, and then others may go on.
struct Turns {
  /// How long a step may take before others are let go, in nanoseconds, if its process sleeps; a hundred times that if
  /// it waits for a device. One that runs is awaited.
  private static let patience: UInt64 = 1_000_000

  private struct Turn {
    let id: pid_t
    let begun: UInt64
    var hasBlocked = false
  }

  private var waiting: [pid_t] = []
  private var current: [Turn] = []

  /// Those whose step is on its way; more than one only where some have blocked.
  var inFlight: [pid_t] { current.map(\.id) }
  /// Whether nobody's step is on its way.
  var isQuiet: Bool { current.isEmpty }
  /// Whether somebody who comes now has to wait.
  var isTaken: Bool { isBusy || !waiting.isEmpty }

  private var isBusy: Bool { current.contains { !$0.hasBlocked } }

  /// Somebody has come to a step.
  mutating func wait(_ id: pid_t) { waiting.append(id) }

  /// Whose turn comes now; nil where nobody waits, or somebody's step is on its way.
  mutating func next() -> pid_t? {
    guard !isBusy, !waiting.isEmpty else { return nil }
    return waiting.removeFirst()
  }

  /// A step begins.
  mutating func begin(_ id: pid_t) { current.append(Turn(id: id, begun: Clock.now())) }

  /// A step has ended.
  mutating func end(_ id: pid_t) { current.removeAll { $0.id == id } }

  /// Somebody is gone.
  mutating func forget(_ id: pid_t) {
    end(id)
    waiting.removeAll { $0 == id }
  }

  /// When to ask whether a step has blocked, on `Clock`; nil where nobody waits for it.
  var nextCheck: UInt64? { waiting.isEmpty || !isBusy ? nil : Clock.now() + Self.patience }

  /// Finds out which steps have blocked, where somebody waits for them.
  mutating func noteBlocked() {
    guard !waiting.isEmpty else { return }
    let now = Clock.now()
    for place in current.indices where !current[place].hasBlocked {
      // Before it is asked about: who is gone is no obstacle.
      let status = ProcessStatus(of: current[place].id)
      if status?.isRunning == true { continue }
      let taken = now &- current[place].begun
      current[place].hasBlocked =
        taken > (status?.isAsleep == false ? 100 * Self.patience : Self.patience)
    }
  }
}
