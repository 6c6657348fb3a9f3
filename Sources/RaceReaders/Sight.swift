import Glibc
import RaceModel

/// What one look gave, as plain words: the hot loop hands it on without touching the heap.
package struct Sight {
  /// The form of the outcome; says which of the other fields count.
  package enum Outcome: UInt8 {
    /// `digest` and `bytes` are those of the content.
    case content
    /// `bytes` is the size that a glance found.
    case size
    /// `code` is an errno.
    case error
    /// `code` is a signal.
    case crash
    /// `code` is a status and `digest` that of what was printed.
    case ended
    /// The environment spoiled the look; it saw nothing.
    case lost

    /// Equality that is inlined into other modules, which the derived one is not.
    @inlinable
    package func isSame(as other: Outcome) -> Bool {
      switch (self, other) {
      case (.content, .content), (.size, .size), (.error, .error), (.crash, .crash),
        (.ended, .ended), (.lost, .lost):
        true
      default: false
      }
    }
  }

  /// Which stable content a look saw.
  package enum Content: UInt8 {
    /// Neither, or nobody can tell.
    case none
    case a
    case b
  }

  /// Which of the fields below count.
  package var outcome: Outcome
  /// What was seen.
  package var kind: Kind
  /// Which stable content it was; none where A and B give the same, and for sizes.
  package var content: Content
  /// An errno, a signal or a status.
  package var code: Int32
  /// The two-level digest of a content, or that of what was printed.
  package var digest: Digest
  /// Its length, or the size that a glance found.
  package var bytes: UInt64

  init(
    _ outcome: Outcome, _ kind: Kind, code: Int32 = 0, digest: Digest = Digest(high: 0, low: 0),
    bytes: UInt64 = 0, content: Content = .none
  ) {
    self.outcome = outcome
    self.kind = kind
    self.code = code
    self.digest = digest
    self.bytes = bytes
    self.content = content
  }

  /// The errno of a look at something that is neither a file with bytes nor a directory (a FIFO, a device): what
  /// mmap(2) says of those.
  package static let notRegular = ENODEV

  /// What a failed open(2) of the look means, which did not wait.
  @inline(never)
  static func refused(errno: Int32) -> Sight {
    // Under a lease (fcntl(2), F_SETLEASE) a reader that may wait gets the content, only later.
    errno == EWOULDBLOCK ? Sight(.lost, .error, code: errno) : failed(errno: errno)
  }

  /// What a failed call of the look means.
  static func failed(errno: Int32) -> Sight {
    switch errno {
    // What the reader ran out of says nothing about the target.
    case EMFILE, ENFILE, ENOMEM: Sight(.lost, .error, code: errno)
    case ENOENT: Sight(.error, .missing, code: errno)
    default: Sight(.error, .error, code: errno)
    }
  }
}
