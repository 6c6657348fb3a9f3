import RaceModel
import TestSupport

@testable import RaceReaders

/// Makes contents that a race may show, of two contents' parts.
struct Splice {
  let contents: NaiveContents
  var generator: SeededGenerator

  private static let block = Classifier.blockSize

  /// A content of up to `segments` parts, each A's, B's, zero or, rarely, foreign.
  mutating func next(segments limit: Int, foreign: Bool) -> [UInt8] {
    switch UInt8.random(in: 0..<16, using: &generator) {
    case 0: return contents.a
    case 1: return contents.b
    case 2: return contents.unsignedA
    case 3: return contents.unsignedB
    case 4: return []
    case 5: return Array(contents.a.prefix(cut(contents.a.count)))
    case 6: return Array(contents.b.prefix(cut(contents.b.count)))
    default: return spliced(segments: Int.random(in: 1...limit, using: &generator), foreign)
    }
  }

  private mutating func spliced(segments: Int, _ foreign: Bool) -> [UInt8] {
    let longest = max(contents.a.count, contents.b.count)
    let extra = foreign ? Int.random(in: 0...100, using: &generator) : 0
    let length = max(1, min(longest, cut(longest)) + extra)
    // Many segments need places all over the content.
    let cuts =
      (1..<segments).map { _ in
        segments > 8 ? Int.random(in: 0...length, using: &generator) : cut(length)
      }
      .sorted() + [length]
    var content: [UInt8] = []
    for end in cuts where end > content.count { append(to: end, &content, foreign) }
    return content
  }

  private mutating func append(to end: Int, _ content: inout [UInt8], _ foreign: Bool) {
    let start = content.count
    switch UInt8.random(in: 0..<(foreign ? 8 : 7), using: &generator) {
    case 0...2: content += contents.a.dropFirst(start).prefix(end - start)
    case 3...5: content += contents.b.dropFirst(start).prefix(end - start)
    case 6: break
    default: content += generator.bytes(end - start)
    }
    // Behind a content's end nothing but zeros is left to be promised.
    content += [UInt8](repeating: 0, count: end - content.count)
  }

  /// A place to cut, often one off a boundary of blocks, pages or words, or where a content ends.
  private mutating func cut(_ length: Int) -> Int {
    let steps = [1, 64, 4096, Self.block, 0]
    let step = steps[Int.random(in: 0..<steps.count, using: &generator)]
    if step == 0 { return min(length, contents.a.count, contents.b.count) }
    let place = Int.random(in: 0...length, using: &generator) / step * step
    return min(max(0, place + Int.random(in: -1...1, using: &generator)), length)
  }
}
