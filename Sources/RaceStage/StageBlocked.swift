import Glibc
import RaceModel
import RaceSystem

/// Why a stage cannot be made ready for the next run: what an updater has left there cannot be removed.
package struct StageBlocked: Error {
  /// What keeps it from being made ready.
  enum Problem {
    /// The path leads to another directory: something is mounted there, or the stage's has been moved away.
    case displaced
    /// Nothing lies at the path any more.
    case removed
    /// What lies there cannot be removed.
    case stays(SystemCallError)
  }

  let path: String
  let problem: Problem

  /// In one line, for people.
  package var text: String {
    switch problem {
    case .displaced where (try? PathCalls.linkStatus(path)) == nil:
      "\"\(path)\" is gone: another process has removed it or moved it away"
    case .displaced:
      "another directory lies at \"\(path)\": one that was mounted there, or that has taken its place"
    case .removed:
      "\"\(path)\" is gone, removed or renamed while it was in use: by a program that cleans up, or by the updater; "
        + "keep such programs away from it, or name another directory"
    case .stays(let error):
      "\"\(path)\" cannot be removed: \(Self.reason(error))"
    }
  }

  /// What it means for the result: what was removed from outside has spoiled it, all else is a stage that cannot be
  /// written.
  package var status: Failure.Status {
    if case .removed = problem { .inconclusive } else { .cannotWrite }
  }

  /// Why something cannot be removed, with what the usual reason for that is.
  static func reason(_ error: SystemCallError) -> String {
    switch error.errno {
    case EBUSY: "something is mounted there (EBUSY)"
    case EPERM: "\(error.reason); it may be immutable (chattr +i) or another user's"
    case ESTALE: "another file has its place"
    default: error.reason
    }
  }
}
