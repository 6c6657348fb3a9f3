import RaceModel
import Testing

struct RunSumsTests {
  typealias Counter = WritableKeyPath<Tally, UInt64> & Sendable

  /// Every counter of a tally that another count pins down exactly.
  static let pinned: [Counter] = [
    \.reads, \.glances, \.partialReads, \.exposedPartialReads, \.lateReads, \.lostReads,
    \.lostGlances,
    \.overflow, \.glanceOverflow,
  ]
  static let all: [Counter] =
    pinned + [
      \.exposedReads, \.exposedGlances, \.partialGlances, \.lateGlances, \.bytesRead,
      \.exposedByPhase.copy, \.exposedByPhase.sign, \.exposedByPhase.publish,
    ]

  @Test func goodRunsAddUp() {
    #expect(Samples.good().brokenSum == nil)
    #expect(Samples.bad().brokenSum == nil)
  }

  @Test(arguments: pinned.indices)
  func aCountThatIsOffByOneIsFound(_ index: Int) {
    for sample in [Samples.good(), Samples.bad()] {
      var run = sample
      run.tally[keyPath: Self.pinned[index]] += 1
      #expect(run.brokenSum != nil, "one more")
      run = sample
      guard run.tally[keyPath: Self.pinned[index]] > 0 else { continue }
      run.tally[keyPath: Self.pinned[index]] -= 1
      #expect(run.brokenSum != nil, "one less")
    }
  }

  @Test func aStateThatIsOffByOneIsFound() {
    for index in Samples.bad().states.indices {
      var run = Samples.bad()
      run.states[index].count += 1
      #expect(run.brokenSum?.field == "reads")
      run = Samples.bad()
      run.states[index].glances += 1
      #expect(run.brokenSum?.field == "glances")
    }
  }

  struct Planted: Sendable {
    let field: String
    let plant: @Sendable (inout Run) -> Void
  }

  static let planted = [
    Planted(field: "exposedReads") { $0.tally.exposedReads = 1001 },
    Planted(field: "exposedReads") { $0.tally.exposedReads = 289 },
    Planted(field: "exposedGlances") { $0.tally.exposedGlances = 51 },
    Planted(field: "exposedGlances") { $0.tally.exposedGlances = 4 },
    Planted(field: "partialGlances") { $0.tally.partialGlances = 5 },
    Planted(field: "partialGlances") { $0.tally.partialGlances = 8 },
    Planted(field: "lateGlances") { $0.tally.lateGlances = 7 },
    Planted(field: "windows") { $0.tally.lateGlances = 0 },
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.copy = 601 },
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.sign = 601 },
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.publish = 601 },
    Planted(field: "windows") { $0.windows[3].partialReads = 9 },
    Planted(field: "windows") { $0.windows[3].partialReads = 291 },
    Planted(field: "windows") { $0.windows[29].partialGlances = 4 },
    Planted(field: "windows") { $0.windows[29].partialGlances = 6 },
    Planted(field: "windows") { $0.windows.removeLast() },
    Planted(field: "reads") { $0.states.removeLast() },
    // What the states call forbidden must be counted as such.
    Planted(field: "partialReads") { $0.states[1].grade = .forbidden },
    Planted(field: "partialReads") {
      $0.tally.overflow = 0
      $0.tally.lostReads = 7
      $0.tally.partialReads += 1
      $0.tally.lateReads += 1
    },
  ]

  @Test(arguments: planted.indices)
  func eachRuleFindsItsPlantedError(_ index: Int) {
    var run = Samples.bad()
    Self.planted[index].plant(&run)
    #expect(run.brokenSum?.field == Self.planted[index].field)
  }

  /// Whatever a file claims, adding it up does not trap.
  @Test(arguments: all.indices)
  func hugeCountsAreFoundNotFatal(_ index: Int) {
    let free: Counter = \.bytesRead
    let field = Self.all[index]
    for value in [.max, .max - 1, 1 << 63] as [UInt64] {
      var run = Samples.bad()
      run.tally[keyPath: field] = value
      #expect(run.brokenSum != nil || field == free)
      _ = RunJudge.judge([run])
      run.states[0].count = .max
      run.states[1].count = .max
      run.states[2].glances = .max
      run.windows[0].partialReads = .max
      run.windows[1].partialReads = .max
      run.windows[0].partialGlances = .max
      #expect(run.brokenSum != nil)
      _ = (run.upperBound95, run.caughtSwaps, RunJudge.judge([run]))
    }
  }

  /// Nor do counts pass that would add up if sums had no more than 64 bits, or stopped at the largest number.
  @Test func countsThatOverflowDoNotAddUp() {
    var run = Samples.good()
    run.states[0].count &-= 1000
    run.states[1].count += 1000
    #expect(run.states[0].count > 1 << 63)
    #expect(run.brokenSum?.field == "reads")
    run = Samples.good()
    run.states[0].count = .max
    run.tally.reads = .max
    #expect(run.brokenSum?.field == "reads")
  }
}
