import Glibc

/// Anonymous memory that this process and all that it forks from now on have in common. Zeroed; a page takes
/// memory only once it is touched. Lives as long as any of them.
package struct SharedMemory {
  /// Its first byte.
  package let base: UnsafeMutableRawPointer
  /// Its length in bytes.
  package let count: Int

  /// Maps that many bytes, all zero.
  package init(count: Int) throws(SystemCallError) {
    let flags = MAP_SHARED | MAP_ANONYMOUS | MAP_NORESERVE
    guard let base = mmap(nil, count, PROT_READ | PROT_WRITE, flags, -1, 0), base != MAP_FAILED
    else { throw SystemCallError("mmap", "\(count) bytes of shared memory") }
    self.base = base
    self.count = count
  }
}
