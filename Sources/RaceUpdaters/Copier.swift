import CLinux
import Glibc
import RaceModel
import RaceSystem

/// Moves a content's bytes from one open file to another.
package struct Copier: Sendable {
  /// The calls that move the bytes.
  package let method: CopyMethod
  /// Where given, the bytes move in this many pieces with a checkpoint behind each.
  package let pieces: Int?

  /// What `write` moves at a time, as Go's io.Copy does. cp and Python move more; readers then see fewer of the
  /// lengths that such a file goes through, though no other kinds.
  private static let writeSize = 32 * 1024
  /// The most that one call of sendfile or copy_file_range moves.
  private static let callLimit = 1 << 30

  /// Copies by `method`, in one piece or in several.
  package init(_ method: CopyMethod, pieces: Int? = nil) {
    self.method = method
    self.pieces = pieces
  }

  /// Copies all of `source` to the start of `destination`, whose length may still be greater afterwards.
  func copy(
    _ source: borrowing OpenFile, to destination: borrowing OpenFile, checkpoint: () -> Void
  ) throws(SystemCallError) {
    let size = Int(try source.status().st_size)
    let piece = pieces.map { max(1, (size + $0 - 1) / $0) } ?? size
    if method == .mmap {
      // A mapping cannot reach behind the end of its file.
      if try destination.status().st_size < size { try destination.truncate(to: UInt64(size)) }
    }
    var offset = 0
    while offset < size {
      let count = min(piece, size - offset)
      switch method {
      case .write: try write(source, destination, count)
      case .copyFileRange: try copyRange(source, destination, count)
      case .sendfile:
        try repeatedly("sendfile", source, count) {
          sendfile(destination.descriptor, source.descriptor, nil, min($0, Self.callLimit))
        }
      case .mmap: try map(source, destination, offset, count)
      }
      offset += count
      checkpoint()
    }
  }

  private func write(
    _ source: borrowing OpenFile, _ destination: borrowing OpenFile, _ count: Int
  ) throws(SystemCallError) {
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: Self.writeSize, alignment: 4096)
    defer { buffer.deallocate() }
    var left = count
    while left > 0 {
      let got = try source.read(into: buffer, count: min(left, Self.writeSize))
      if got == 0 { throw SystemCallError("read", source.path, errno: EIO) }
      try destination.write(buffer, count: got)
      left -= got
    }
  }

  private func copyRange(
    _ source: borrowing OpenFile, _ destination: borrowing OpenFile, _ count: Int
  ) throws(SystemCallError) {
    do {
      try repeatedly("copy_file_range", source, count) {
        rb_copy_file_range(source.descriptor, destination.descriptor, min($0, Self.callLimit))
      }
    } catch  where [EXDEV, EINVAL, ENOSYS, EOPNOTSUPP].contains(error.errno) {
      // Not between these two files: most kernels refuse file systems of two types. What cp does then. These
      // errors come with the first call, before any byte has moved.
      try write(source, destination, count)
    }
  }

  /// Calls until `count` bytes have moved.
  private func repeatedly(
    _ call: String, _ source: borrowing OpenFile, _ count: Int, _ body: (Int) -> Int
  ) throws(SystemCallError) {
    var left = count
    while left > 0 {
      let moved = try retrying(call, source.path) { body(left) }
      if moved == 0 { throw SystemCallError(call, source.path, errno: EIO) }
      left -= moved
    }
  }

  private func map(
    _ source: borrowing OpenFile, _ destination: borrowing OpenFile, _ offset: Int, _ count: Int
  ) throws(SystemCallError) {
    // Offsets of mappings are multiples of the page size.
    let start = offset / 4096 * 4096
    let length = offset + count - start
    let from = try Self.mapping(source, PROT_READ, start, length)
    defer { munmap(from, length) }
    let to = try Self.mapping(destination, PROT_READ | PROT_WRITE, start, length)
    defer { munmap(to, length) }
    // Where the file system is full, or another writer has cut the file, a store answers by SIGBUS.
    let number = rb_guard_bus_errors()
    if number != 0 { throw SystemCallError("sigaction", "SIGBUS", errno: number) }
    if rb_guarded_copy(to + (offset - start), from + (offset - start), count) != 0 {
      throw SystemCallError("store through a mapping of", destination.path, errno: EIO)
    }
  }

  private static func mapping(
    _ file: borrowing OpenFile, _ protection: Int32, _ offset: Int, _ length: Int
  ) throws(SystemCallError) -> UnsafeMutableRawPointer {
    guard let base = mmap(nil, length, protection, MAP_SHARED, file.descriptor, off_t(offset)),
      base != MAP_FAILED
    else { throw SystemCallError("mmap", file.path) }
    return base
  }
}
