import Glibc

/// A whole file, mapped for reading until somebody unmaps it or the process ends. Forked children share it.
package struct MappedFile: Sendable {
  /// The file's bytes; the address is kept as a number so that the value can be handed around freely.
  private let address: UInt
  /// Length in bytes.
  package let count: Int

  /// Maps a file that must not change any more. An empty file has no mapping and `count` 0.
  package init(_ path: String) throws(SystemCallError) {
    let file = try OpenFile(path, O_RDONLY)
    let size = try file.status().st_size
    guard size > 0 else {
      (address, count) = (0, 0)
      return
    }
    guard let base = mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0), base != MAP_FAILED
    else { throw SystemCallError("mmap", path) }
    (address, count) = (UInt(bitPattern: base), size)
  }

  /// The first byte; nil for an empty file.
  package var base: UnsafeRawPointer? { UnsafeRawPointer(bitPattern: address) }

  /// Gives the addresses back; `base` is invalid from then on.
  package func unmap() {
    if let base { munmap(UnsafeMutableRawPointer(mutating: base), count) }
  }
}
