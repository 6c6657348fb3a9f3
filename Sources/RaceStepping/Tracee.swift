import CLinux
import Glibc
import RaceModel

/// A process or a thread of the updater.
struct Tracee {
  /// Where it is.
  enum Place {
    /// On its own way, or asleep in a call that is no step.
    case running
    /// Before a call, until its turn comes.
    case waiting(CallSite)
    /// In a call that is a step.
    case stepping(PendingStep)
    /// In a call of which only the result is wanted.
    case noting(CallSite)
  }

  let id: pid_t
  /// The process that the thread belongs to.
  let process: pid_t
  /// Its number in the order in which they came up.
  let number: Int
  /// What its process runs; nil before the first exec, when it is still a copy of racebench.
  var program: String?
  var place: Place = .running
}

/// A step on its way.
struct PendingStep {
  let site: CallSite
  /// What the call named, before it was made.
  let files: [CallSite.File]
  /// How it is written.
  let text: String
  /// Of a write that was cut.
  let cut: Splitter.Cut?
  /// What was found before it, where that was looked for.
  let before: Sighting?
  /// What it can change.
  let cause: Cause
  /// The way to the target before it, where it can change names.
  let way: TargetWay
  /// Whether its process cannot be looked into, so that nothing is known of it but the call's name.
  let isHidden: Bool
}
