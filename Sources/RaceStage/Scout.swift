import Glibc
import RaceModel
import RaceReaders

/// An engine's own look at a target while nobody swaps, by the means of a reader: whatever an updater has left
/// there, a FIFO or a file that somebody still cuts, neither holds it up nor kills it.
package final class Scout {
  private var reader = ReadReader()

  /// One that has looked at nothing yet.
  package init() {}

  /// The digest of what `path` holds; nil where it cannot be read.
  package func digest(of path: String, comparing library: ContentLibrary) -> Digest? {
    sight(of: path, comparing: library)?.digest
  }

  /// What `path` holds and, where it can be read, its digest; nil where the environment spoils the look.
  package func sight(of path: String, comparing library: ContentLibrary) -> (
    kind: Kind, digest: Digest?
  )? {
    reader.compare(with: library)
    let sight = reader.look(at: path)
    switch sight.outcome {
    case .lost: return nil
    case .content: return (sight.kind, sight.digest)
    default: return (sight.kind, nil)
    }
  }

  /// The digest of what an open file holds from its start on, whatever has become of its name and its mode since; nil
  /// where it cannot be read.
  package func digest(of descriptor: Int32, comparing library: ContentLibrary) -> Digest? {
    reader.compare(with: library)
    guard lseek(descriptor, 0, SEEK_SET) == 0 else { return nil }
    let sight = reader.look(in: descriptor)
    return sight.outcome == .content ? sight.digest : nil
  }
}
