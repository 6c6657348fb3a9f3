extension Run {
  /// What the race has shown of each contract. Follows from the counts and the verdict.
  package var contracts: [Contract: ContractState] {
    [.content: content, .presence: presence, .rollback: rolledBack]
  }

  private var content: ContractState {
    state(brokenBy: states.filter { $0.kind != .missing && $0.kind != .stable })
  }

  private var presence: ContractState {
    state(brokenBy: states.filter { $0.kind == .missing })
  }

  /// What readers have shown of a promise that these states break. A scenario may find them acceptable, which
  /// decides its verdict; the promise is broken all the same.
  private func state(brokenBy states: [State]) -> ContractState {
    if let first = states.first(where: \.wasSeen) { return .broken(first.summary) }
    return judgement.verdict == .pass ? .kept : .notChecked(unshown)
  }

  /// Why a race that is no pass does not show that a promise is kept which nothing speaks against.
  private var unshown: String {
    judgement.verdict == .fail
      ? "the race ended with another finding before it could have shown that" : judgement.reason
  }

  private var rolledBack: ContractState {
    guard let rollback else {
      return .notChecked("the signer does not fail; race with --signer fail")
    }
    if let first = rollback.first { return .broken(first) }
    if let reason = swapBeforeItsSigner { return .notChecked(reason) }
    return rollback.checked > 0 ? .kept : .notChecked("no swap was made")
  }
}
