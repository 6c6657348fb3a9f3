/// Whether a reader that has a whole file open while it is written again can get something that is neither content.
///
/// It reads the first bytes before the write and the others after it: `old[0..<k] + new[k...]`, for any k. Where the old
/// bytes still stand at the front (the same bytes, an append, a hole beyond the end) it gets what it would have got.
/// of the target, at least: of another file one that reads on to the end gets that end too, which the path never shows.
/// Else what is there now must be the other content, and the two must be so near to each other that no mixture of
/// them is a third thing: they differ in one byte, or one is the other less its last byte.
package struct TornRule: Hashable, Sendable {
  /// How many bytes each content has.
  package let a: UInt64
  package let b: UInt64
  /// Whether readers may see B; not so where no swap can succeed.
  package let bIsStable: Bool
  /// Whether they have the same length, and only one byte differs.
  package let differInOneByte: Bool

  /// Takes each value as it is.
  package init(a: UInt64, b: UInt64, bIsStable: Bool = true, differInOneByte: Bool) {
    self.a = a
    self.b = b
    self.bIsStable = bIsStable
    self.differInOneByte = differInOneByte
  }

  /// How a file's bytes relate to both contents.
  package struct Relation: Hashable, Sendable {
    /// Its length.
    package let bytes: UInt64
    /// How many of its first bytes are those of A.
    package let likeA: UInt64
    /// How many of its first bytes are those of B.
    package let likeB: UInt64

    /// Takes each value as it is.
    package init(bytes: UInt64, likeA: UInt64, likeB: UInt64) {
      self.bytes = bytes
      self.likeA = likeA
      self.likeB = likeB
    }

    fileprivate func like(_ content: StableContent) -> UInt64 { content == .a ? likeA : likeB }
  }

  /// What a reader that had the file open can have got, for example; nil where nothing but a whole content.
  /// - Parameters:
  ///   - old: what the file held once.
  ///   - now: what it holds now.
  ///   - isTarget: whether the path leads to it. A cut of it can be seen there, and is no mixture.
  package func example(from old: StableContent, to now: Relation, isTarget: Bool) -> Anatomy? {
    let (was, like) = (count(old), now.like(old))
    let isOther = now.bytes == count(old.other) && now.like(old.other) == now.bytes
    let isWhole = isOther && (old.other == .a || bIsStable)
    if like >= was {
      if isTarget || now.bytes == was || isWhole { return nil }
      return anatomy(old, [was], rest: (.other, now.bytes))
    }
    let isCut = like == now.bytes
    if isWhole {
      if isCut ? was - now.bytes == 1 : differInOneByte { return nil }
    } else if isCut && isTarget {
      return nil
    }
    if isCut { return anatomy(old, [now.bytes + max(1, (was - now.bytes) / 2)], rest: nil) }
    let front = isOther || like > 0 ? max(1, like) : 0
    let other: Anatomy.Source = isOther ? source(old.other) : .other
    return anatomy(old, front > 0 ? [min(front, now.bytes)] : [], rest: (other, now.bytes))
  }

  private func anatomy(
    _ old: StableContent, _ ends: [UInt64], rest: (Anatomy.Source, UInt64)?
  ) -> Anatomy {
    let front = ends.map { Anatomy.Run(source: source(old), end: $0) }
    let back = rest.map { Anatomy.Run(source: $0.0, end: $0.1) }
    return Anatomy(runs: front + [back].compactMap(\.self))
  }

  private func count(_ content: StableContent) -> UInt64 { content == .a ? a : b }

  private func source(_ content: StableContent) -> Anatomy.Source { content == .a ? .a : .b }
}
