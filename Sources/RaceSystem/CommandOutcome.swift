import RaceModel

extension Command {
  /// What came of running a command.
  package struct Outcome: Hashable, Sendable {
    /// How it came to its end.
    package enum End: Hashable, Sendable, CustomStringConvertible {
      case ended(ProcessEnd)
      /// It was killed with its process group, for it took too long.
      case timedOut

      /// Whether it exited with status 0.
      package var succeeded: Bool { self == .ended(.exited(status: 0)) }

      package var description: String {
        switch self {
        case .ended(let end): end.description
        case .timedOut: "did not end in time"
        }
      }
    }

    /// How it came to its end.
    package let end: End
    /// The last 64 KiB of what it printed, standard output and standard error together.
    package let output: [UInt8]
    /// Whether it was a shell that ended so.
    let hasShell: Bool

    /// The signal that killed it, or, as its shell's status says (128 and the number), what it ran; nil where it
    /// ended by itself or was killed for taking too long.
    package var signal: Int32? {
      switch end {
      case .ended(.killed(let signal)): signal
      case .ended(.exited(let status)) where hasShell && (129...192).contains(status): status - 128
      default: nil
      }
    }

    /// The last line that it printed, for error messages; nil if it printed nothing.
    package var lastLine: String? {
      OutputTail.lastLine(of: output)
    }
  }
}
