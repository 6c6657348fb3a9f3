import RaceModel
import Testing

struct RunSumsTests {
  typealias Counter = WritableKeyPath<Tally, UInt64> & Sendable

  /// Every counter of a tally that another count pins down exactly.
  static let pinned: [Counter] = [
    \.reads, \.glances, \.exposedReads, \.exposedGlances, \.partialReads, \.partialGlances,
    \.exposedPartialReads, \.lateReads, \.lateGlances, \.lostReads, \.lostGlances, \.overflow,
    \.glanceOverflow,
  ]
  static let all: [Counter] =
    pinned + [
      \.bytesRead, \.exposedByPhase.copy, \.exposedByPhase.sign, \.exposedByPhase.publish,
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
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.copy = 601 },
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.sign = 601 },
    Planted(field: "exposedByPhase") { $0.tally.exposedByPhase.publish = 601 },
    Planted(field: "windows") { $0.windows.removeLast() },
    Planted(field: "windows") { $0.windows.removeAll() },
    Planted(field: "windows") { $0.windows.append($0.windows[3]) },
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

  /// Only A and B are stable: a further one is no content but a defect, whatever its length.
  @Test(arguments: [7_800_000, 7_410_000, 5_000_000, 0] as [UInt64])
  func aThirdStableContentIsFound(_ bytes: UInt64) {
    for sample in [Samples.good(), Samples.bad()] {
      var run = sample
      run.states.append(
        State(
          observation: .content(Digest(high: 77, low: 77), bytes: bytes), kind: .stable,
          grade: .required, count: 0))
      #expect(run.brokenSum?.field == "states")
    }
  }

  @Test func aStableContentOfNobodysLengthIsFound() {
    var run = Samples.good()
    run.contents = Contents(
      a: run.contents.a, b: ContentFacts(bytes: 7_410_001, xxh128: run.contents.b.xxh128))
    #expect(run.brokenSum?.field == "states")
  }

  @Test func contentsOfOneLengthAreTwo() {
    var run = Samples.good()
    run.contents = Contents(a: run.contents.a, b: run.contents.a)
    run.states[1] = State(
      observation: .content(Digest(high: 7, low: 7), bytes: 7_800_000), kind: .stable,
      grade: .required, count: run.states[1].count, glances: run.states[1].glances)
    #expect(run.brokenSum == nil)
  }

  @Test func theSizesOfGlancesAreNoContents() {
    var run = Samples.good()
    for bytes in [7_800_000, 7_410_000] as [UInt64] {
      run.states.append(
        State(observation: .size(bytes: bytes), kind: .stable, grade: .acceptable, count: 0))
    }
    #expect(run.brokenSum == nil)
  }

  @Test func whereTheSignerFailsOnlyAIsStable() {
    var run = Samples.good()
    run.rollback = Inspection(checked: 30)
    #expect(run.brokenSum?.field == "states")
  }

  struct Misplaced: Sendable {
    let problem: String
    let plant: @Sendable (inout Run) -> Void

    init(_ problem: String, _ plant: @escaping @Sendable (inout Run) -> Void) {
      self.problem = problem
      self.plant = plant
    }
  }

  /// Each breaks one sum of the windows, and no other: with a wrong window, and with a wrong tally.
  static let misplaced = [
    Misplaced("600 exposed reads, but the windows count 601") { $0.windows[3].exposedReads += 1 },
    Misplaced("600 exposed reads, but the windows count 599") { $0.windows[3].exposedReads -= 1 },
    Misplaced("601 exposed reads, but the windows count 600") { $0.tally.exposedReads += 1 },
    Misplaced("599 exposed reads, but the windows count 600") { $0.tally.exposedReads -= 1 },
    Misplaced("290 exposed partial reads, but the windows count 291") {
      $0.windows[3].partialReads += 1
    },
    Misplaced("290 exposed partial reads, but the windows count 289") {
      $0.windows[3].partialReads -= 1
    },
    Misplaced("291 exposed partial reads, but the windows count 290") {
      $0.tally.exposedPartialReads += 1
      $0.tally.lateReads -= 1
    },
    Misplaced("289 exposed partial reads, but the windows count 290") {
      $0.tally.exposedPartialReads -= 1
      $0.tally.lateReads += 1
    },
    Misplaced("20 exposed glances, but the windows count 21") {
      $0.windows[3].exposedGlances += 1
    },
    Misplaced("20 exposed glances, but the windows count 19") {
      $0.windows[3].exposedGlances -= 1
    },
    Misplaced("21 exposed glances, but the windows count 20") { $0.tally.exposedGlances += 1 },
    Misplaced("19 exposed glances, but the windows count 20") { $0.tally.exposedGlances -= 1 },
    Misplaced("5 exposed partial glances, but the windows count 6") {
      $0.windows[3].partialGlances += 1
    },
    Misplaced("5 exposed partial glances, but the windows count 4") {
      $0.windows[29].partialGlances -= 1
    },
    Misplaced("6 exposed partial glances, but the windows count 5") { $0.tally.lateGlances -= 1 },
    Misplaced("4 exposed partial glances, but the windows count 5") { $0.tally.lateGlances += 1 },
    Misplaced("window 3 has more partial looks than looks") {
      let moved = $0.windows[3].exposedReads - 9
      $0.windows[3].exposedReads -= moved
      $0.windows[4].exposedReads += moved
    },
    Misplaced("window 29 has more partial looks than looks") {
      let moved = $0.windows[29].exposedGlances - 4
      $0.windows[29].exposedGlances -= moved
      $0.windows[4].exposedGlances += moved
    },
  ]

  @Test(arguments: misplaced.indices)
  func eachLookCountsInOneWindow(_ index: Int) {
    var run = Samples.bad()
    Self.misplaced[index].plant(&run)
    #expect(run.brokenSum?.field == "windows")
    #expect(run.brokenSum?.problem == Self.misplaced[index].problem)
  }

  /// Where in the windows a look counts is no matter, as long as it is one of them.
  @Test func looksMayBeInAnyWindow() {
    var run = Samples.bad()
    run.windows.swapAt(3, 29)
    #expect(run.brokenSum == nil)
    for caught in 1...30 {
      run.spreadLooks(catching: caught)
      #expect(run.brokenSum == nil)
      #expect(run.caughtSwaps == caught)
    }
    for index in 1..<30 {
      run.windows[index].partialReads = 0
      run.windows[index].partialGlances = 0
      run.windows[index].exposedReads = 0
      run.windows[index].exposedGlances = 0
    }
    run.windows[0].exposedReads = 600
    run.windows[0].partialReads = 290
    run.windows[0].exposedGlances = 20
    run.windows[0].partialGlances = 5
    #expect(run.brokenSum == nil)
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
      run.windows[0].exposedReads = .max
      run.windows[1].exposedReads = .max
      run.windows[0].exposedGlances = .max
      run.windows[1].exposedGlances = .max
      #expect(run.brokenSum != nil)
      _ = (run.upperBound95, run.caughtSwaps, RunJudge.judge([run]))
    }
  }

  @Test func noWindowEndsBeforeItBegins() {
    var run = Samples.good()
    let window = run.windows[1]
    run.windows[1] = Window(
      writer: window.writer, publishes: window.publishes, start: window.end + 1,
      phases: window.phases, end: window.end, rest: window.rest, exposedReads: window.exposedReads,
      exposedGlances: window.exposedGlances, partialReads: window.partialReads,
      partialGlances: window.partialGlances)
    #expect(run.brokenSum?.problem == "window 1 ends before it begins")
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
    run = Samples.good()
    run.windows[0].exposedReads &-= 1000
    run.windows[1].exposedReads += 1000
    #expect(run.windows[0].exposedReads > 1 << 63)
    #expect(run.brokenSum?.field == "windows")
    run = Samples.good()
    run.windows[0].exposedGlances &-= 1000
    run.windows[1].exposedGlances += 1000
    #expect(run.windows[0].exposedGlances > 1 << 63)
    #expect(run.brokenSum?.field == "windows")
  }
}
