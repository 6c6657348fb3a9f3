import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// What a look asks of the target besides its bytes.
extension Observer {
  /// What may have changed since the last look.
  struct Doubt: OptionSet {
    let rawValue: UInt8
    /// What the target holds.
    static let content = Doubt(rawValue: 1)
    /// Which names there are, and what they lead to.
    static let names = Doubt(rawValue: 2)
    /// Its mode, its owner and its extended attributes.
    static let metadata = Doubt(rawValue: 4)
    /// Anything.
    static let all: Doubt = [.content, .names, .metadata]
  }

  /// Whether a file lies on the file system of the target, or of its directory: some give files other numbers than
  /// directories.
  func isBesideTarget(_ file: stat) -> Bool {
    file.st_dev == stat(of: directory)?.st_dev || file.st_dev == status?.st_dev
  }

  func entries() -> [FileName] {
    let name = FileName(PathCalls.name(of: path))
    return ((try? PathCalls.rawEntries(directory)) ?? []).map { FileName($0) }
      .filter { $0 != name }.sorted()
  }

  /// Where the path leads, below the root; nil where that is itself.
  func resolved() -> String? {
    guard let file = try? PathCalls.resolve(path), file != path else { return nil }
    return file.utf8.starts(with: "\(root)/".utf8)
      ? String(decoding: file.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self) : file
  }

  func metadataProblem(_ now: stat) -> String? {
    // What opening a FIFO or a device does is the updater's business: a writer that waits for a reader would go on.
    guard [S_IFREG, S_IFDIR].contains(now.type) else { return "the target is no regular file" }
    guard let file = try? OpenFile(path, O_RDONLY | O_NONBLOCK | O_NOCTTY),
      let metadata = try? FileMetadata(of: file)
    else { return "the target cannot be opened" }
    return metadata.difference(from: original)
  }

  /// The modes of the directories through which a reader gets to the target, and to where its link leads.
  func way(to resolved: String?) -> [String: UInt32] {
    var way: [String: UInt32] = [:]
    for file in [path] + (resolved.map { ["\(root)/\($0)"] } ?? []) {
      for place in places(above: file) {
        guard let status = stat(of: place) else { continue }
        let name = place.utf8.dropFirst(root.utf8.count + 1)
        way[name.isEmpty ? "." : String(decoding: name, as: UTF8.self)] =
          UInt32(status.st_mode & 0o7777)
      }
    }
    return way
  }

  /// The directories on the way from the root, the last one, to a file below it.
  func places(above file: String) -> [String] {
    var places: [String] = []
    var place = PathCalls.parent(of: file)
    while place.utf8.count >= root.utf8.count, place.utf8.starts(with: root.utf8) {
      places.append(place)
      place = PathCalls.parent(of: place)
    }
    return places
  }

  /// Whether it is a directory in which the target lies, or the file that it leads to.
  func isDirectory(_ file: FileIdentity) -> Bool {
    let places =
      [directory] + ((try? PathCalls.resolve(path)).map { [PathCalls.parent(of: $0)] } ?? [])
    return places.contains { stat(of: $0).map { FileIdentity($0) } == file }
  }
}

/// Why a look came too late.
enum ObserverText {
  static let leased = "the target's file is under a lease (fcntl F_SETLEASE)"
  static let stuck =
    "the kernel gave no answer, as before a FUSE daemon or a fanotify permission that stands still; "
    + "the updater was ended"
}
