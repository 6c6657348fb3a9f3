import RaceModel

/// Made-up runs whose counts add up.
enum Samples {
  static let contents = Contents(
    a: ContentFacts(bytes: 7_800_000, xxh128: Digest(high: 1, low: 2)),
    b: ContentFacts(bytes: 7_410_000, xxh128: Digest(high: 3, low: 4)))

  static func stable(_ bytes: UInt64, count: UInt64, glances: UInt64 = 0) -> State {
    State(
      observation: .content(Digest(high: bytes, low: 0), bytes: bytes), kind: .stable,
      grade: .required, count: count, glances: glances)
  }

  static func truncated(_ bytes: UInt64, count: UInt64, at time: UInt64 = 10) -> State {
    State(
      observation: .content(Digest(high: 9, low: bytes), bytes: bytes), kind: .truncated,
      grade: .forbidden, count: count, firstSeen: time, phase: .copy,
      anatomy: Anatomy(runs: [.init(source: .b, end: bytes)]))
  }

  static func missing(count: UInt64, glances: UInt64 = 0, at time: UInt64 = 20) -> State {
    State(
      observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: count,
      glances: glances, firstSeen: time)
  }

  /// Windows that nobody looked at; `spreadLooks` gives them the looks of a run.
  static func windows(_ count: Int) -> [Window] {
    (0..<count).map { index in
      let start = UInt64(index) * 1000
      return Window(
        writer: 0, start: start, phases: [.init(phase: .copy, start: start)], end: start + 500)
    }
  }

  /// A staged swap: 900 reads, 600 of them exposed, none partial; 300 glances.
  static func good(_ name: String = "staged") -> Run {
    var tally = Tally()
    tally.reads = 900
    tally.glances = 300
    tally.exposedReads = 600
    tally.exposedGlances = 200
    tally.bytesRead = 900 * 7_800_000
    tally.exposedByPhase = PhaseCounts(copy: 300, sign: 400, publish: 20)
    var run = Run(
      subject: Subject(name: name, strategy: name), role: .subject, reader: "read", readers: 8,
      glancers: 2, writers: 1, knownBroken: false, contents: contents,
      wallNanoseconds: 1_500_000_001, tally: tally,
      states: [
        stable(7_800_000, count: 500, glances: 200), stable(7_410_000, count: 400, glances: 100),
      ],
      windows: windows(30))
    run.spreadLooks()
    return run
  }

  /// A swap in place: 1000 reads, 600 of them exposed, 300 partial, 10 of those late; 5 lost, 2 overflown;
  /// 50 glances, 20 of them exposed, 6 partial, 1 of those late. Reads caught 29 swaps, glances the one that
  /// failed.
  static func bad(_ name: String = "inplace") -> Run {
    var tally = Tally()
    tally.reads = 1000
    tally.glances = 50
    tally.exposedReads = 600
    tally.exposedGlances = 20
    tally.partialReads = 300
    tally.partialGlances = 6
    tally.exposedPartialReads = 290
    tally.lateReads = 10
    tally.lateGlances = 1
    tally.lostReads = 5
    tally.lostGlances = 1
    tally.overflow = 2
    tally.glanceOverflow = 1
    tally.bytesRead = 5_000_000_000
    tally.exposedByPhase = PhaseCounts(copy: 300, sign: 400, publish: 20)
    var run = Run(
      subject: Subject(name: name, strategy: name, copy: .copyFileRange, signer: .none),
      role: .control, reader: "read", readers: 8, glancers: 2, writers: 1, knownBroken: true,
      contents: contents, wallNanoseconds: 1_500_000_001, tally: tally,
      states: [
        stable(7_800_000, count: 400, glances: 42), stable(7_410_000, count: 293),
        truncated(4096, count: 200), truncated(3_300_000, count: 60, at: 15),
        missing(count: 40, glances: 6),
      ],
      windows: windows(29) + [
        Window(writer: 0, start: 99_000, phases: [], end: 99_500, failure: "no space left")
      ])
    for index in 0..<29 { run.windows[index].partialReads = 10 }
    run.windows[29].partialGlances = 5
    run.spreadLooks()
    return run
  }

  /// Something broken: one read in each of the first swaps was partial, and one glance in each of the last, as many
  /// as were caught by each.
  static func caught(
    _ name: String, byReads reads: Int, byGlances glances: Int = 0, of swaps: Int = 30
  ) -> Run {
    var run = good(name)
    run.role = .control
    run.knownBroken = true
    run.tally.reads += UInt64(reads)
    run.tally.exposedReads += UInt64(reads)
    run.tally.partialReads = UInt64(reads)
    run.tally.exposedPartialReads = UInt64(reads)
    run.tally.glances += UInt64(glances)
    run.tally.exposedGlances += UInt64(glances)
    run.tally.partialGlances = UInt64(glances)
    run.states.append(missing(count: UInt64(reads), glances: UInt64(glances)))
    run.windows = windows(swaps)
    for index in 0..<reads { run.windows[index].partialReads = 1 }
    for index in (swaps - glances)..<swaps { run.windows[index].partialGlances = 1 }
    run.spreadLooks()
    return run
  }

  /// Something good: each swap was glanced at, and so many of the swaps were read.
  static func whole(read: Int, of swaps: Int) -> Run {
    var run = good()
    run.tally.reads += UInt64(read)
    run.tally.exposedReads += UInt64(read)
    run.tally.glances += UInt64(swaps)
    run.tally.exposedGlances += UInt64(swaps)
    run.states[0].count += UInt64(read)
    run.states[0].glances += UInt64(swaps)
    run.windows = windows(read)
    run.spreadLooks()
    let reads = run.windows.map(\.exposedReads)
    run.windows = windows(swaps)
    run.spreadLooks()
    for index in 0..<swaps { run.windows[index].exposedReads = index < read ? reads[index] : 0 }
    return run
  }

  static let scenario = Scenario(
    title: "In place against staged", description: "Two lines\nof it",
    contents: .generate(size: ByteCount(7_800_000), seed: 42), directory: "/tmp/x",
    subjects: [Subject(strategy: "inplace"), Subject(strategy: "staged", stagingDirectory: "s")],
    acceptable: [.missing, .empty])

  static func report(_ runs: [Run]) -> Report {
    var scenario = scenario
    scenario.subjects = runs.map(\.subject)
    return Report(
      verdict: .fail, toolVersion: "0.1.0",
      host: Host(
        kernel: "Linux 6.1.0", architecture: "x86_64", cpus: 2, cpuModel: nil, fileSystem: "ext4"),
      seed: 42, startedAt: "2026-02-03T04:05:06Z", startMilliseconds: 12.5,
      scenario: scenario, runs: runs)
  }
}

extension Run {
  /// Counts each exposed look of the tally in one window: the partial ones where they stand already, the others
  /// spread as evenly as they can be.
  mutating func spreadLooks() {
    let partialReads = windows.reduce(0) { $0 + $1.partialReads }
    let partialGlances = windows.reduce(0) { $0 + $1.partialGlances }
    let reads = Self.shares(tally.exposedReads - partialReads, windows.count)
    let glances = Self.shares(tally.exposedGlances - partialGlances, windows.count)
    for index in windows.indices {
      windows[index].exposedReads = windows[index].partialReads + reads[index]
      windows[index].exposedGlances = windows[index].partialGlances + glances[index]
    }
  }

  /// The same, with the partial looks in the first windows, as many as were `caught`.
  mutating func spreadLooks(catching caught: Int) {
    let rest = [UInt64](repeating: 0, count: windows.count - caught)
    let reads = Self.shares(tally.exposedPartialReads, caught) + rest
    let glances = Self.shares(tally.partialGlances - tally.lateGlances, caught) + rest
    for index in windows.indices {
      windows[index].partialReads = reads[index]
      windows[index].partialGlances = glances[index]
    }
    spreadLooks()
  }

  /// As many whole numbers as `count` says, the first ones larger by one where it must be; their sum is `total`.
  private static func shares(_ total: UInt64, _ count: Int) -> [UInt64] {
    (0..<UInt64(count)).map { total / UInt64(count) + ($0 < total % UInt64(count) ? 1 : 0) }
  }
}
