/// Where the bytes of a state come from, as runs from its first byte to its last.
package struct Anatomy: Hashable, Sendable, Codable {
  /// The origin of a run of bytes.
  package enum Source: String, Codable, Sendable, CaseIterable {
    /// The old content's bytes at the same offsets.
    case a = "A"
    /// The new content's bytes at the same offsets.
    case b = "B"
    /// Bytes on which A and B agree.
    case either
    /// Zero bytes where neither content has them.
    case zero
    /// Bytes that neither content has there, and that are not zero.
    case other
  }

  /// Bytes of one origin, up to but not including `end`.
  package struct Run: Hashable, Sendable, Codable {
    /// Where the bytes come from.
    package let source: Source
    /// Offset in bytes of the first byte after the run.
    package let end: UInt64

    /// Takes each value as it is.
    package init(source: Source, end: UInt64) {
      self.source = source
      self.end = end
    }
  }

  /// From the first byte on; empty where there was no content.
  package let runs: [Run]
  /// False if there were more runs than are kept.
  package let complete: Bool

  /// Takes each value as it is.
  package init(runs: [Run], complete: Bool = true) {
    self.runs = runs
    self.complete = complete
  }

  /// Of what has no bytes.
  package static let none = Anatomy(runs: [])

  /// For people: `B 0–3.3 MB, then A to 7.8 MB, then end`.
  package var summary: String {
    guard !runs.isEmpty else { return "" }
    var parts: [String] = []
    var start: UInt64 = 0
    for run in runs {
      let range = "\(ByteCount(start).short)–\(ByteCount(run.end).short)"
      parts.append("\(run.source.rawValue) \(range)")
      start = run.end
    }
    return (parts + [complete ? "end" : "…"]).joined(separator: ", then ")
  }
}
