import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Finds a file that holds the new content where the target does not: an updater that writes another name.
struct OtherName {
  private let root: String
  private let target: String
  private let library: ContentLibrary
  private let scout: Scout

  /// A stage is small; what is not found among so many entries is not looked for.
  private static let mostEntries = 1000
  /// A target lies no deeper, as a rule.
  private static let mostLevels = 4

  init(root: String, target: String, library: ContentLibrary, scout: Scout) {
    self.root = root
    self.target = target
    self.library = library
    self.scout = scout
  }

  /// The path, below the root, of a regular file with this content that is not the target; nil where there is none.
  func holding(_ content: StableContent) -> String? {
    var open = [(directory: root, level: 1)]
    var seen = 0
    while let (directory, level) = open.popLast() {
      for name in (try? PathCalls.entries(directory))?.sorted() ?? [] {
        seen += 1
        guard seen <= Self.mostEntries else { return nil }
        let path = "\(directory)/\(name)"
        guard path != target, let status = try? PathCalls.linkStatus(path) else { continue }
        if status.st_mode & S_IFMT == S_IFDIR, level < Self.mostLevels {
          open.append((path, level + 1))
        }
        guard status.st_mode & S_IFMT == S_IFREG else { continue }
        if library.stableContent(scout.digest(of: path, comparing: library)) == content {
          return String(path.dropFirst(root.count + 1))
        }
      }
    }
    return nil
  }
}
