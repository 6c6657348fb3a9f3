extension Run {
  /// What the race has shown of each contract. Follows from the counts and the verdict.
  package var contracts: [Contract: ContractState] {
    var contracts: [Contract: ContractState] = [:]
    for contract in Contract.allCases { contracts[contract] = state(of: contract) }
    return contracts
  }

  private func state(of contract: Contract) -> ContractState {
    switch contract {
    case .content: content
    case .presence: presence
    case .rollback: rolledBack
    case .monotone: monotone
    case .truth where contents.takenFromEnd == true:
      inspected(contract, "what each swap has made of A was taken for right")
    case .truth, .inode, .metadata, .leftovers: inspected(contract, "it is not looked into here")
    case .symlink: inspected(contract, "the target is no symlink")
    case .staging, .durability: .notChecked("explore judges it")
    }
  }

  /// What looking into each swap has shown. It shows by itself, whatever readers have seen.
  private func inspected(_ contract: Contract, _ reason: String) -> ContractState {
    guard let inspection = inspections[contract] else { return .notChecked(reason) }
    if let first = inspection.first { return .broken(first) }
    return inspection.checked > 0 ? .kept : .notChecked("no swap was one to look into")
  }

  /// What readers have shown of the order in which they saw the contents.
  private var monotone: ContractState {
    guard let inspection = inspections[.monotone] else {
      if contents.takenFromEnd == true {
        return .notChecked("swaps leave other contents each time, so their order is not followed")
      }
      return .notChecked(
        writers > 1
          ? "several writers swap, so the order says nothing"
          : "these readers cannot tell the old content from the new")
    }
    if let first = inspection.first { return .broken(first) }
    return judgement.verdict == .pass ? .kept : .notChecked(unshown)
  }

  private var content: ContractState {
    state(
      brokenBy: states.filter { $0.kind != .missing && $0.kind != .stable },
      atRest: kindsAtRest.first { $0 != .missing })
  }

  private var presence: ContractState {
    let shown = state(
      brokenBy: states.filter { $0.kind == .missing }, atRest: kindsAtRest.first { $0 == .missing })
    guard shown == .kept, let why = judgement.presenceUnshown else { return shown }
    return .notChecked(why)
  }

  /// What the target was after swaps that left neither content.
  private var kindsAtRest: [Kind] {
    windows.compactMap { if case .other(let kind) = $0.rest { kind } else { nil } }
  }

  /// What readers have shown of a promise that these states break. A scenario may find them acceptable, which
  /// decides its verdict; the promise is broken all the same.
  private func state(brokenBy states: [State], atRest kind: Kind?) -> ContractState {
    if let first = states.first(where: \.wasSeen) { return .broken(first.summary) }
    if let kind { return .broken("the target at rest was \(kind.rawValue)") }
    return judgement.verdict == .pass ? .kept : .notChecked(unshown)
  }

  /// Why a race that is no pass does not show that a promise is kept which nothing speaks against.
  private var unshown: String {
    judgement.verdict == .fail
      ? "the verdict is fail, so nothing shows that it would have been seen broken"
      : judgement.reason
  }

  private var rolledBack: ContractState {
    guard let rollback else {
      return .notChecked(
        subject.updater.command == nil
          ? "the signer does not fail; race with --signer fail" : "a command signs for itself")
    }
    if let first = rollback.first { return .broken(first) }
    if let reason = swapBeforeItsSigner { return .notChecked(reason) }
    return rollback.checked > 0 ? .kept : .notChecked("no swap was made")
  }
}
