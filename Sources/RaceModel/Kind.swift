/// What a state is. The cases stand in the order in which they are tried: a state has the first that fits.
package enum Kind: String, Codable, CaseIterable, Sendable, Comparable {
  /// Exactly A or B, as published.
  case stable
  /// No such path.
  case missing
  /// A file of no bytes.
  case empty
  /// Exactly the new content before its signature.
  case unsigned
  /// A proper prefix of a stable content.
  case truncated
  /// Each byte is A's, B's or zero at its offset.
  case mixed
  /// None of these bytes were promised by anybody.
  case foreign
  /// The look failed with an errno other than ENOENT.
  case error
  /// A signal killed the reader, or would have.
  case crash
  /// A loader or a command refused what it saw.
  case rejected

  package static func < (left: Kind, right: Kind) -> Bool { left.rank < right.rank }

  private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A set of kinds as one machine word, so that a hot loop can ask it without touching the heap.
package struct KindSet: OptionSet, Hashable, Sendable {
  /// One bit for each kind.
  package let rawValue: UInt16

  /// From the bits of another set.
  package init(rawValue: UInt16) { self.rawValue = rawValue }

  /// The set of the kinds named.
  package init(_ kinds: some Sequence<Kind>) {
    self.init(rawValue: kinds.reduce(0) { $0 | Self.bit($1) })
  }

  /// Whether the kind is in the set.
  @inlinable
  package func contains(_ kind: Kind) -> Bool { rawValue & Self.bit(kind) != 0 }

  /// The kinds in the set, in their fixed order.
  package var kinds: [Kind] { Kind.allCases.filter(contains) }

  @inlinable
  static func bit(_ kind: Kind) -> UInt16 {
    switch kind {
    case .stable: 1
    case .missing: 2
    case .empty: 4
    case .unsigned: 8
    case .truncated: 16
    case .mixed: 32
    case .foreign: 64
    case .error: 128
    case .crash: 256
    case .rejected: 512
    }
  }
}

/// What a kind means in a race.
package enum Grade: String, Codable, CaseIterable, Sendable {
  /// Must be seen, or the run proves nothing.
  case required
  /// May be seen.
  case acceptable
  /// Must not be seen; what nobody declared is forbidden.
  case forbidden
}

extension Kind {
  /// Whether an updater that is given no source may have meant it as what it makes of A: neither nothing, nor A, nor a piece
  /// of A, which is more likely cut than meant.
  /// - Parameter holdsB: whether some of its bytes are explained by B and not by A.
  package func mayBeEdit(holdsB: Bool) -> Bool {
    switch self {
    case .foreign, .mixed: true
    case .truncated: holdsB
    default: false
    }
  }
}
