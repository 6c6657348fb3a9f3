/// What the readers of a race counted. Tallies add up: of readers, rounds, shards and hosts.
package struct Tally: Hashable, Sendable {
  /// Looks by readers, lost ones included.
  package var reads: UInt64 = 0
  /// Looks by glancers, lost ones included.
  package var glances: UInt64 = 0
  /// Reads that overlapped a window.
  package var exposedReads: UInt64 = 0
  /// Glances that overlapped a window.
  package var exposedGlances: UInt64 = 0
  /// Reads of a forbidden state.
  package var partialReads: UInt64 = 0
  /// Glances at a forbidden state.
  package var partialGlances: UInt64 = 0
  /// Partial reads that overlapped a window.
  package var exposedPartialReads: UInt64 = 0
  /// Partial reads outside every window.
  package var lateReads: UInt64 = 0
  /// Partial glances outside every window.
  package var lateGlances: UInt64 = 0
  /// Reads that the environment spoiled.
  package var lostReads: UInt64 = 0
  /// Glances that the environment spoiled.
  package var lostGlances: UInt64 = 0
  /// Reads whose state found no room in its reader's table.
  package var overflow: UInt64 = 0
  /// Glances whose state found no room.
  package var glanceOverflow: UInt64 = 0
  /// Bytes that reads looked at.
  package var bytesRead: UInt64 = 0
  /// Reads that overlapped each phase; one that overlaps several counts in each.
  package var exposedByPhase = PhaseCounts()

  /// Nothing counted yet.
  package init() {}

  package static func += (left: inout Tally, right: Tally) {
    for field in counters { left[keyPath: field] += right[keyPath: field] }
    left.exposedByPhase += right.exposedByPhase
  }

  private static let counters: [WritableKeyPath<Tally, UInt64> & Sendable] = [
    \.reads, \.glances, \.exposedReads, \.exposedGlances, \.partialReads, \.partialGlances,
    \.exposedPartialReads, \.lateReads, \.lateGlances, \.lostReads, \.lostGlances, \.overflow,
    \.glanceOverflow, \.bytesRead,
  ]
}

/// A count for each phase.
package struct PhaseCounts: Hashable, Sendable, Codable {
  /// For the copy phase.
  package var copy: UInt64 = 0
  /// For the sign phase.
  package var sign: UInt64 = 0
  /// For the publish phase.
  package var publish: UInt64 = 0

  /// Nothing counted yet.
  package init(copy: UInt64 = 0, sign: UInt64 = 0, publish: UInt64 = 0) {
    self.copy = copy
    self.sign = sign
    self.publish = publish
  }

  package static func += (left: inout PhaseCounts, right: PhaseCounts) {
    left.copy += right.copy
    left.sign += right.sign
    left.publish += right.publish
  }
}
