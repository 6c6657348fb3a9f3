import CLinux
import Glibc

/// An open file, closed when it goes out of use. Never inherited by a program that is executed.
package struct OpenFile: ~Copyable {
  /// -1 once it was given away.
  package private(set) var descriptor: Int32
  /// The path that it was opened by, for messages.
  package let path: String

  /// Opens `path`; `O_CLOEXEC` is added.
  package init(_ path: String, _ flags: Int32, mode: mode_t = 0o600) throws(SystemCallError) {
    self.descriptor = try retrying("open", path) { open(path, flags | O_CLOEXEC, mode) }
    self.path = path
  }

  /// Takes over a descriptor that somebody else opened.
  package init(adopting descriptor: Int32, path: String) {
    self.descriptor = descriptor
    self.path = path
  }

  deinit { if descriptor >= 0 { Glibc.close(descriptor) } }

  /// Gives the descriptor away: whoever takes it closes it.
  package consuming func release() -> Int32 {
    let taken = descriptor
    descriptor = -1
    return taken
  }

  /// Closes the file and says whether that worked: network file systems report a failed write only here.
  package consuming func close() throws(SystemCallError) {
    let path = self.path
    // Never again after EINTR: on Linux the descriptor is gone by then.
    if Glibc.close(release()) != 0 && Glibc.errno != EINTR { throw SystemCallError("close", path) }
  }

  /// Size, mode, owner, device and inode.
  package func status() throws(SystemCallError) -> stat {
    var info = stat()
    try retrying("fstat", path) { fstat(descriptor, &info) }
    return info
  }

  /// Reads up to `count` bytes at the file's position; 0 at its end.
  package func read(
    into buffer: UnsafeMutableRawPointer, count: Int
  ) throws(SystemCallError) -> Int {
    try retrying("read", path) { Glibc.read(descriptor, buffer, count) }
  }

  /// Writes all of `count` bytes at the file's position.
  package func write(_ bytes: UnsafeRawPointer, count: Int) throws(SystemCallError) {
    var done = 0
    while done < count {
      done += try retrying("write", path) { Glibc.write(descriptor, bytes + done, count - done) }
    }
  }

  /// Writes all of the bytes at the file's position.
  package func write(_ bytes: [UInt8]) throws(SystemCallError) {
    var failure: SystemCallError?
    bytes.withUnsafeBytes { buffer in
      guard let base = buffer.baseAddress else { return }
      do throws(SystemCallError) {
        try write(base, count: buffer.count)
      } catch { failure = error }
    }
    if let failure { throw failure }
  }

  /// Reads the whole file from its position on.
  package func readToEnd(limit: Int = .max) throws(SystemCallError) -> [UInt8] {
    var bytes: [UInt8] = []
    let chunk = UnsafeMutableRawBufferPointer.allocate(byteCount: 65536, alignment: 16)
    defer { chunk.deallocate() }
    guard let base = chunk.baseAddress else { return [] }
    while bytes.count < limit {
      let count = try read(into: base, count: min(chunk.count, limit - bytes.count))
      if count == 0 { break }
      bytes.append(contentsOf: chunk[..<count])
    }
    return bytes
  }

  /// Writes all that another file holds at this file's position.
  /// - Parameter limit: how many bytes at most.
  /// - Throws: `EFBIG` where there are more, and what an open that does not wait gives.
  package func copyAll(of source: String, limit: Int = .max) throws(SystemCallError) {
    let source = try OpenFile(source, O_RDONLY | O_NONBLOCK)
    var left = limit
    // It stays in the second-level cache, and is few pages to be given anew.
    let size = 1 << 17
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
    defer { buffer.deallocate() }
    while true {
      let count = try source.read(into: buffer, count: size)
      if count == 0 { return }
      left -= count
      if left < 0 { throw SystemCallError("read", source.path, errno: EFBIG) }
      try write(buffer, count: count)
    }
  }

  /// Cuts or extends the file to `length` bytes.
  package func truncate(to length: UInt64) throws(SystemCallError) {
    try retrying("ftruncate", path) { ftruncate(descriptor, off_t(length)) }
  }

  /// Has the file, or the directory's entries, written to stable storage.
  package func synchronize() throws(SystemCallError) {
    try retrying("fsync", path) { fsync(descriptor) }
  }

  /// Sets the permission bits.
  package func setMode(_ mode: mode_t) throws(SystemCallError) {
    try retrying("fchmod", path) { fchmod(descriptor, mode) }
  }
}
