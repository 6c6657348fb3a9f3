import RaceModel

/// A line of the list of steps, for people. Not yet escaped for any form.
struct StepRow: Sendable {
  /// `7`, `8–1400`; empty for what is no step.
  let label: String
  /// `rename(".staging" → "target.bin")`; of several steps `write("target.bin") ×1,393`.
  let call: String
  /// `B, stable`; empty where nothing has changed.
  let outcome: String
  /// The contracts that it breaks.
  let broken: [Contract]

  /// On one line: `rename(".staging" → "target.bin") → B, stable  ✗ inode`.
  var text: String {
    let marks = broken.map(\.rawValue).joined(separator: ", ")
    return call + (outcome.isEmpty ? "" : " → \(outcome)") + (marks.isEmpty ? "" : " ✗ \(marks)")
  }
}

/// The steps that matter, in rows, and how many others there were.
///
/// A step matters if the target or its directory was not found as at the sighting before it, if it synced a file that
/// is ever the target, the directory or all, if it breaks a contract, or if it failed in a way that explains what follows. Such steps that follow each other are one row
/// where they are the same call of the same process on the same file, and have changed nothing but the state to others of
/// one kind.
struct StepRows: Sendable {
  /// In order.
  private(set) var rows: [StepRow] = []
  /// `others: 12 write, 2 fchmod`; nil where there were none.
  private(set) var others: String?

  private let exploration: Exploration
  private let words: SightingText
  private let targets: Set<Int>
  private let broken: [Violation.Place: [Contract]]
  private let allSteps: Bool
  private let callers: Callers
  private var group: Group?

  /// Of an exploration, every step in a row of its own if so asked.
  init(of exploration: Exploration, allSteps: Bool) {
    self.exploration = exploration
    self.allSteps = allSteps
    words = SightingText(exploration)
    let steps = exploration.steps
    let sightings =
      [exploration.start, exploration.end]
      + steps.flatMap { [$0.before, $0.after].compactMap(\.self) }
    targets = Set(sightings.compactMap(\.file))
    broken = Dictionary(grouping: exploration.violations, by: \.place).mapValues {
      // A step can break one in two ways: by a state that it shows and by a read that it tears.
      $0.reduce(into: []) { if !$0.contains($1.contract) { $0.append($1.contract) } }
    }
    callers = Callers(of: steps)
    build()
  }

  private mutating func build() {
    var last = exploration.start
    var counts: [(name: String, count: UInt64)] = []
    let others = OtherFiles(of: exploration) { step in
      allSteps || broken[place(of: step)] != nil || CallText.explains(step, in: exploration.steps)
    } matters: { step, earlier in
      matters(step, earlier)
    }
    for step in exploration.steps {
      if step.index == exploration.stepsAtEnd + 1 { add("(the updater ended)") }
      if let before = step.before, before != last {
        add(
          "(before step \(step.index), by no call)", words.changes(from: last, to: before),
          Violation.Place(step: step.index, .before, call: step.call))
      }
      let earlier = step.before ?? last
      if others.holds(step) {
        if let row = others.row(from: step) {
          close()
          rows.append(row)
        }
      } else if matters(step, earlier) {
        add(step, earlier)
      } else if let place = counts.firstIndex(where: { $0.name == step.name }) {
        counts[place].count += 1
      } else {
        counts.append((step.name, 1))
      }
      last = step.after
    }
    if exploration.end != last {
      add("(later, by no call)", words.changes(from: last, to: exploration.end))
    }
    close()
    guard !counts.isEmpty else { return }
    let texts = counts.map { "\(Figure.grouped($0.count)) \($0.name)" }
    self.others = "others: \(texts.joined(separator: ", "))"
  }

  private func matters(_ step: Step, _ earlier: Sighting) -> Bool {
    allSteps || step.after != earlier || broken[place(of: step)] != nil
      || CallText.explains(step, in: exploration.steps)
      || step.effects.contains { effect in
        switch effect {
        case .synced(let file): targets.contains(file)
        case .syncedDirectory, .syncedAll: true
        case .created, .reused, .wrote, .altered, .cut: false
        }
      }
  }

  private func place(of step: Step) -> Violation.Place {
    Violation.Place(step: step.index, .step, call: step.call)
  }

  /// What is no step.
  private mutating func add(
    _ text: String, _ changes: [String] = [], _ place: Violation.Place? = nil
  ) {
    close()
    rows.append(
      StepRow(
        label: "", call: text, outcome: changes.joined(separator: ", "),
        broken: place.flatMap { broken[$0] } ?? []))
  }

  /// A step that matters, in the open group if it belongs there, else in a new one.
  private mutating func add(_ step: Step, _ earlier: Sighting) {
    let changes = words.changes(from: earlier, to: step.after)
    let contracts = broken[place(of: step)] ?? []
    let kind = exploration.states[step.after.state].kind
    let onlyState = step.after.state != earlier.state && changes.count == 1
    let key =
      allSteps || !onlyState || kind == .stable
      ? nil : Group.Key(process: step.process, call: CallText.short(step.call), kind: kind)
    if let key, group?.key == key {
      group?.take(step, contracts)
    } else {
      close()
      group = Group(key: key, first: step, changes: changes, broken: contracts)
    }
  }

  private mutating func close() {
    if let group { rows.append(group.row(words, callers)) }
    group = nil
  }
}

/// Steps that are one row.
private struct Group {
  struct Key: Equatable {
    let process: Int
    let call: String
    let kind: Kind
  }

  /// Nil where no other step may join.
  let key: Key?
  let first: Step
  private var last: Step
  private var count: UInt64 = 1
  private let changes: [String]
  private var broken: [Contract]

  init(key: Key?, first: Step, changes: [String], broken: [Contract]) {
    self.key = key
    self.first = first
    last = first
    self.changes = changes
    self.broken = broken
  }

  mutating func take(_ step: Step, _ contracts: [Contract]) {
    last = step
    count += 1
    broken += contracts.filter { !broken.contains($0) }
  }

  func row(_ words: SightingText, _ callers: Callers) -> StepRow {
    let process = callers.name(of: first)
    guard count > 1, let key else {
      return StepRow(
        label: "\(first.index)", call: process + first.call + CallText.failure(first.result),
        outcome: changes.joined(separator: ", "), broken: broken)
    }
    return StepRow(
      label: "\(first.index)–\(last.index)",
      call: "\(process)\(key.call) ×\(Figure.grouped(count))",
      outcome: words.states(from: first.after.state, to: last.after.state), broken: broken)
  }
}
