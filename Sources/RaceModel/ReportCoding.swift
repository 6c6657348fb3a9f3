extension Report: Codable {
  private enum Key: String, CodingKey {
    case schema, kind, verdict, gate, checks, tool, host, seed, startedAt, startMilliseconds,
      scenario, runs
  }

  private struct Tool: Codable { let version: String }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(Self.schema, forKey: .schema)
    try keys.encode("race", forKey: .kind)
    try keys.encode(verdict, forKey: .verdict)
    try keys.encodeIfPresent(gate, forKey: .gate)
    if gate != nil { try keys.encode(checks, forKey: .checks) }
    try keys.encode(Tool(version: toolVersion), forKey: .tool)
    try keys.encode(host, forKey: .host)
    try keys.encodeIfPresent(seed, forKey: .seed)
    try keys.encode(startedAt, forKey: .startedAt)
    try keys.encode(startMilliseconds, forKey: .startMilliseconds)
    try keys.encode(scenario, forKey: .scenario)
    try keys.encode(runs, forKey: .runs)
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    try Self.expect(Self.schema, in: keys, at: .schema)
    try Self.expect("race", in: keys, at: .kind)
    self.init(
      verdict: try keys.decode(Verdict.self, forKey: .verdict),
      gate: try keys.decodeIfPresent(Gate.self, forKey: .gate),
      toolVersion: try keys.decode(Tool.self, forKey: .tool).version,
      host: try keys.decode(Host.self, forKey: .host),
      seed: try keys.decodeIfPresent(UInt64.self, forKey: .seed),
      startedAt: try keys.decode(String.self, forKey: .startedAt),
      startMilliseconds: try keys.decode(Double.self, forKey: .startMilliseconds),
      scenario: try keys.decode(Scenario.self, forKey: .scenario),
      runs: try keys.decode([Run].self, forKey: .runs))
    let expected =
      gate == nil
      ? Verdict.together(runs.map(\.judgement.verdict))
      : Check.Outcome.together(checks.map(\.outcome)).verdict
    guard verdict == expected else {
      throw DecodingError.dataCorruptedError(
        forKey: .verdict, in: keys,
        debugDescription:
          "\"\(verdict.rawValue)\" stands here, but runs say \"\(expected.rawValue)\"")
    }
  }

  private static func expect(
    _ text: String, in keys: KeyedDecodingContainer<Key>, at key: Key
  ) throws {
    let found = try keys.decode(String.self, forKey: key)
    guard found == text else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: keys, debugDescription: "expected \"\(text)\", got \"\(found)\"")
    }
  }
}
