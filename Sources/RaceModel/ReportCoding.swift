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
    if let gate { try check(gate, keys) }
    let expected = Judged.verdict(on: runs, gated: gate != nil)
    guard verdict == expected else {
      throw DecodingError.dataCorruptedError(
        forKey: .verdict, in: keys,
        debugDescription:
          "\"\(verdict.rawValue)\" stands here, but runs say \"\(expected.rawValue)\"")
    }
  }

  /// What a gate adds to a report must follow from its runs.
  private func check(_ gate: Gate, _ keys: KeyedDecodingContainer<Key>) throws {
    guard gate.confidence > 0, gate.confidence < 1, gate.judgements ?? 0 >= 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .gate, in: keys,
        debugDescription:
          "expected a confidence between 0 and 1 and a number of judgements, got \(gate.confidence) and "
          + "\(gate.judgements.map { "\($0)" } ?? "none")")
    }
    for (index, run) in runs.enumerated() where !run.isStrongEnough(for: gate) {
      throw DecodingError.dataCorruptedError(
        forKey: .gate, in: keys,
        debugDescription:
          "runs[\(index)] is a \"pass\", but its chance of missing something as broken as the control is "
          + "\(run.judgement.chanceOfMissing.map { "\($0)" } ?? "left out"), at a confidence of "
          + "\(gate.confidence)")
    }
    let found = try keys.decode([Check].self, forKey: .checks)
    guard found.count == checks.count else {
      throw DecodingError.dataCorruptedError(
        forKey: .checks, in: keys,
        debugDescription: "\(found.count) stand here, but runs say \(checks.count)")
    }
    for (index, (found, expected)) in zip(found, checks).enumerated() {
      guard let wrong = found.difference(from: expected) else { continue }
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: keys.codingPath + [Key.checks, Place(intValue: index), wrong.key],
          debugDescription: "\"\(wrong.own)\" stands here, but runs say \"\(wrong.other)\""))
    }
  }

  /// A place in a list.
  private struct Place: CodingKey {
    let place: Int
    var stringValue: String { "\(place)" }
    var intValue: Int? { place }
    init(intValue: Int) { place = intValue }
    init?(stringValue: String) { nil }
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

extension Run {
  /// Whether what passed has left as little to chance as the gate asks.
  fileprivate func isStrongEnough(for gate: Gate) -> Bool {
    guard role == .subject, judgement.verdict == .pass else { return true }
    guard let chance = judgement.chanceOfMissing else { return false }
    return chance <= 1 - gate.confidence
  }
}
