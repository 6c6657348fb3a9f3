import RaceModel

/// Reads what a scenario file expects of a subject.
struct ExpectationReader {
  let checks: Checks

  func expectation(_ value: YAMLValue) throws(Failure) -> Expectation {
    var expectation = Expectation()
    try value.fields(of: ExpectationKey.self) { key, value throws(Failure) in
      switch key {
      case .verdict: expectation.verdict = try value.text(checks.verdict)
      case .partialReads: expectation.partialReads = try value.count(checks.count)
      case .kinds: expectation.kinds = try kinds(value)
      case .contracts: expectation.contracts = try contracts(value)
      }
    }
    guard expectation != Expectation() else { throw none(value, among: ExpectationKey.names) }
    if let contradiction = expectation.contradiction { throw value.failure(contradiction) }
    return expectation
  }

  private func kinds(_ value: YAMLValue) throws(Failure) -> [Kind] {
    let kinds = try value.distinct(checks.kind)
    guard !kinds.isEmpty else { throw none(value, among: Kind.allCases.map(\.rawValue)) }
    return kinds
  }

  private func contracts(
    _ value: YAMLValue
  ) throws(Failure) -> [Contract: ContractState.Name] {
    var contracts: [Contract: ContractState.Name] = [:]
    try value.fields(of: Contract.self) { contract, value throws(Failure) in
      if let problem = Checks.unjudged(contract, by: .sampling) {
        throw value.failure(problem.message)
      }
      contracts[contract] = try value.text(checks.contractState)
    }
    guard !contracts.isEmpty else { throw none(value, among: Contract.names) }
    return contracts
  }

  private func none(_ value: YAMLValue, among names: [String]) -> Failure {
    value.failure("got none; expected at least one of \(names.joined(separator: ", "))")
  }
}

extension Expectation {
  /// Why no race at all could meet all of it, in one line; nil where none of these reasons holds. Follows from
  /// how a verdict is reached: whatever is partial makes it `fail`, and `pass` means that nothing was and that
  /// stable content was seen.
  var contradiction: String? {
    if let verdict, let problem = contradiction(of: verdict) { return problem }
    guard let partialReads, partialReads.needsSome, let kinds, kinds == [.stable] else {
      return nil
    }
    return Self.against("kinds [stable]", "partialReads \"\(partialReads)\"")
  }

  private func contradiction(of verdict: Verdict) -> String? {
    let name = "verdict \(verdict.rawValue)"
    if verdict != .fail, let partialReads, partialReads.needsSome {
      return Self.against(name, "partialReads \"\(partialReads)\"")
    }
    if verdict == .pass, let kinds, !kinds.contains(.stable) {
      return Self.against(name, "kinds without stable")
    }
    for contract in Engine.sampling.contracts {
      guard let state = contracts?[contract], !contract.mayBe(state, where: verdict) else {
        continue
      }
      return Self.against(name, "\(contract.rawValue) \(state.rawValue)")
    }
    return nil
  }

  private static func against(_ one: String, _ other: String) -> String {
    "\(one) and \(other) contradict each other; expected what one race can show"
  }
}

extension CountCondition {
  /// Whether a count of nothing breaks it.
  fileprivate var needsSome: Bool { !holds(for: 0) }
}

extension Contract {
  /// Whether it shows only where a signer of racebench fails.
  var needsSigner: Bool { self == .rollback }

  /// Whether a race with this verdict can show this of it; see `Run.contracts`.
  fileprivate func mayBe(_ state: ContractState.Name, where verdict: Verdict) -> Bool {
    switch (self, state) {
    case (.rollback, .broken): verdict == .fail
    // A scenario may find acceptable what breaks these.
    case (.content, .broken), (.presence, .broken): true
    case (.content, .kept), (.presence, .kept): verdict == .pass
    case (.content, .notChecked), (.presence, .notChecked): verdict != .pass
    // The others are looked into after swaps, whatever readers see.
    case (.monotone, .kept): verdict == .pass
    default: true
    }
  }
}
