import Glibc
import RaceSystem

/// The way to the target: each name that is passed from the root directory on, links included, and each file that it
/// leads to. A change of one of these can make the target another file.
struct TargetWay {
  private(set) var names: Set<Cause.Name> = []
  private(set) var files: Set<FileIdentity> = []

  /// As many links as the kernel follows.
  private static let mostLinks = 40

  /// No way at all.
  init() {}

  /// The way as it is now, up to the first name that is not there.
  init(to path: String) {
    guard var directory = stat(of: "/").map({ FileIdentity($0) }) else { return }
    var (place, links) = ("", 0)
    var rest = Self.parts(path)
    var above: [(String, FileIdentity)] = []
    while let part = rest.first {
      rest.removeFirst()
      if part == ".." {
        if let last = above.popLast() { (place, directory) = last }
        continue
      }
      names.insert(Cause.Name(directory: directory, name: Array(part.utf8)))
      let next = "\(place)/\(part)"
      guard let status = stat(of: next, followingLinks: false) else { return }
      files.insert(FileIdentity(status))
      guard status.type == S_IFLNK else {
        above.append((place, directory))
        (place, directory) = (next, FileIdentity(status))
        continue
      }
      links += 1
      guard links <= Self.mostLinks, let text = try? PathCalls.readLink(next) else { return }
      if text.hasPrefix("/") {
        guard let root = stat(of: "/") else { return }
        (place, directory, above) = ("", FileIdentity(root), [])
      }
      rest = Self.parts(text) + rest
    }
  }

  /// What either leads past.
  func union(_ other: TargetWay) -> TargetWay {
    var union = self
    union.names.formUnion(other.names)
    union.files.formUnion(other.files)
    return union
  }

  private static func parts(_ path: String) -> [String] {
    path.split(separator: "/").map(String.init).filter { $0 != "." }
  }
}
