import Glibc
import RaceModel
import RaceSystem

/// Only opens, stats and closes the target: fast enough to meet gaps that a reader of megabytes sleeps through.
package struct Glancer: TargetReader, ~Copyable {
  private let library: UnsafeMutablePointer<ContentLibrary>

  /// Ready to look, once it has been told what to compare with.
  package init() { library = .allocate(capacity: 1) }

  /// None: it never looks inside.
  package var runs: UnsafeBufferPointer<PackedRun> { UnsafeBufferPointer(start: nil, count: 0) }
  /// Never.
  package var runsWereDropped: Bool { false }

  /// Takes the sizes to hold what follows against.
  package mutating func compare(with library: ContentLibrary) {
    self.library.initialize(to: library)
  }

  /// Opens, stats and closes the path once.
  package mutating func look(at path: UnsafePointer<CChar>) -> Sight {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY)
    if descriptor < 0 { return .refused(errno: errno) }
    defer { close(descriptor) }
    var info = stat()
    if fstat(descriptor, &info) != 0 { return .failed(errno: errno) }
    // A directory opens for reading too, and has a size; what reads a file gets this instead.
    switch info.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: return .failed(errno: EISDIR)
    default: return .failed(errno: Sight.notRegular)
    }
    let size = Int(info.st_size)
    return Sight(.size, library.pointee.kind(ofSize: size), bytes: UInt64(size))
  }
}
