import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// An engine's own look at a target while nobody swaps, by the means of a reader: whatever an updater has left
/// there, a FIFO, a file that somebody still cuts, or one that gives no answer, neither holds it up nor kills it.
package final class Scout {
  private var reader: ReadReader
  private let slot: Watchdog.Slot
  private let bound: Int?

  /// One that has looked at nothing yet.
  /// - Parameters:
  ///   - slot: this process's, to be got out of a look that takes too long.
  ///   - bound: how many bytes of a content it reads; what the contents to compare with call for if nil.
  package init(_ slot: Watchdog.Slot = .none, bound: Int? = nil) {
    self.slot = slot
    self.bound = bound
    reader = ReadReader(bound: bound)
  }

  /// Whether any look gave no answer in time. All that was not ours was ended then.
  package var wasLate: Bool { slot.late > 0 }

  /// The failure of what cannot go on after that.
  package static let lateFailure = Failure(
    .inconclusive,
    "a look at the target gave no answer in time, and what the updater had left running was ended; is there a "
      + "file system or a permission (fanotify) that a stopped process answers for?")

  /// The digest of what `path` holds; nil where it cannot be read.
  package func digest(of path: String, comparing library: ContentLibrary) -> Digest? {
    sight(of: path, comparing: library)?.digest
  }

  /// What a look found.
  package struct Found {
    /// What it is.
    package let kind: Kind
    /// Nil where it cannot be read.
    package let digest: Digest?
    /// Its length; 0 where it cannot be read.
    package let bytes: UInt64
    /// Whether an updater that is given no source may have meant it.
    package let isEdit: Bool
  }

  /// What `path` holds and, where it can be read, its digest; nil where the environment spoils the look.
  package func sight(of path: String, comparing library: ContentLibrary) -> Found? {
    reader.compare(with: library)
    guard
      let sight = try? slot.watched(
        .patience(reading: bound ?? library.bound), { reader.look(at: path) })
    else { return nil }
    switch sight.outcome {
    case .lost: return nil
    case .content:
      return Found(
        kind: sight.kind, digest: sight.digest, bytes: sight.bytes,
        isEdit: sight.kind.mayBeEdit(holdsB: reader.runs.contains { $0.run.source == .b }))
    default: return Found(kind: sight.kind, digest: nil, bytes: 0, isEdit: false)
    }
  }

  /// The digest of what an open file holds from its start on, whatever has become of its name and its mode since; nil
  /// where it cannot be read.
  package func digest(of descriptor: Int32, comparing library: ContentLibrary) -> Digest? {
    reader.compare(with: library)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    let sight = try? slot.watched(.patience(reading: bound ?? library.bound)) {
      reader.look(in: descriptor)
    }
    return sight?.outcome == .content ? sight?.digest : nil
  }
}

extension TimeSpan {
  /// How long a look at so many bytes may take: far more than it does on a slow disk beside other work, so that only
  /// one that gets no answer is late.
  package static func patience(reading bytes: Int) -> TimeSpan {
    TimeSpan(nanoseconds: 5_000_000_000 + UInt64(bytes) * 50)
  }
}
