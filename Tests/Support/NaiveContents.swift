import Glibc
import RaceModel

/// What a content is, told byte by byte from the definitions alone: slow, and short enough to be believed.
package struct NaiveContents {
  package let a: [UInt8]
  package let b: [UInt8]
  package let unsignedA: [UInt8]
  package let unsignedB: [UInt8]
  package let bIsStable: Bool

  package init(
    a: [UInt8], b: [UInt8], unsignedA: [UInt8]? = nil, unsignedB: [UInt8]? = nil,
    bIsStable: Bool = true
  ) {
    self.a = a
    self.b = b
    self.unsignedA = unsignedA ?? a
    self.unsignedB = unsignedB ?? b
    self.bIsStable = bIsStable
  }

  /// What one pass over a content's bytes finds.
  package struct Finding {
    /// The first kind that fits.
    package let kind: Kind
    /// The fewest runs that explain the content, each by one origin; nil for a foreign one.
    package let fewestRuns: Int?
  }

  package func examine(_ content: [UInt8]) -> Finding {
    let fewest = fewestRuns(content)
    return Finding(kind: kind(of: content, explained: fewest != nil), fewestRuns: fewest)
  }

  private func kind(of content: [UInt8], explained: Bool) -> Kind {
    if same(content, a) || (same(content, b) && bIsStable) { return .stable }
    if content.isEmpty { return .empty }
    if same(content, unsignedA) || same(content, unsignedB) { return .unsigned }
    if isProperPrefix(content, of: a) || isProperPrefix(content, of: b) { return .truncated }
    return explained ? .mixed : .foreign
  }

  /// Going on with one origin for as long as any explains the run is the best one can do.
  private func fewestRuns(_ content: [UInt8]) -> Int? {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        content.withUnsafeBufferPointer { content in
          var (count, offset, open) = (0, 0, UInt8(0))
          while offset < content.count {
            let here = Self.origins(of: content[offset], at: offset, a, b)
            if here == 0 { return nil }
            open &= here
            if open == 0 {
              count += 1
              open = here
            }
            offset += 1
          }
          return count
        }
      }
    }
  }

  /// The first place in a run that is not as the source says.
  package func unlike(_ source: Anatomy.Source, _ content: [UInt8], _ range: Range<Int>) -> Int? {
    let wanted: UInt8 =
      switch source {
      case .a: 1
      case .b: 2
      case .either: 3
      case .zero: 4
      case .other: 0
      }
    return a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in
        content.withUnsafeBufferPointer { content in
          var offset = range.lowerBound
          while offset < range.upperBound {
            if Self.origins(of: content[offset], at: offset, a, b) & wanted != wanted {
              return offset
            }
            offset += 1
          }
          return nil
        }
      }
    }
  }

  /// Whether the byte at this place is nobody's.
  package func isForeign(_ content: [UInt8], at offset: Int) -> Bool {
    a.withUnsafeBufferPointer { a in
      b.withUnsafeBufferPointer { b in Self.origins(of: content[offset], at: offset, a, b) == 0 }
    }
  }

  /// 1 for A, 2 for B, 4 for zero.
  private static func origins(
    of byte: UInt8, at offset: Int, _ a: UnsafeBufferPointer<UInt8>,
    _ b: UnsafeBufferPointer<UInt8>
  ) -> UInt8 {
    var origins: UInt8 = byte == 0 ? 4 : 0
    if offset < a.count && a[offset] == byte { origins |= 1 }
    if offset < b.count && b[offset] == byte { origins |= 2 }
    return origins
  }

  private func isProperPrefix(_ content: [UInt8], of whole: [UInt8]) -> Bool {
    content.count < whole.count && memcmp(content, whole, content.count) == 0
  }
}

/// Whether the bytes are the same; faster than `==` in debug builds, which tests are.
package func same(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && memcmp(left, right, left.count) == 0
}
