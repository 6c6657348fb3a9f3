import Glibc
import RaceModel
import RaceSystem

/// Publishes a whole file but for one byte, and corrects that byte where readers already see it: the shortest gap
/// that a content can have.
struct PatchAfterRename: Strategy {
  let name = ReadStandard.strategy
  let summary = "renames a file with one wrong byte in, then corrects that byte in place"

  func weaknesses(under condition: Condition) -> KindSet {
    guard condition.publishes else { return [] }
    // Which content the other writer has published since is not known: its byte may be the wrong one.
    return KindSet(condition.severalWriters ? [.mixed, .foreign] : [.foreign])
  }

  func swap(_ swap: Swap) throws {
    let target = try swap.resolvedTarget()
    var right: UInt8 = 0
    try swap.publish(over: target) { staging in
      right = try Self.spoil(staging, replacing: target)
      try PathCalls.rename(staging, to: target)
    }
    swap.trace.checkpoint()
    // Opened by its path, as by a tool that is called after the installation: it reads the header and what belongs
    // to it, and corrects what it finds. A gap of nothing but an open and a write is met in less than one swap of a
    // hundred, so that no gate would be decided.
    let published = try OpenFile(target, O_RDWR)
    try published.readHeader()
    try published.setByte(right)
    try published.close()
  }

  /// Replaces the first byte by one that neither content has there, nor a hole.
  /// - Returns: the right one.
  private static func spoil(
    _ staging: String, replacing target: String
  ) throws(SystemCallError) -> UInt8 {
    let old = try OpenFile(target, O_RDONLY).byte() ?? 0
    let file = try OpenFile(staging, O_RDWR)
    guard let right = try file.byte() else { return 0 }
    let wrong = (1...3 as ClosedRange<UInt8>).first { $0 != old && $0 != right } ?? 1
    try file.setByte(wrong)
    try file.close()
    return right
  }
}

extension OpenFile {
  /// Reads the first megabyte, or all of a smaller file.
  fileprivate borrowing func readHeader() throws(SystemCallError) {
    let size = 64 << 10
    let block = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 4096)
    defer { block.deallocate() }
    for _ in 0..<16 where try read(into: block, count: size) == 0 { return }
  }

  /// The first byte; nil in an empty file.
  fileprivate borrowing func byte() throws(SystemCallError) -> UInt8? {
    var byte: UInt8 = 0
    let count = pread(descriptor, &byte, 1, 0)
    guard count >= 0 else { throw SystemCallError("pread", path) }
    return count == 1 ? byte : nil
  }

  fileprivate borrowing func setByte(_ byte: UInt8) throws(SystemCallError) {
    var byte = byte
    guard pwrite(descriptor, &byte, 1, 0) == 1 else { throw SystemCallError("pwrite", path) }
  }
}
