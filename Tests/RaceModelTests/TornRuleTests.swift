import RaceModel
import Testing

/// The rule of torn reads, held against trying out every place at which a read can be cut.
struct TornRuleTests {
  /// All texts of up to so many letters.
  private static func texts(_ most: Int, of letters: [UInt8]) -> [[UInt8]] {
    var all: [[UInt8]] = [[]]
    var last = all
    for _ in 0..<most {
      last = last.flatMap { text in letters.map { text + [$0] } }
      all += last
    }
    return all
  }

  private static func prefix(_ left: [UInt8], _ right: [UInt8]) -> UInt64 {
    UInt64(zip(left, right).prefix { $0 == $1 }.count)
  }

  /// Whether some read that begins before the write and ends after it gets neither content.
  private static func isTorn(
    _ old: [UInt8], _ now: [UInt8], _ whole: [[UInt8]], isTarget: Bool
  ) -> Bool {
    // What is added to the target can be seen there.
    if now.starts(with: old) { return !isTarget && now.count > old.count && !whole.contains(now) }
    // A cut of the target can be seen there.
    if isTarget, old.starts(with: now), !whole.contains(now) { return false }
    return (0...old.count).contains { cut in
      !whole.contains(Array(old[..<cut]) + Array(now.dropFirst(cut)))
    }
  }

  @Test("Every short content, every result of a write", arguments: [true, false], [true, false])
  func everyWay(isTarget: Bool, bIsStable: Bool) {
    let (texts, results) = (Self.texts(3, of: [0, 1]), Self.texts(3, of: [0, 1, 2]))
    var counts = [0, 0]
    for a in texts {
      for b in texts where a != b {
        let rule = TornRule(
          a: UInt64(a.count), b: UInt64(b.count), bIsStable: bIsStable,
          differInOneByte: a.count == b.count && zip(a, b).filter { $0 != $1 }.count == 1)
        let whole = bIsStable ? [a, b] : [a]
        for (content, old) in [(StableContent.a, a), (.b, b)] where whole.contains(old) {
          for now in results {
            let relation = TornRule.Relation(
              bytes: UInt64(now.count), likeA: Self.prefix(a, now), likeB: Self.prefix(b, now))
            let found = rule.example(from: content, to: relation, isTarget: isTarget)
            let expected = Self.isTorn(old, now, whole, isTarget: isTarget)
            counts[expected ? 1 : 0] += 1
            if (found != nil) != expected {
              Issue.record("\(a), \(b): \(old) became \(now), found \(found?.summary ?? "nothing")")
              return
            }
          }
        }
      }
    }
    #expect(counts.allSatisfy { $0 > 200 })
  }
}
