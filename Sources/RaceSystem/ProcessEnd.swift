import Glibc
import RaceModel

/// How a process ended.
package enum ProcessEnd: Hashable, Sendable, CustomStringConvertible {
  case exited(status: Int32)
  case killed(signal: Int32)

  /// Reads what waitpid(2) reports of a process that is gone.
  package init(waitStatus: Int32) {
    let signal = waitStatus & 0x7f
    self = signal == 0 ? .exited(status: (waitStatus >> 8) & 0xff) : .killed(signal: signal)
  }

  /// Whether it exited with status 0.
  package var succeeded: Bool { self == .exited(status: 0) }

  /// The signal by which somebody else ended it; nil where it ended by itself, be it by a crash of its own.
  package var signalFromOutside: Int32? {
    guard case .killed(let signal) = self, !Self.isCrash(signal) else { return nil }
    return signal
  }

  /// Whether a signal tells that a process went wrong by itself. All others come from outside, those of limits
  /// (SIGXCPU, SIGXFSZ) among them, and say nothing of a target. Allocates nothing.
  package static func isCrash(_ signal: Int32) -> Bool {
    switch signal {
    case SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGSYS, SIGTRAP: true
    default: false
    }
  }

  package var description: String {
    switch self {
    case .exited(let status): "exited with status \(status)"
    case .killed(let signal): "was killed by \(SignalName.text(signal))"
    }
  }
}
