import RaceModel

/// Something that observes the target, one look at a time, in a process of its own.
///
/// `look` is the hot loop's body: no allocation, no reference counting, no locks.
package protocol TargetReader: ~Copyable {
  /// Looks at `path` once.
  mutating func look(at path: UnsafePointer<CChar>) -> Sight
  /// Holds what follows against these contents.
  mutating func compare(with library: ContentLibrary)
  /// The anatomy of the last content.
  var runs: UnsafeBufferPointer<PackedRun> { get }
  /// Whether that content had more runs than are kept.
  var runsWereDropped: Bool { get }
}

/// The readers that there are. A new one is a file beside this one and a case here.
package enum ReaderKind: String, CaseIterable, Sendable {
  case read
  case mmap

  /// One line for `racebench list`.
  package var summary: String {
    switch self {
    case .read: "opens the target and reads it to its end through a buffer of 256 KiB"
    case .mmap: "maps the target and keeps the mapping while device, inode and size stay the same"
    }
  }

  /// Its line in the catalogue.
  package var entry: Catalogue.Entry { Catalogue.Entry(name: rawValue, summary: summary) }
}
