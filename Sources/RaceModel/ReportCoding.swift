extension Report: Codable {
  private enum Key: String, CodingKey {
    case schema, kind, verdict, tool, host, seed, startedAt, startMilliseconds, scenario, runs
  }

  private struct Tool: Codable { let version: String }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(Self.schema, forKey: .schema)
    try keys.encode("race", forKey: .kind)
    try keys.encode(verdict, forKey: .verdict)
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
      toolVersion: try keys.decode(Tool.self, forKey: .tool).version,
      host: try keys.decode(Host.self, forKey: .host),
      seed: try keys.decodeIfPresent(UInt64.self, forKey: .seed),
      startedAt: try keys.decode(String.self, forKey: .startedAt),
      startMilliseconds: try keys.decode(Double.self, forKey: .startMilliseconds),
      scenario: try keys.decode(Scenario.self, forKey: .scenario),
      runs: try keys.decode([Run].self, forKey: .runs))
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
