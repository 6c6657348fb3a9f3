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
    /// Not in time, so it was ended; `code` is the status that timeout(1) has for that, and `output` counts.
    case late
    /// By a signal from outside, which spoiled it; `code` is the signal.
    case killed
    /// Before it began, for want of something; `code` is the errno.
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

  /// One that a signal ended: one that others send, which says nothing of the target, or a crash.
  static func killed(by signal: Int32, message: Message = .none) -> ProcessOutcome {
    ProcessOutcome(ProcessEnd.isCrash(signal) ? .crash : .killed, signal, message: message)
  }

  /// One of which there is nothing to show but a text.
  static func saying(
    _ text: UnsafeRawBufferPointer, _ status: Int32, _ end: End = .ended
  ) -> ProcessOutcome {
    ProcessOutcome(
      end, status, output: Digest(hashing: text.baseAddress, count: text.count),
      message: Message(text))
  }

  /// The same of a text of ASCII.
  static func saying(_ text: StaticString, _ status: Int32) -> ProcessOutcome {
    saying(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount), status)
  }

  /// One that gave no answer within `patience`. Allocates, but such looks are rare by nature.
  static func late(after patience: TimeSpan) -> ProcessOutcome {
    var text = "no answer in \(patience.exact)"
    return text.withUTF8 { saying(UnsafeRawBufferPointer($0), 124, .late) }
  }

  /// Whether both came to the same.
  func isSame(as other: ProcessOutcome) -> Bool {
    end.rawValue == other.end.rawValue && code == other.code && output == other.output
  }

  /// As states have it; nil for a look that saw nothing.
  package var observation: Observation? {
    switch end {
    case .ended, .late: .ended(status: code, output: output)
    case .crash: .crash(signal: code)
    case .error: .error(errno: code)
    case .killed, .lost: nil
    }
  }

  /// What it means in a race between these contents; nothing is stable where nobody has looked at them at rest.
  func sight(against library: ContentLibrary?) -> Sight {
    switch end {
    case .killed, .lost: return Sight(.lost, .error, code: code)
    case .error: return Sight(.error, code == ENOENT ? .missing : .error, code: code)
    case .crash: return Sight(.crash, .crash, code: code)
    case .late: return Sight(.ended, .rejected, code: code, digest: output)
    case .ended: break
    }
    let isA = library?.outcomes?.a.isSame(as: self) ?? false
    let isB = library?.b.stable == true && library?.outcomes?.b.isSame(as: self) == true
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
