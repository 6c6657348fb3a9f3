import RaceModel
import TestSupport
import Testing

@testable import RaceSampling

struct PaceTests {
  /// The quotas of a race whose swaps take `nanoseconds` each.
  private func quotas(
    _ extent: Scenario.Extent, rendezvous: Bool = false, writers: Int = 1,
    nanoseconds: (Int) -> UInt64
  ) -> [Int] {
    var pace = Pace(extent, rendezvous: rendezvous, oneByOne: false)
    var result: [Int] = []
    while !pace.finished && result.count < 5000 {
      let quota = pace.nextQuota
      result.append(quota)
      let time = nanoseconds(result.count) * UInt64(quota)
      pace.add(swaps: quota * writers, writers: writers, nanoseconds: time, swapping: time)
    }
    return result
  }

  @Test(
    "Quotas are never 0 and never more than the board holds, and add up to what was asked for",
    arguments: [1, 2, 4, 5, 6, 30, 63, 64, 65, 1000],
    [1, 1_000, 1_000_000, 40_000_000, 9_000_000_000])
  func sums(count: Int, nanoseconds: UInt64) {
    for writers in [1, 3, 64] {
      let quotas = quotas(.swaps(count), writers: writers) { _ in nanoseconds }
      #expect(quotas.reduce(0, +) == count)
      #expect(quotas.allSatisfy { (1...Board.windowLimit).contains($0) })
    }
  }

  @Test("The first round is short, and rounds take about a quarter of a second")
  func aim() {
    #expect(quotas(.swaps(100)) { _ in 10_000_000 }.prefix(3) == [5, 25, 25])
    #expect(quotas(.swaps(12)) { _ in 2_000_000_000 } == [5, 1, 1, 1, 1, 1, 1, 1])
    #expect(quotas(.swaps(600)) { _ in 1 } == [5, 256, 256, 83])
  }

  @Test("In lock-step nothing depends on time")
  func rendezvous() {
    var random = SeededGenerator(seed: 1)
    let expected = quotas(.swaps(23), rendezvous: true) { _ in 1 }
    #expect(expected == [5, 5, 5, 5, 3])
    for _ in 0..<10 {
      let time = UInt64.random(in: 1...1_000_000_000, using: &random)
      #expect(quotas(.swaps(23), rendezvous: true) { _ in time } == expected)
    }
  }

  @Test("A duration is raced to its end, and sets each round's deadline")
  func duration() {
    var pace = Pace(
      .duration(TimeSpan(nanoseconds: 100_000_000)), rendezvous: false, oneByOne: false)
    #expect(!pace.finished && pace.nextQuota == 5)
    #expect(pace.deadline(from: 7, raceBegan: 0) == 100_000_007)
    pace.add(swaps: 5, writers: 1, nanoseconds: 60_000_000, swapping: 60_000_000)
    #expect(!pace.finished && pace.nextQuota == 20)
    #expect(pace.deadline(from: 7, raceBegan: 0) == 40_000_007)
    // A round may come to nothing, its deadline over; the race ends all the same.
    pace.add(swaps: 0, writers: 1, nanoseconds: 40_000_000, swapping: 40_000_000)
    #expect(pace.finished)
    pace.add(swaps: 0, writers: 1, nanoseconds: 40_000_000, swapping: 40_000_000)
    #expect(pace.deadline(from: 7, raceBegan: 0) == 7)
    #expect(
      Pace(.swaps(1), rendezvous: false, oneByOne: false).deadline(from: 7, raceBegan: 0) == 0)
  }

  @Test("A gate never finishes by itself, and no swap begins after its time limit")
  func untilDecided() {
    var pace = Pace(
      .untilDecided(within: TimeSpan(nanoseconds: 1000)), rendezvous: false, oneByOne: false)
    #expect(pace.nextQuota == 5 && pace.roundsInTurn == 1)
    pace.add(swaps: 5, writers: 1, nanoseconds: 50_000_000, swapping: 50_000_000)
    #expect(!pace.finished && pace.nextQuota == 25)
    #expect(pace.deadline(from: 999_999, raceBegan: 7) == 1007)
  }

  @Test("Where each swap is looked into, each is a round", arguments: [false, true])
  func oneByOne(rendezvous: Bool) {
    var pace = Pace(.swaps(3), rendezvous: rendezvous, oneByOne: true)
    #expect(pace.roundsInTurn == 5)
    for _ in 0..<3 {
      #expect(!pace.finished && pace.nextQuota == 1)
      pace.add(swaps: 2, writers: 2, nanoseconds: 1, swapping: 1)
    }
    #expect(pace.finished)
  }

  @Test(
    "Where waiting takes long, swapping takes as long; where it does not, waiting changes nothing")
  func waiting() {
    func quota(waiting: UInt64) -> Int {
      var pace = Pace(.swaps(1000), rendezvous: false, oneByOne: false)
      pace.add(
        swaps: 5, writers: 1, nanoseconds: 50_000_000 + waiting, swapping: 50_000_000)
      return pace.nextQuota
    }
    #expect(quota(waiting: 0) == 25)
    #expect(quota(waiting: 250_000_000) == 25)
    #expect(quota(waiting: 1_000_000_000) == 100)
    // The last round's wait counts, not that of all.
    var pace = Pace(.swaps(1000), rendezvous: false, oneByOne: false)
    pace.add(swaps: 5, writers: 1, nanoseconds: 9_000_000_000, swapping: 50_000_000)
    pace.add(swaps: 5, writers: 1, nanoseconds: 50_000_000, swapping: 50_000_000)
    #expect(pace.nextQuota == 25)
  }
}
