import RaceModel

/// A comparison in sentences for people. Not yet escaped for any form.
enum ComparisonText {
  /// What is between BASE's figure and HEAD's.
  static let arrow = "→"

  /// The answer in one sentence.
  static func answer(_ effect: Comparison.Effect) -> String {
    switch effect {
    case .worse: "HEAD is worse than BASE"
    case .inconclusive: "HEAD shows too little to be called no worse than BASE"
    case .better: "HEAD is better than BASE"
    case .same: "HEAD is no worse than BASE"
    }
  }

  /// What differs, in the order of the rules, and what looks different and is noise.
  static func notes(on pair: Comparison.Pair) -> [String] {
    pair.differences.map { text(of: $0, in: pair) } + noise(in: pair)
  }

  /// One difference: `verdict pass → fail: 17 partial reads, in 12 of 30 swaps; first: 3.3 MB truncated`.
  static func text(of difference: Comparison.Difference, in pair: Comparison.Pair) -> String {
    switch difference.aspect {
    case .appeared:
      return "stands in HEAD only"
    case .went:
      return
        "stands in BASE only, so nothing shows how it would do now; race what takes its place by the same --name"
    case .verdict(let base, let head):
      let verdicts =
        base == head
        ? "\(head.rawValue) on both sides" : "verdict \(change(base.rawValue, head.rawValue))"
      return explained(verdicts, by: pair.head?.judgement.reason)
    case .caughtSwaps:
      let chance = pair.probability.map(Figure.upperBound) ?? ""
      let weight = difference.effect == .same ? "; it decides nothing here" : ""
      return
        "swaps caught \(caught(pair)): noise alone shows as much in \(chance) of comparisons\(weight)"
    case .kinds(let kinds):
      return lists(
        "kinds", appeared: kinds.appeared.map { kind($0, of: pair.head) },
        went: kinds.went.map { kind($0, of: pair.base) })
    case .states(let states):
      return lists(
        "states", appeared: states.appeared.map(\.summary), went: states.went.map(\.summary))
    case .contract(let contract, let base, let head):
      let states = change(base.name.rawValue, head.name.rawValue)
      // What the verdict has said already is not said again.
      let evidence = head.evidence == pair.head?.judgement.reason ? nil : head.evidence
      return explained("contract \(contract.rawValue) \(states)", by: evidence)
    }
  }

  /// What differs about the races themselves, and what follows from it; nil where nothing does.
  static func conditions(of scenario: Comparison.Scenario) -> String? {
    guard !scenario.conditions.isEmpty else { return nil }
    let list = scenario.conditions.map { condition in
      let subject = condition.subject.map { "\($0): " } ?? ""
      return "\(subject)\(condition.name.words) \(change(condition.base, condition.head))"
    }
    return "Not raced under the same conditions, so rates decide nothing there: "
      + list.joined(separator: "; ")
  }

  /// Where and how both sides were raced.
  static func origins(of scenario: Comparison.Scenario) -> [String] {
    [("BASE", scenario.base), ("HEAD", scenario.head)].compactMap { side, report in
      report.map { "\(side): \(Environment.line(of: $0))" }
    }
  }

  /// `pass → fail`.
  static func change(_ base: String, _ head: String) -> String { "\(base) \(arrow) \(head)" }

  /// Only between two that fail: beside another verdict it would be taken for a doubt about that.
  private static func noise(in pair: Comparison.Pair) -> [String] {
    guard let probability = pair.probability, probability > Comparison.significance,
      let base = pair.base, let head = pair.head, base.finalVerdict == head.finalVerdict,
      base.shareOfCaughtSwaps != head.shareOfCaughtSwaps
    else { return [] }
    return ["swaps caught \(caught(pair)): no more than noise explains"]
  }

  private static func caught(_ pair: Comparison.Pair) -> String {
    let texts = [pair.base, pair.head].map { run in
      run.map { Figure.part($0.shareOfCaughtSwaps) } ?? ""
    }
    return texts.joined(separator: " \(arrow) ")
  }

  private static func explained(_ text: String, by reason: String?) -> String {
    guard let reason, !reason.isEmpty else { return text }
    return "\(text): \(Text.cut(reason, to: RunNotes.longestReason))"
  }

  /// `mixed (3 looks)`.
  private static func kind(_ kind: Kind, of run: Run?) -> String {
    let states = run?.states.distinctPartial.filter { $0.kind == kind } ?? []
    return
      "\(kind.rawValue) (\(Count.text(states.reduce(0) { $0 + $1.count + $1.glances }, "look")))"
  }

  private static func lists(_ what: String, appeared: [String], went: [String]) -> String {
    let lists = [("appeared", appeared), ("went", went)].filter { !$0.1.isEmpty }
    return "\(what) that "
      + lists.map { "\($0): \($1.joined(separator: ", "))" }.joined(separator: "; that ")
  }
}

extension Figure {
  /// `12 of 30`.
  static func part(_ share: Comparison.Share) -> String {
    "\(grouped(share.count)) of \(grouped(share.of))"
  }

  /// `12 of 30 (22–60 %)`.
  static func share(_ share: Comparison.Share) -> String {
    "\(part(share)) \(interval(share.interval))"
  }
}
