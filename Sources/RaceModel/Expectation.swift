/// What a scenario pins about a subject, so that a gate can also hold that a bad updater is still caught.
package struct Expectation: Hashable, Sendable, Codable {
  /// The verdict on it.
  package var verdict: Verdict?
  /// How many of its looks, reads and glances together, are partial.
  package var partialReads: CountCondition?
  /// The kinds that may be seen of it: any other breaks the expectation. That each of them is seen is not asked.
  package var kinds: [Kind]?
  /// What the race must show of contracts.
  package var contracts: [Contract: ContractState.Name]?

  /// Takes each value as it is.
  package init(
    verdict: Verdict? = nil, partialReads: CountCondition? = nil, kinds: [Kind]? = nil,
    contracts: [Contract: ContractState.Name]? = nil
  ) {
    self.verdict = verdict
    self.partialReads = partialReads
    self.kinds = kinds
    self.contracts = contracts
  }

  /// That of a subject about which nothing was said.
  package static let standard = Expectation(verdict: .pass)
}
