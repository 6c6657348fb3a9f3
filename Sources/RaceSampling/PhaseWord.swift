/// The word on the board that tells readers what to do: a command and a generation, so that the same command
/// given twice is two words, and an acknowledgement belongs to one of them.
struct PhaseWord: Equatable {
  enum Command: UInt32 {
    /// Be quiet: the stage is being changed.
    case wait = 0
    /// Look again and again.
    case go = 1
    /// Look once, then be quiet.
    case once = 2
    /// The race is over.
    case stop = 3
  }

  let rawValue: UInt32

  init(rawValue: UInt32) { self.rawValue = rawValue }

  var command: Command { Command(rawValue: rawValue & 3) ?? .stop }

  /// The word that gives `command` next.
  func next(_ command: Command) -> PhaseWord {
    PhaseWord(rawValue: ((rawValue >> 2) &+ 1) << 2 | command.rawValue)
  }
}
