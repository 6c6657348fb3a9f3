import RaceModel

/// Made-up reports with figures such as real races give. All counts add up.
enum Samples {
  /// In place fails, staged passes.
  static let reference = report(
    title: "In-place copy against staged rename",
    runs: judged([inplace(), staged()]), glancers: 0)

  /// Short enough to be read in full.
  static let brief = report(
    title: nil, runs: judged([inplace(truncated: 3, swaps: 2), failing("=cmd \"/C\"")]), glancers: 0
  )

  /// What is rare: odd names, late, lost and overflown reads, failed swaps, glancers, crashes.
  static let odd = report(
    title: "Odd | names *and* <b>findings</b>\u{1B}[31m",
    runs: judged(
      [
        inplace(glances: true), staged("a|b `c` <i>\n@team #1 \\| $x$ \u{202E}=1+1, \"q\""),
        signedLate(), failing("名前-\u{1F600}-staged-with-a-rather-long-name"),
      ], glancers: 2), glancers: 2)

  static func judged(_ runs: [Run], glancers: Int = 0) -> [Run] {
    RunJudge.judge(
      runs.map { run in
        var run = run
        run.glancers = glancers
        return run
      })
  }

  static func report(title: String?, runs: [Run], glancers: Int) -> Report {
    Report(
      verdict: .together(runs.map(\.judgement.verdict)), toolVersion: "0.1.0",
      host: Host(
        kernel: "Linux 6.1.0-18-amd64", architecture: "x86_64", cpus: 2, cpuModel: nil,
        fileSystem: "ext4"),
      seed: 20_260_203, startedAt: "2026-02-03T04:05:06Z", startMilliseconds: 12.5,
      scenario: Scenario(
        title: title, contents: .generate(size: ByteCount(7_800_000), seed: 20_260_203),
        glancers: glancers, subjects: runs.map(\.subject)),
      runs: runs)
  }

  static func run(_ subject: Subject, broken: Bool = false) -> Run {
    Run(
      subject: subject, role: .subject, reader: "read", readers: 8, glancers: 0, writers: 1,
      knownBroken: broken,
      contents: Contents(
        a: ContentFacts(bytes: 7_800_000, xxh128: Digest(high: 0x1234, low: 0x5678)),
        b: ContentFacts(bytes: 7_410_000, xxh128: Digest(high: 0x9ABC, low: 0xDEF0))),
      wallNanoseconds: 2_345_678_901)
  }

  static func stable(_ counts: UInt64...) -> [State] {
    zip([7_800_000, 7_410_000], counts).map { bytes, count in
      State(
        observation: .content(Digest(high: bytes, low: 1), bytes: bytes), kind: .stable,
        grade: .required, count: count)
    }
  }

  static func truncated(_ bytes: UInt64, count: UInt64, at time: UInt64) -> State {
    State(
      observation: .content(Digest(high: bytes, low: 2), bytes: bytes),
      kind: bytes == 0 ? .empty : .truncated, grade: .forbidden, count: count, firstSeen: time,
      phase: .copy, anatomy: Anatomy(runs: bytes == 0 ? [] : [.init(source: .b, end: bytes)]))
  }

  /// Windows that nobody looked at; `spreadLooks` gives them the looks of a run.
  static func windows(_ count: Int) -> [Window] {
    (0..<count).map { index in
      let start = 1_000_000 + UInt64(index) * 75_000_000
      return Window(
        writer: 0, start: start,
        phases: [
          .init(phase: .copy, start: start), .init(phase: .sign, start: start + 3_000_000),
          .init(phase: .publish, start: start + 43_000_000),
        ], end: start + 43_100_000)
    }
  }

  /// 7,288 reads. Each partial state is seen once: one empty, one mixed, the others truncated.
  static func inplace(
    glances: Bool = false, truncated count: UInt64 = 328, swaps: Int = 30
  ) -> Run {
    var run = run(Subject(strategy: "inplace"), broken: true)
    run.tally.reads = 7288
    run.tally.exposedReads = 6120
    run.tally.partialReads = count + 2
    run.tally.exposedPartialReads = count + 2
    run.tally.bytesRead = 52_345_678_901
    run.tally.exposedByPhase = PhaseCounts(copy: 700, sign: 5600, publish: 30)
    run.states = stable(4000, 3286 - count) + [truncated(0, count: 1, at: 900)]
    run.states += (0..<count).map { truncated(4096 + $0 * 22_528, count: 1, at: 1000 + $0) }
    run.states.append(
      State(
        observation: .content(Digest(high: 5, low: 5), bytes: 7_800_000), kind: .mixed,
        grade: .forbidden, count: 1, firstSeen: 5000, phase: .sign,
        anatomy: Anatomy(runs: [
          .init(source: .b, end: 7_410_000), .init(source: .zero, end: 7_800_000),
        ])))
    run.windows = windows(swaps)
    run.spreadLooks()
    guard glances else { return run }
    run.glancers = 2
    run.tally.glances = 1_234_567
    run.tally.exposedGlances = 700_000
    run.tally.partialGlances = 90
    run.tally.lateGlances = 0
    run.states[0].glances = 1_234_477
    run.states.append(
      State(
        observation: .error(errno: 2), kind: .missing, grade: .forbidden, count: 0, glances: 90,
        firstSeen: 6000))
    run.spreadLooks()
    return run
  }

  /// 7,301 reads, none partial.
  static func staged(_ name: String = "staged") -> Run {
    var run = run(Subject(name: name, strategy: "staged"))
    run.tally.reads = 7301
    run.tally.exposedReads = 6234
    run.tally.bytesRead = 55_234_567_890
    run.tally.exposedByPhase = PhaseCounts(copy: 600, sign: 5500, publish: 40)
    run.states = stable(4001, 3300)
    run.windows = windows(30)
    run.spreadLooks()
    return run
  }

  /// Signed after it was published, and too late: most findings are outside every window; and not all states
  /// found room.
  static func signedLate() -> Run {
    var run = run(Subject(strategy: "staged-sign-after", copy: .copyFileRange, signer: .none))
    run.role = .control
    run.glancers = 2
    run.tally.reads = 1_234_567
    run.tally.exposedReads = 1_000_000
    run.tally.partialReads = 234_567
    run.tally.exposedPartialReads = 134_567
    run.tally.lateReads = 100_000
    run.tally.overflow = 12
    run.tally.lostReads = 7
    run.tally.bytesRead = 1 << 60
    run.tally.glances = 4
    run.tally.lostGlances = 1
    run.tally.glanceOverflow = 3
    run.states = stable(500_000, 499_981)
    run.states.append(
      State(
        observation: .crash(signal: 7), kind: .crash, grade: .forbidden, count: 1, firstSeen: 50))
    run.states.append(truncated(3_300_000, count: 234_566, at: 60))
    run.windows = windows(30)
    run.spreadLooks()
    return run
  }

  /// No swap succeeded.
  static func failing(_ name: String) -> Run {
    var run = run(
      Subject(name: name, strategy: "command", signer: SignerSpec("command:sign {file}")))
    run.tally.reads = 20
    run.states = stable(20, 0)
    run.windows = windows(2).map {
      Window(
        writer: 0, start: $0.start, phases: [], end: $0.end,
        failure: "cp: cannot create 'x|y': No space left on device\nexit status 1")
    }
    return run
  }
}

extension Run {
  /// Counts each exposed look of the tally in one window, spread as evenly as they can be, and the partial ones
  /// too: no window has more of those than looks.
  mutating func spreadLooks() {
    let count = UInt64(windows.count)
    func share(of total: UInt64, _ index: Int) -> UInt64 {
      total / count + (UInt64(index) < total % count ? 1 : 0)
    }
    for index in windows.indices {
      windows[index].exposedReads = share(of: tally.exposedReads, index)
      windows[index].partialReads = share(of: tally.exposedPartialReads, index)
      windows[index].exposedGlances = share(of: tally.exposedGlances, index)
      windows[index].partialGlances = share(of: tally.partialGlances - tally.lateGlances, index)
    }
  }
}
