import RaceModel

/// What every form for people says of an exploration besides its steps. Not yet escaped for any form.
struct ExplorationText: Sendable {
  /// How many states, and how many violations of one contract, are shown where not all are.
  private static let shownStates = 8
  private static let shownViolations = 3

  private let report: ExplorationReport
  private let exploration: Exploration
  private let violations: [Violation]
  private let all: Bool

  init(of report: ExplorationReport, all: Bool) {
    self.report = report
    self.all = all
    exploration = report.exploration
    violations = report.exploration.violations
  }

  /// `exit status 0, 7 steps in 12.3 ms`.
  var summary: String {
    let steps = Figure.counted(UInt64(exploration.steps.count), "step")
    return "\(exploration.ending.text), \(steps) in \(Figure.time(exploration.wallNanoseconds))"
  }

  /// The updater where the name does not say it, and what it said when it failed.
  var remarks: [String] {
    let updater = exploration.subject.updater
    let command = updater.command.flatMap { command in
      exploration.subject.name == updater.defaultName
        ? nil : "updater: \(Text.cut(command.command, to: RunNotes.longestText))"
    }
    let failure = exploration.failure.map { "it said: \(Text.cut($0, to: RunNotes.longestText))" }
    return [command, failure].compactMap(\.self)
  }

  /// Each distinct state: the stable ones, and of the others the first of each kind and the earliest.
  var states: [String] {
    let words = SightingText(exploration)
    let places = exploration.states.indices
    var kinds: Set<Kind> = []
    let first = places.filter {
      let kind = exploration.states[$0].kind
      return kind == .stable || kinds.insert(kind).inserted
    }
    let others = places.filter { !first.contains($0) }
    let room = all ? others.count : max(0, Self.shownStates - first.count)
    let shown = (first + others.prefix(room)).sorted()
    let more = places.count - shown.count
    return shown.map { text(ofState: $0, words) }
      + (more > 0 ? ["… (\(Figure.grouped(UInt64(more))) more: --all-steps)"] : [])
  }

  /// `truncated, 4.1 KB: first at step 8; B 0–4.1 KB, then end`.
  private func text(ofState index: Int, _ words: SightingText) -> String {
    let state = exploration.states[index]
    let name = [words.name(index), words.bytes(index)].compactMap(\.self).joined(separator: ", ")
    if state.isDerived {
      return "\(name): derived, \(state.tornText); for example \(state.anatomy.summary)"
    }
    let first = state.firstStep == 0 ? "at the start" : "first at step \(state.firstStep)"
    let anatomy =
      state.kind == .stable || state.anatomy.runs.isEmpty ? "" : "; \(state.anatomy.summary)"
    return "\(name): \(first)\(anatomy)"
  }

  /// What broke contracts, the first of each contract's first, with its contract in front.
  var breaches: [(contract: String, text: String)] {
    var counts: [Contract: Int] = [:]
    var lines: [(String, String)] = []
    for violation in violations {
      counts[violation.contract, default: 0] += 1
      guard all || counts[violation.contract, default: 0] <= Self.shownViolations else { continue }
      lines.append(
        (violation.contract.rawValue, Text.cut(violation.text, to: RunNotes.longestText)))
    }
    let more = Contract.allCases.compactMap { contract in
      counts[contract].flatMap { count -> (String, String)? in
        guard !all, count > Self.shownViolations else { return nil }
        return (
          contract.rawValue,
          "… (\(Figure.grouped(UInt64(count - Self.shownViolations))) more: --all-steps)"
        )
      }
    }
    return lines + more
  }

  /// The marks of what this engine judges, in parts between which the line may be broken.
  var marks: [String] {
    ContractMarks.words(Engine.stepping.contracts, exploration.contracts)
  }

  /// What else is to be known: limits, and what a second run has shown.
  var notes: [String] {
    var notes: [String] = []
    if exploration.contents.learned == true {
      notes.append("learned: the updater publishes contents of its own making; A and B are these")
    }
    if exploration.contents.takenFromEnd == true {
      notes.append(
        "taken for right: what was there at the end, since the updater's command names no {source}")
    }
    notes += temporary
    notes += exploration.limits.map { "limit: \($0.text)" }
    if let again = exploration.again {
      let steps =
        again.firstDifference.map { "its steps differ from step \($0) on" }
        ?? "its steps were the same"
      let names = again.sharedNames.map { "\"\($0)\"" }.joined(separator: ", ")
      notes.append(
        "second run: \(steps)" + (names.isEmpty ? "" : "; both used the name \(names)"))
    }
    if exploration.mishandlesShortWrites {
      notes.append(
        "short writes: it published something else where its writes were cut to \(Figure.size(report.plan.split))"
      )
    }
    notes += exploration.nextSwap.map { ["next swap: \(ExplorationJudge.anotherSwap($0))"] } ?? []
    return notes
  }

  /// Where the updater's TMPDIR lay, where its steps used it.
  private var temporary: [String] {
    guard let space = report.host.temporaryDirectory,
      exploration.steps.contains(where: { $0.call.contains("{tmpdir}/") })
    else { return [] }
    return [
      space.sameFileSystem
        ? "TMPDIR lay on the target's file system; on another one a move from there copies"
        : "because TMPDIR lies on \(space.directory), another file system than the target's, a move from there copies"
    ]
  }

  /// `explore: pass`, and why.
  var verdict: (conclusion: String, reason: String) {
    (
      "explore: \(exploration.judgement.verdict.rawValue)",
      Text.cut(exploration.judgement.reason, to: RunNotes.longestReason)
    )
  }

  /// Whether the verdict is good news; nil where it is neither good nor bad.
  var isGood: Bool? {
    exploration.judgement.verdict == .inconclusive ? nil : exploration.judgement.verdict == .pass
  }
}
