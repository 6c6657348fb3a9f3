import Glibc
import RaceModel
import RaceSystem

/// Holding a file against both contents from its first byte on, without keeping it.
extension ContentLibrary {
  private static let block = 256 * 1024

  /// How many of the file's first bytes are those of A, and of B. No more of it is read than that takes.
  package func relation(
    of file: borrowing OpenFile
  ) throws(SystemCallError) -> TornRule.Relation {
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: Self.block, alignment: 4096)
    defer { buffer.deallocate() }
    var (likeA, likeB, place) = (0, 0, 0)
    while likeA == place || likeB == place {
      let count = try file.read(into: buffer, count: Self.block)
      if count == 0 { break }
      if likeA == place { likeA += a.prefix(at: place, buffer, count) }
      if likeB == place { likeB += b.prefix(at: place, buffer, count) }
      place += count
    }
    let size = try file.status().st_size
    return TornRule.Relation(
      bytes: UInt64(max(0, size)), likeA: UInt64(likeA), likeB: UInt64(likeB))
  }

  /// What tells whether a read of a file that became so is torn.
  package func tornRule(for relation: TornRule.Relation) -> TornRule {
    let isWhole = [relation.likeA, relation.likeB].contains(relation.bytes)
    return TornRule(
      a: UInt64(a.count), b: UInt64(b.count), bIsStable: b.stable,
      differInOneByte: isWhole && differInOneByte)
  }

  private var differInOneByte: Bool {
    guard a.count == b.count, let left = a.bytes, let right = b.bytes else { return false }
    let first = Bytes.commonPrefix(left, right, count: a.count)
    let rest = a.count - first - 1
    return rest >= 0
      && Bytes.commonPrefix(left + first + 1, right + first + 1, count: rest) == rest
  }
}

extension ContentLibrary.Reference {
  /// How many of these bytes are its own from the place on.
  fileprivate func prefix(at place: Int, _ bytes: UnsafeRawPointer, _ count: Int) -> Int {
    guard let own = self.bytes, place < self.count else { return 0 }
    return Bytes.commonPrefix(own + place, bytes, count: min(count, self.count - place))
  }
}
