/// One swap in time. All times are nanoseconds since the subject's first go, on `CLOCK_MONOTONIC`.
package struct Window: Hashable, Sendable, Codable {
  /// A phase and when it began; it lasts until the next one, or until the window's end.
  package struct Mark: Hashable, Sendable, Codable {
    /// The phase that began.
    package let phase: Phase
    /// When it began.
    package let start: UInt64

    /// Takes each value as it is.
    package init(phase: Phase, start: UInt64) {
      self.phase = phase
      self.start = start
    }
  }

  /// Which of the writers swapped, from 0.
  package let writer: Int
  /// Which content the swap was to publish; nil in results that do not say.
  package let publishes: StableContent?
  /// When it began.
  package let start: UInt64
  /// In the order of their starts.
  package let phases: [Mark]
  /// When it ended.
  package let end: UInt64
  /// Why the updater said that the swap failed; nil if it said that it succeeded.
  package let failure: String?
  /// What the target held after the swap, before the next one; nil where nobody looked, since other writers went
  /// on.
  package let rest: Rest?
  /// Reads that overlapped the window. A read that overlaps several windows counts in the one that began last,
  /// here and below: it is one look, however long it took.
  package var exposedReads: UInt64
  /// Glances that overlapped it.
  package var exposedGlances: UInt64
  /// Partial ones among the exposed reads.
  package var partialReads: UInt64
  /// Partial ones among the exposed glances.
  package var partialGlances: UInt64

  /// Takes each value as it is.
  package init(
    writer: Int, publishes: StableContent? = nil, start: UInt64, phases: [Mark], end: UInt64,
    failure: String? = nil, rest: Rest? = nil, exposedReads: UInt64 = 0, exposedGlances: UInt64 = 0,
    partialReads: UInt64 = 0,
    partialGlances: UInt64 = 0
  ) {
    self.writer = writer
    self.publishes = publishes
    self.start = start
    self.phases = phases
    self.end = end
    self.failure = failure
    self.rest = rest
    self.exposedReads = exposedReads
    self.exposedGlances = exposedGlances
    self.partialReads = partialReads
    self.partialGlances = partialGlances
  }

  /// Whether anybody saw something forbidden while it was open.
  package var caught: Bool { partialReads > 0 || partialGlances > 0 }

  /// Whether the target held afterwards what the swap was to publish; nil where nobody looked.
  package var published: Bool? {
    guard let rest, let publishes else { return nil }
    return rest == .stable(publishes)
  }

  /// Whether it failed since somebody was executing the target, or writing it while it was to be executed.
  package var wasTextBusy: Bool {
    failure.map { $0.contains("ETXTBSY") || $0.contains("Text file busy") } ?? false
  }
}
