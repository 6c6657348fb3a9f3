import RaceModel

/// What came of a run's contracts, for people: a line of marks, and what broke them. Not yet escaped for any form.
struct ContractNotes: Sendable {
  /// The line of marks in parts between which it may be broken: `contracts:`, `✓ content,`, `presence;`, …
  let words: [String]
  /// `inode: broken after 3 of 30 swaps, first: …`: what is said nowhere else.
  let evidence: [String]

  /// Nil where nothing is kept or broken: the verdict says then that the race was too weak. What nobody has looked
  /// into stands there only where somebody looked into something.
  init?(on run: Run, of report: Report) {
    let known = Engine.sampling.contracts.filter { run.tells($0) }
    guard known.contains(where: { run.contracts[$0]?.name != .notChecked }) else { return nil }
    words = ContractMarks.words(known, run.contracts)
    let said = report.gate == nil ? [] : GateNotes.checks(on: run).compactMap(\.evidence)
    evidence = known.compactMap { contract in
      guard case .broken(let first)? = run.contracts[contract], !said.contains(first),
        !run.says(contract, first)
      else { return nil }
      return
        "\(contract.rawValue): \(Text.cut(run.breach(of: contract, first), to: RunNotes.longestText))"
    }
  }

  /// The line of marks.
  var marks: String { words.joined(separator: " ") }
}

/// Contracts with a mark for what came of them.
enum ContractMarks {
  /// `contracts:`, `✓ content,`, `presence;`, `– rollback`: parts between which the line may be broken.
  static func words(
    _ contracts: [Contract], _ states: [Contract: ContractState]
  ) -> [String] {
    let groups: [(mark: String, name: ContractState.Name)] = [
      ("✓", .kept), ("✗", .broken), ("–", .notChecked),
    ]
    let shown = groups.map { group in
      (mark: group.mark, names: contracts.filter { states[$0]?.name == group.name })
    }.filter { !$0.names.isEmpty }
    return ["contracts:"]
      + shown.enumerated().flatMap { place, group in
        group.names.enumerated().map { index, contract in
          let mark = index == 0 ? "\(group.mark) " : ""
          let isLast = index == group.names.count - 1
          let end = !isLast ? "," : place < shown.count - 1 ? ";" : ""
          return mark + contract.rawValue + end
        }
      }
  }
}

extension Run {
  /// Whether the result knows anything of the contract: results of earlier versions know of fewer.
  fileprivate func tells(_ contract: Contract) -> Bool {
    switch contract {
    case .content, .presence: true
    case .rollback: rollback != nil || !inspections.isEmpty
    default: !inspections.isEmpty
    }
  }

  /// Whether the first states or the verdict's reason say already what broke it.
  fileprivate func says(_ contract: Contract, _ first: String) -> Bool {
    switch contract {
    case .content, .presence: states.distinctPartial.contains { $0.summary == first }
    case .rollback: !sawPartial && foreignRests == 0
    default: false
    }
  }

  /// How often it was broken, and what the first time showed.
  fileprivate func breach(of contract: Contract, _ first: String) -> String {
    switch (contract, contract == .rollback ? rollback : inspections[contract]) {
    case (.rollback, let rollback?):
      "broken after \(rollback.broken) of \(Count.text(rollback.checked, "failed swap")), first: \(first)"
    case (.monotone, let inspection?):
      "broken in \(inspection.broken) of \(Figure.counted(UInt64(clamping: inspection.checked), "look")), first: \(first)"
    case (_, let inspection?):
      "broken after \(inspection.broken) of \(Count.text(inspection.checked, "swap")), first: \(first)"
    case (_, nil): first
    }
  }
}
