/// The runs of a race with the verdicts on them, and that on all together.
package struct Judged: Sendable {
  /// Each with its judgement.
  package let runs: [Run]
  /// How they were gated; nil for a race that only measured.
  package let gate: Gate?

  /// The runs of a race that only measures.
  package static func measured(_ runs: [Run]) -> Judged {
    Judged(runs: RunJudge.judge(runs), gate: nil)
  }

  /// The runs of a gate.
  package static func gated(_ runs: [Run], by gate: Gate) -> Judged {
    Judged(
      runs: GateJudge.judge(runs, confidence: gate.confidence, stopping: gate.stopping), gate: gate)
  }

  /// The verdict on all together or, of a gate, on what was expected of them.
  package var verdict: Verdict { Self.verdict(on: runs, gated: gate != nil) }

  /// The verdict on runs that were judged before.
  package static func verdict(on runs: [Run], gated: Bool) -> Verdict {
    gated
      ? Check.Outcome.together(ExpectationJudge.checks(of: runs).map(\.outcome)).verdict
      : .together(runs.map(\.judgement.verdict))
  }
}
