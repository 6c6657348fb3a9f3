import RaceModel
import RaceSystem

/// Where bytes may come from. Several can hold at once: A and B agree here and there.
struct Origins: OptionSet {
  let rawValue: UInt8

  static let a = Origins(rawValue: 1)
  static let b = Origins(rawValue: 2)
  static let zero = Origins(rawValue: 4)
  static let all: Origins = [.a, .b, .zero]

  /// What an anatomy calls them. Nothing at all is `other`; a content's own zeros count as the content's.
  var source: Anatomy.Source {
    if isSuperset(of: [.a, .b]) { return .either }
    if contains(.a) { return .a }
    if contains(.b) { return .b }
    return contains(.zero) ? .zero : .other
  }
}

/// A run of an anatomy in one word: the source in the top byte, the end's offset below it.
package struct PackedRun {
  private let word: UInt64

  init(_ source: Anatomy.Source, end: Int) {
    word = UInt64(Self.code(source)) << 56 | UInt64(end)
  }

  /// The run as the model has it.
  package var run: Anatomy.Run {
    Anatomy.Run(source: Self.source(UInt8(word >> 56)), end: word & (1 << 56 - 1))
  }

  var source: Anatomy.Source { Self.source(UInt8(word >> 56)) }

  private static func code(_ source: Anatomy.Source) -> UInt8 {
    switch source {
    case .a: 1
    case .b: 2
    case .either: 3
    case .zero: 4
    case .other: 0
    }
  }

  private static func source(_ code: UInt8) -> Anatomy.Source {
    switch code {
    case 1: .a
    case 2: .b
    case 3: .either
    case 4: .zero
    default: .other
    }
  }
}

/// A block that is neither A's nor B's, ready to be compared with both.
struct ComparedBlock {
  let bytes: UnsafeRawPointer
  let count: Int
  /// The offset of its first byte in the content.
  let offset: Int
  let library: UnsafePointer<ContentLibrary>

  /// How many bytes from `start` on are the origin's at their offsets.
  func explained(by origin: Origins, from start: Int) -> Int {
    if origin == .zero { return Bytes.zeroPrefix(bytes + start, count: count - start) }
    let other = origin == .a ? library.pointee.a : library.pointee.b
    let common = min(count, other.count - offset) - start
    guard common > 0, let base = other.bytes else { return 0 }
    return Bytes.commonPrefix(bytes + start, base + offset + start, count: common)
  }

  /// The origins among `candidates` that explain the most bytes from `start` on, and how many.
  func longest(among candidates: Origins, from start: Int) -> (origins: Origins, count: Int) {
    var best: (origins: Origins, count: Int) = ([], 0)
    for bit in 0..<3 as Range<UInt8> {
      let origin = Origins(rawValue: 1 << bit)
      guard candidates.contains(origin) else { continue }
      let length = explained(by: origin, from: start)
      if length > best.count {
        best = (origin, length)
      } else if length == best.count && length > 0 {
        best.origins.insert(origin)
      }
    }
    return best
  }
}
