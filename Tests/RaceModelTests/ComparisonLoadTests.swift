import Testing
import TestSupport

@testable import RaceModel

/// What is called worse while the machine's load changes between BASE and HEAD.
@Suite struct ComparisonLoadTests {
  /// A side's swaps, each met by looks at its own rate: load comes in bursts.
  private struct Load {
    let rate: Double
    let burst: Double

    func caught(
      gap: Double, of swaps: Int, _ generator: inout SeededGenerator
    ) -> Comparison.Share {
      // 1 - exp(-x), by its definition as a limit: no logarithm in the test's own arithmetic.
      let missed = [0.3, 1].map { share in
        (0..<64).reduce(1.0) { missed, _ in missed * (1 - min(1, rate * share * gap / 64)) }
      }
      var caught = 0
      for _ in 0..<swaps {
        let busy = Double.random(in: 0..<1, using: &generator) < burst
        if Double.random(in: 0..<1, using: &generator) >= missed[busy ? 0 : 1] { caught += 1 }
      }
      return Comparison.Share(UInt64(caught), of: UInt64(swaps))
    }
  }

  /// How often HEAD is called worse of so many pairs in which its gap is `factor` times BASE's.
  private func worse(
    of pairs: Int, factor: Double, swaps: Int, held: Bool, seed: UInt64
  ) -> Int {
    var generator = SeededGenerator(seed: seed)
    return (0..<pairs).count { _ in
      func load() -> Load {
        Load(
          rate: [0.1, 0.25, 0.5, 1, 2][Int.random(in: 0..<5, using: &generator)],
          burst: Double.random(in: 0..<0.6, using: &generator))
      }
      let (base, head) = (load(), load())
      let gap = Double.random(in: 0.1..<1.5, using: &generator)
      let other = Double.random(in: 0.1..<1.5, using: &generator)
      let subject = LoadTest.Sides(
        base: base.caught(gap: gap, of: swaps, &generator),
        head: head.caught(gap: gap * factor, of: swaps, &generator))
      let reference = LoadTest.Sides(
        base: base.caught(gap: other, of: swaps, &generator),
        head: head.caught(gap: other, of: swaps, &generator))
      guard FisherTest.probability(subject.base, subject.head) <= Comparison.significance else {
        return false
      }
      return held
        ? LoadTest.effect(subject, beside: reference, tests: 1) == .worse
        : subject.head.isLarger(than: subject.base)
    }
  }

  @Test("Of 10,000 pairs of one updater under changing load at most 1 % are called worse")
  func falseAlarms() {
    let alarms = worse(of: 10_000, factor: 1, swaps: 60, held: true, seed: 1207)
    #expect(alarms <= 100, "\(alarms)")
    // By the shares alone it would be far more: the load does vary here.
    let plain = worse(of: 1000, factor: 1, swaps: 60, held: false, seed: 1207)
    #expect(plain > 150, "\(plain)")
  }

  /// Gaps so short that often none is caught: then the verdict, inconclusive before, is `fail` in HEAD.
  @Test("Of 10,000 pairs of one updater that is rarely caught at most 1 % are called worse")
  func risesByLoad() {
    var generator = SeededGenerator(seed: 1130)
    var (alarms, byVerdict) = (0, 0)
    for _ in 0..<10_000 {
      func load() -> Load {
        Load(
          rate: [0.02, 0.1, 0.5, 2][Int.random(in: 0..<4, using: &generator)],
          burst: Double.random(in: 0..<0.6, using: &generator))
      }
      let (base, head) = (load(), load())
      let gap = Double.random(in: 0.05..<0.8, using: &generator)
      let other = Double.random(in: 0.05..<0.8, using: &generator)
      func sides(_ gap: Double) -> LoadTest.Sides {
        LoadTest.Sides(
          base: base.caught(gap: gap, of: 40, &generator),
          head: head.caught(gap: gap, of: 40, &generator))
      }
      let (subject, reference) = (sides(gap), sides(other))
      guard subject.base.count == 0, subject.head.count > 0 else { continue }
      byVerdict += 1
      let couldShow = reference.base.count > 0 && reference.head.count > 0
      let left = Comparison.Load(
        leaves: couldShow ? LoadTest.effect(subject, beside: reference, tests: 1) : .same,
        rose: reference.head.isLarger(than: reference.base), isComparable: true)
      if !left.explainsRise(FisherTest.probability(subject.base, subject.head)) { alarms += 1 }
    }
    #expect(alarms <= 100 && byVerdict > 1000, "\(alarms) of \(byVerdict)")
  }

  @Test("A gap that is ten times as long is found in spite of the load")
  func power() {
    let found = worse(of: 400, factor: 10, swaps: 300, held: true, seed: 591)
    #expect(found >= 200, "\(found)")
  }

  @Test("A reference of which all or nothing was caught shows no load")
  func saturated() {
    func sides(_ base: UInt64, _ head: UInt64) -> LoadTest.Sides {
      LoadTest.Sides(
        base: Comparison.Share(base, of: 120), head: Comparison.Share(head, of: 120))
    }
    let subject = sides(6, 100)
    #expect(LoadTest.effect(subject, beside: sides(60, 60), tests: 1) == .worse)
    #expect(LoadTest.effect(subject, beside: sides(120, 120), tests: 1) == .same)
    #expect(LoadTest.effect(subject, beside: sides(0, 0), tests: 1) == .same)
    // The readers met everything more often, the reference too.
    #expect(LoadTest.effect(subject, beside: sides(6, 100), tests: 1) == .same)
  }
}
