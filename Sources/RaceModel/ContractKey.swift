/// A contract as a key of JSON. Those that this version does not know are no keys, so that they are ignored.
struct ContractKey: CodingKey {
  let contract: Contract
  var stringValue: String { contract.rawValue }
  var intValue: Int? { nil }
  init(contract: Contract) { self.contract = contract }
  init?(stringValue: String) {
    guard let contract = Contract(rawValue: stringValue) else { return nil }
    self.contract = contract
  }
  init?(intValue: Int) { nil }
}

extension [Contract: ContractState] {
  /// Throws where a file says something else of a contract. They follow from the rest; a version that knows fewer of
  /// them, or more, has written what it knows.
  func check<Field: CodingKey>(
    in keys: KeyedDecodingContainer<Field>, at field: Field, as source: String
  ) throws {
    guard keys.contains(field) else { return }
    let found = try keys.nestedContainer(keyedBy: ContractKey.self, forKey: field)
    for (contract, expected) in sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      let key = ContractKey(contract: contract)
      let name = try found.decodeIfPresent(ContractState.self, forKey: key)?.name
      guard let name, name != expected.name else { continue }
      throw DecodingError.dataCorruptedError(
        forKey: key, in: found,
        debugDescription:
          "\"\(name.rawValue)\" stands here, but \(source) says \"\(expected.name.rawValue)\"")
    }
  }
}
