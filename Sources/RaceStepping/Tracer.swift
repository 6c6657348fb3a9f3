import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Runs the updater's processes from stop to stop: at most one step is in flight, and everybody else waits at theirs.
///
/// Calls that are no steps, since nothing that is read as a file can come of them, are let go at once: those on pipes,
/// sockets and terminals, and whatever fails to name a file. A step that blocks lets the others go.
final class Tracer {
  /// How often in a row it is asked what has happened, before others have their turn: programs that make one call after
  /// the other would keep the tracer for themselves.
  private static let mostRounds = 64

  let observer: Observer
  let text: StepText
  let splitter: Splitter?

  /// What has come of it so far.
  var log = StepLog()
  /// What the updater's processes have mapped.
  var mappings = Mappings()
  /// Whose step is on its way, and who waits.
  var turns = Turns()
  /// The updater's processes and threads, by their numbers.
  var tracees: [pid_t: Tracee] = [:]
  /// How many there were.
  var born = 0
  /// Whether all are to end, so that nobody's turn comes any more.
  private(set) var isEnding = false

  /// - Parameter split: the largest write that is let pass in one piece; any if nil.
  init(observer: Observer, text: StepText, split: UInt64?) {
    self.observer = observer
    self.text = text
    splitter = split.map { Splitter(limit: $0) }
  }

  /// Whether any process of the updater is left.
  var isEmpty: Bool { tracees.isEmpty }
  /// Whoever has this number.
  func tracee(_ id: pid_t) -> Tracee? { tracees[id] }

  /// How many processes are left.
  var count: Int { Set(tracees.values.map(\.process)).count }

  /// Takes over a process that was seized.
  func add(_ process: pid_t) { adopt(process, of: process) }

  /// Handles what has happened.
  /// - Parameter ended: called with each process or thread that has ended, and its wait status.
  /// - Returns: whether there may be more, so that nobody should sleep before it is asked again.
  func handleEvents(_ ended: (pid_t, Int32) throws -> Void) throws -> Bool {
    var rounds = 0
    var found = true
    while found, rounds < Self.mostRounds {
      found = false
      rounds += 1
      // The one in flight first: it is what all wait for.
      for id in turns.inFlight + tracees.keys.sorted() {
        guard tracees[id] != nil else { continue }
        var status: Int32 = 0
        guard waitpid(id, &status, WNOHANG | Int32(__WALL)) == id else { continue }
        found = true
        try handle(id, TraceEvent(waitStatus: status), ended)
      }
      try beginNext()
      if !found { found = adoptUntold() }
    }
    return found
  }

  /// When to come back even if nothing happens, since a step may have blocked; nil where nobody waits for it.
  var nextCheck: UInt64? { turns.nextCheck }

  /// Lets others go where the step in flight has blocked.
  func checkBlocked() throws {
    turns.noteBlocked()
    try beginNext()
  }

  /// Kills all processes of the updater, and those that they may still start.
  func killAll() {
    isEnding = true
    for tracee in tracees.values { kill(tracee.process, SIGKILL) }
  }

  /// Looks whether something has changed that no step on its way can have caused. What others have done is a step too,
  /// of none of the updater's processes.
  func watchOutside() throws {
    let heard = observer.heard(given: causeInFlight)
    // What steps on their way have changed so far they will tell.
    guard heard != .nothing || turns.isQuiet && !canStoreIntoTarget && observer.hasChangedOutside()
    else { return }
    note(heard == .nothing ? .outside : heard)
    log.append(
      Step(
        index: 0, process: 0, name: "outside", call: "a process outside", result: .returned(0),
        after: try observer.look(.all, step: log.steps.count + 1)))
  }

  /// Notes what was heard and is not explained, after the last step.
  func note(_ heard: Hearing.Verdict) {
    switch heard {
    case .nothing: break
    case .outside: log.note(.changedFromOutside(step: log.steps.count))
    case .lost: log.note(.lostEvents(step: log.steps.count))
    }
  }

  /// Whether a file may change without a call that was the target, and that readers can still have open.
  var canStoreIntoFormer: Bool {
    mappings.isStorable && observer.ledger.held.keys.contains(where: mappings.canStore)
  }

  /// Whether the target's file may change without a call.
  var canStoreIntoTarget: Bool {
    observer.target.map { mappings.canStore(into: $0) } ?? false
  }
}
