import RaceModel

extension Checks {
  /// Contracts that this engine judges, named in lists with commas between them.
  package func contracts(
    _ lists: [String], judgedBy engine: Engine
  ) throws(Problem) -> [Contract] {
    var contracts: [Contract] = []
    for name in lists.flatMap({ $0.split(separator: ",", omittingEmptySubsequences: false) }) {
      let words = name.split(whereSeparator: \.isWhitespace)
      let word = String(words.count == 1 ? words[0] : name)
      guard let contract = Contract(rawValue: word) else {
        throw Self.unknown("contract", word, among: engine.contracts.map(\.rawValue))
      }
      if let problem = Self.unjudged(contract, by: engine) { throw problem }
      contracts.append(contract)
    }
    return contracts
  }

  /// What is wrong with asking an engine for a contract; nil where it judges it.
  static func unjudged(_ contract: Contract, by engine: Engine) -> Problem? {
    guard !engine.judges(contract) else { return nil }
    let others = Engine.allCases.filter { $0.judges(contract) }.flatMap(\.commands)
    return Problem(
      got:
        "\(contract.rawValue), which only racebench \(others.joined(separator: " and ")) can judge",
      expected: "one of \(engine.contracts.map(\.rawValue).joined(separator: ", "))")
  }

  /// A verdict, as it is expected.
  func verdict(_ name: String) throws(Problem) -> Verdict { try Self.name(name, of: "verdict") }

  /// What a race is expected to show of a contract.
  func contractState(_ name: String) throws(Problem) -> ContractState.Name {
    try Self.name(name, of: "state of a contract")
  }

  /// A kind that may be seen.
  func kind(_ name: String) throws(Problem) -> Kind { try Self.name(name, of: "kind") }

  /// A condition on a count, which some count must meet.
  func count(_ text: String) throws(Problem) -> CountCondition {
    guard let condition = CountCondition(parsing: text) else {
      throw Problem(
        got: OneLine.quoted(text), expected: "a count such as 0, \">0\" or \"<=5\"")
    }
    guard condition != CountCondition(.below, 0), condition != CountCondition(.above, .max) else {
      throw Problem(got: OneLine.quoted(text), expected: "what some count can meet")
    }
    return condition
  }

  private static func name<Value: RawRepresentable<String> & CaseIterable>(
    _ name: String, of what: String
  ) throws(Problem) -> Value {
    guard let value = Value(rawValue: name) else {
      throw unknown(what, name, among: Value.allCases.map(\.rawValue))
    }
    return value
  }
}
