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
  static var timeoutStatus: Int32 { 124 }

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

  /// One that has nothing to show but what the text says.
  static func ended(_ status: Int32, saying text: UnsafeRawBufferPointer) -> ProcessOutcome {
    ProcessOutcome(
      .ended, status, output: Digest(hashing: text.baseAddress, count: text.count),
      message: Message(text))
  }

  /// The same of a text of ASCII.
  static func ended(_ status: Int32, saying text: StaticString) -> ProcessOutcome {
    ended(
      status, saying: UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// One that gave no answer within `patience`. Allocates, but such looks are rare by nature.
  static func timedOut(after patience: TimeSpan) -> ProcessOutcome {
    var text = "no answer in \(patience.exact)"
    return text.withUTF8 { ended(timeoutStatus, saying: UnsafeRawBufferPointer($0)) }
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

  /// What it means in a race between these contents; nothing is stable where nobody has looked at them at rest.
  func sight(against library: ContentLibrary?) -> Sight {
    switch end {
    case .lost: return Sight(.lost, .error, code: code)
    case .error: return Sight(.error, code == ENOENT ? .missing : .error, code: code)
    case .crash: return Sight(.crash, .crash, code: code)
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
