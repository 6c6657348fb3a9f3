/// The outcome of one look at the target. Two equal observations are the same state.
package enum Observation: Hashable, Sendable {
  /// A reader got this content: its two-level digest and its length in bytes.
  case content(Digest, bytes: UInt64)
  /// A glance found a file of this many bytes; it never looks inside.
  case size(bytes: UInt64)
  /// The look failed with this errno.
  case error(errno: Int32)
  /// A reader that runs something saw it end by itself: with this status, and with this digest of what it printed.
  /// One that loads a library has the status 0 and the digest of what its symbol returned, or the status 1 and the
  /// digest of what the loader said.
  case ended(status: Int32, output: Digest)
  /// This signal killed the reader, or would have killed one less careful.
  case crash(signal: Int32)
  /// Bytes of two contents in one read, which a step makes possible and no look has met.
  case torn

  /// The length in bytes, where there was a file to have one.
  package var bytes: UInt64? {
    switch self {
    case .content(_, let bytes), .size(let bytes): bytes
    case .error, .crash, .ended, .torn: nil
    }
  }

  /// The digest, where the bytes were read.
  package var digest: Digest? {
    if case .content(let digest, _) = self { digest } else { nil }
  }

  /// It in a few words, where it is of this kind and somebody said this: `3.3 MB truncated`, `missing`.
  func summary(as kind: Kind, message: String = "") -> String {
    switch self {
    case .content(_, let bytes), .size(let bytes): "\(ByteCount(bytes).short) \(kind.rawValue)"
    case .error(let errno): kind == .missing ? "missing" : "\(ErrnoName.text(errno)) error"
    case .crash(let signal): "\(SignalName.text(signal)) crash"
    case .torn: "\(kind.rawValue), in a read in progress"
    case .ended(let status, _):
      "status \(status) \(kind.rawValue)\(message.isEmpty ? "" : ": \(message)")"
    }
  }
}
