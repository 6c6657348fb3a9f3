import CLinux
import Glibc

/// What a stopped process has in its memory.
struct TraceeMemory {
  let process: pid_t

  /// The longest path that the kernel takes, with its zero.
  private static let longestPath = 4096
  private static let pageSize: UInt64 = 4096

  /// The bytes at an address up to a zero, such as a path's, which need be no text; nil where nothing can be read.
  func bytes(at address: UInt64) -> [UInt8]? {
    guard address != 0 else { return nil }
    var bytes: [UInt8] = []
    var next = address
    while bytes.count < Self.longestPath {
      // Up to the page's end: the next one need not be there.
      let count = Int(Self.pageSize - next % Self.pageSize)
      guard let part = self.bytes(at: next, count: count), !part.isEmpty else { return nil }
      if let zero = part.firstIndex(of: 0) {
        return bytes + part[..<zero]
      }
      bytes += part
      next += UInt64(part.count)
    }
    return nil
  }

  /// So many 64-bit words from an address on; nil where they cannot all be read.
  func words(at address: UInt64, count: Int) -> [UInt64]? {
    guard let bytes = bytes(at: address, count: count * 8), bytes.count == count * 8 else {
      return nil
    }
    return bytes.withUnsafeBytes { buffer in
      (0..<count).map { buffer.loadUnaligned(fromByteOffset: $0 * 8, as: UInt64.self) }
    }
  }

  /// Up to so many bytes from an address on; nil where there are none.
  func bytes(at address: UInt64, count: Int) -> [UInt8]? {
    var read = 0
    let bytes = [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
      read = rb_read_memory(process, address, buffer.baseAddress, count)
      initialized = max(0, read)
    }
    return read < 0 ? nil : bytes
  }
}
