import RaceModel

/// What is still open in a gate that goes on until it is decided. What is forbidden settles a subject at once;
/// anything else is judged when a cycle of rounds is over, of all and by the counts of all.
struct Docket {
  private let confidence: Double
  private var settled: Set<Int> = []
  /// How often the counts were judged.
  private(set) var judgements = 0
  /// Whether the last judgement left nothing open.
  private(set) var isDecided = false

  init(confidence: Double) { self.confidence = confidence }

  /// Whether further rounds of it could change nothing.
  func isSettled(_ subject: Int) -> Bool { settled.contains(subject) }

  /// Notes the end of a round.
  mutating func note(_ run: Run, of subject: Int) {
    if run.role == .subject && ExpectationJudge.isSettled(run) {
      settled.insert(subject)
    }
  }

  /// Whether no subject is open any more, so that the cycle may be cut short.
  func hasNothingOpen(in runs: [Run]) -> Bool {
    runs.indices.allSatisfy { runs[$0].role == .control || settled.contains($0) }
  }

  /// Settles each control of which every open subject has been raced long enough, so that the rest of the time goes to
  /// the one that is hardest to catch. Its bound holds at every moment, so also at this one.
  private mutating func settleControls(_ runs: [Run]) {
    let open = runs.indices.filter { runs[$0].role == .subject && !settled.contains($0) }
    let controls = runs.filter { $0.role == .control }
    for index in runs.indices where runs[index].role == .control {
      let isEnough = open.allSatisfy {
        Power.needsNoMore(
          of: runs[index], among: controls, for: runs[$0], confidence: confidence,
          stopping: .whenDecided)
      }
      if isEnough { settled.insert(index) } else { settled.remove(index) }
    }
  }

  /// Judges all by what they have come to at the end of a cycle.
  mutating func judge(_ runs: [Run]) {
    judgements += 1
    settleControls(runs)
    let judged = GateJudge.judge(runs, confidence: confidence, stopping: .whenDecided)
    isDecided = judged.allSatisfy {
      $0.role == .control
        || ExpectationJudge.isDecided($0) && !GateJudge.mayShowMore(of: $0, beside: judged)
    }
  }
}
