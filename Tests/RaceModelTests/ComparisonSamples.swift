import RaceModel

/// Runs and results to compare.
extension Samples {
  /// Of `swaps` swaps so many were caught; what caught them is of these kinds, each seen once at least.
  static func run(
    _ name: String = "subject", caught: Int = 0, of swaps: Int = 30, kinds: [Kind] = [.truncated],
    _ verdict: Verdict? = nil
  ) -> Run {
    var run = good(name)
    run.windows = windows(swaps)
    if caught > 0 {
      let looks = UInt64(max(caught, kinds.count))
      for (place, kind) in kinds.enumerated() {
        let count = place == 0 ? looks - UInt64(kinds.count) + 1 : 1
        run.states.append(
          State(
            observation: .content(Digest(high: 8, low: UInt64(place)), bytes: 4096 + UInt64(place)),
            kind: kind, grade: .forbidden, count: count, firstSeen: UInt64(place)))
      }
      run.tally.reads += looks
      run.tally.partialReads = looks
      run.tally.exposedPartialReads = looks
    }
    run.spreadLooks(catching: caught)
    run.judgement = Judgement(verdict ?? (caught > 0 ? .fail : .pass), "because of \(name)")
    return run
  }

  /// One that is known to be broken.
  static func broken(
    _ name: String = "broken", caught: Int = 0, _ verdict: Verdict? = nil, role: Role = .subject
  ) -> Run {
    var broken = run(name, caught: caught, verdict ?? (caught > 0 ? .fail : .inconclusive))
    broken.knownBroken = role == .subject
    broken.role = role
    return broken
  }

  /// A subject of 120 swaps, beside what is known to be broken and was caught as often on each side: the load is one.
  static func steady(_ names: String..., caught: Int) -> [Run] {
    var control = run("control", caught: 60, of: 120)
    control.role = .control
    return names.map { run($0, caught: caught, of: 120) } + [control]
  }

  /// A later race than that of `report`.
  static func later(_ runs: [Run], _ change: (inout Report) -> Void = { _ in }) -> Report {
    var report = report(runs)
    report.startedAt = "2026-02-04T04:05:06Z"
    change(&report)
    return report
  }

  /// The comparison of one scenario's runs.
  static func comparison(
    _ base: [Run], _ head: [Run], _ change: (inout Report) -> Void = { _ in }
  ) throws -> Comparison {
    try Comparison(base: [report(base)], head: [later(head, change)])
  }
}
