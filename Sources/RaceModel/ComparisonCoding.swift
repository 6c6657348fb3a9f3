/// The JSON form: what each side has, what differs, and what that means. The whole results stay where they are.
extension Comparison: Encodable {
  private enum Key: String, CodingKey { case schema, kind, effect, significance, scenarios }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(Report.schema, forKey: .schema)
    try keys.encode("comparison", forKey: .kind)
    try keys.encode(effect, forKey: .effect)
    try keys.encode(Self.significance, forKey: .significance)
    try keys.encode(scenarios, forKey: .scenarios)
  }
}

extension Comparison.Effect: Encodable {}

extension Comparison.Scenario: Encodable {
  private enum Key: String, CodingKey { case title, base, head, conditions, subjects }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encodeIfPresent(title, forKey: .title)
    try keys.encodeIfPresent(base.map(Origin.init), forKey: .base)
    try keys.encodeIfPresent(head.map(Origin.init), forKey: .head)
    try keys.encode(conditions, forKey: .conditions)
    try keys.encode(subjects, forKey: .subjects)
  }

  /// Which race a side is.
  private struct Origin: Encodable {
    let startedAt: String
    let tool: Tool
    let host: Host
    let seed: UInt64?

    struct Tool: Encodable { let version: String }

    init(_ report: Report) {
      startedAt = report.startedAt
      tool = Tool(version: report.toolVersion)
      host = report.host
      seed = report.seed
    }
  }
}

extension Comparison.Pair: Encodable {
  private enum Key: String, CodingKey {
    case subject, role, effect, probability, base, head, differences
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(name, forKey: .subject)
    try keys.encode(role, forKey: .role)
    try keys.encode(effect, forKey: .effect)
    try keys.encodeIfPresent(probability, forKey: .probability)
    try keys.encodeIfPresent(base.map(Side.init), forKey: .base)
    try keys.encodeIfPresent(head.map(Side.init), forKey: .head)
    try keys.encode(differences, forKey: .differences)
  }

  /// The figures of a side that are compared.
  private struct Side: Encodable {
    let verdict: Verdict
    let reason: String
    let knownBroken: Bool
    let caughtSwaps: Comparison.Share
    let partialReads: Comparison.Share
    let distinctPartialStates: Int
    let kinds: [Kind]

    init(_ run: Run) {
      verdict = run.finalVerdict
      reason = run.judgement.reason
      knownBroken = run.knownBroken
      caughtSwaps = run.shareOfCaughtSwaps
      partialReads = run.shareOfPartialReads
      distinctPartialStates = run.distinctPartialStates
      kinds = run.partialKinds
    }
  }
}

extension Comparison.Share: Encodable {
  private enum Key: String, CodingKey { case count, of, lower95, upper95 }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(count, forKey: .count)
    try keys.encode(of, forKey: .of)
    try keys.encode(interval.lowerBound, forKey: .lower95)
    try keys.encode(interval.upperBound, forKey: .upper95)
  }
}

extension Comparison.Difference: Encodable {
  private enum Key: String, CodingKey { case what, contract, effect, base, head, appeared, went }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(effect, forKey: .effect)
    func encode(_ change: Comparison.Change<some Encodable>) throws {
      try keys.encode(change.appeared, forKey: .appeared)
      try keys.encode(change.went, forKey: .went)
    }
    switch aspect {
    case .appeared: try keys.encode("appeared", forKey: .what)
    case .went: try keys.encode("went", forKey: .what)
    case .verdict(let base, let head):
      try keys.encode("verdict", forKey: .what)
      try keys.encode(base, forKey: .base)
      try keys.encode(head, forKey: .head)
    case .caughtSwaps: try keys.encode("caughtSwaps", forKey: .what)
    case .contract(let contract, let base, let head):
      try keys.encode("contract", forKey: .what)
      try keys.encode(contract, forKey: .contract)
      try keys.encode(base, forKey: .base)
      try keys.encode(head, forKey: .head)
    case .kinds(let change):
      try keys.encode("kinds", forKey: .what)
      try encode(change)
    case .states(let change):
      try keys.encode("states", forKey: .what)
      try encode(change)
    }
  }
}
