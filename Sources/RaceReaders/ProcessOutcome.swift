import CXXHash
import Glibc
import RaceModel
import RaceSystem

/// What came of one look by a reader that runs something. Plain words: the hot loop hands it on without touching
/// the heap.
package struct ProcessOutcome: Sendable {
  /// How the look ended; says what `code` is.
  package enum End: UInt8, Sendable {
    /// By itself; `code` is the status, and `output` counts.
    case ended
    /// By a signal that tells of the target; `code` is the signal.
    case crash
    /// Before it began; `code` is the errno.
    case error
    /// The environment spoiled it: by a signal from outside, or for want of something. `code` is that signal or errno.
    case lost
  }

  /// How the look ended.
  package let end: End
  /// A status, a signal or an errno.
  package let code: Int32
  /// The digest of all that was printed or, where a library was loaded, of what that gave.
  package let output: Digest
  /// That in one line for people.
  package let message: Message

  /// The status of a look that gave no answer in time, which is timeout(1)'s.
  package static var timeoutStatus: Int32 { 124 }

  init(
    _ end: End, _ code: Int32, output: Digest = Digest(high: 0, low: 0), message: Message = .none
  ) {
    self.end = end
    self.code = code
    self.output = output
    self.message = message
  }

  /// One that could not be started.
  static func failed(errno: Int32) -> ProcessOutcome {
    switch errno {
    // What the reader or the machine ran out of says nothing about the target.
    case EAGAIN, EMFILE, ENFILE, ENOMEM: ProcessOutcome(.lost, errno)
    default: ProcessOutcome(.error, errno)
    }
  }

  /// One that a signal ended: a crash, or somebody else's doing.
  static func killed(by signal: Int32, message: Message = .none) -> ProcessOutcome {
    let outside = ProcessEnd.killed(signal: signal).signalFromOutside != nil
    return ProcessOutcome(outside ? .lost : .crash, signal, message: message)
  }

  /// One that has nothing to show but what `text` says.
  static func ended(_ status: Int32, saying text: String) -> ProcessOutcome {
    var text = text
    let digest = text.withUTF8 { Digest(hashing: $0.baseAddress, count: $0.count) }
    return ProcessOutcome(.ended, status, output: digest, message: Message(text))
  }

  /// Whether both came to the same.
  func isSame(as other: ProcessOutcome) -> Bool {
    end.rawValue == other.end.rawValue && code == other.code && output == other.output
  }

  /// As states have it; nil for a look that saw nothing.
  package var observation: Observation? {
    switch end {
    case .ended: .ended(status: code, output: output)
    case .crash: .crash(signal: code)
    case .error: .error(errno: code)
    case .lost: nil
    }
  }

  /// What it means in a race between these contents.
  func sight(against contents: StableOutcomes?, bIsStable: Bool) -> Sight {
    switch end {
    case .lost: return Sight(.lost, .error, code: code)
    case .error: return Sight(.error, code == ENOENT ? .missing : .error, code: code)
    case .crash: return Sight(.crash, .crash, code: code)
    case .ended: break
    }
    let isA = contents?.a.isSame(as: self) ?? false
    let isB = bIsStable && (contents?.b.isSame(as: self) ?? false)
    let kind: Kind = isA || isB ? .stable : code == 0 ? .foreign : .rejected
    // Where both give the same nobody can tell which of them it was.
    return Sight(
      .ended, kind, code: code, digest: output, content: isA == isB ? .none : isA ? .a : .b)
  }
}

/// What comes of looking at A and at B while they are at rest.
package struct StableOutcomes: Sendable {
  /// Of the old content.
  package let a: ProcessOutcome
  /// Of the new content.
  package let b: ProcessOutcome

  /// Takes each value as it is.
  package init(a: ProcessOutcome, b: ProcessOutcome) {
    self.a = a
    self.b = b
  }

  /// Whether a look can tell the two contents apart.
  package var differ: Bool { !a.isSame(as: b) }
}
