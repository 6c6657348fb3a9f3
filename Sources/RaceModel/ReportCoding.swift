extension Report: Codable {
  private enum Key: String, CodingKey {
    case schema, kind, verdict, gate, checks, tool, host, seed, startedAt, startMilliseconds,
      scenario, runs
  }

  /// What `kind` says of it.
  package static let kind = "race"

  private enum HostKey: String, CodingKey { case cpus }

  private struct Tool: Codable { let version: String }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(Self.schema, forKey: .schema)
    try keys.encode(Self.kind, forKey: .kind)
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
    try Self.expect(Self.kind, in: keys, at: .kind)
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
    if let (index, state) = excusedState {
      throw DecodingError.dataCorruptedError(
        forKey: .runs, in: keys,
        debugDescription:
          "runs[\(index)] has \(state.summary) as \(state.grade.rawValue), which the scenario does not say"
      )
    }
    if let problem = problemWithoutGate {
      throw DecodingError.dataCorruptedError(forKey: .gate, in: keys, debugDescription: problem)
    }
    if let gate { try check(gate, keys) } else { try checkSubjects(keys) }
    guard host.cpus > 0 else {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: keys.codingPath + [Key.host, HostKey.cpus],
          debugDescription: "expected a count of processors, got \(host.cpus)"))
    }
    guard Self.isTime(startedAt) else {
      throw DecodingError.dataCorruptedError(
        forKey: .startedAt, in: keys,
        debugDescription: "expected a time such as 2026-02-03T04:05:06Z, got \"\(startedAt)\"")
    }
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
    if let problem = problem(with: gate) {
      throw DecodingError.dataCorruptedError(
        forKey: .gate, in: keys, debugDescription: problem)
    }
    for (index, (run, again)) in zip(runs, Judged.gated(runs, by: gate).runs).enumerated()
    where run.judgement.verdict == .pass {
      guard let problem = Self.problem(withPass: run.judgement, again.judgement) else { continue }
      throw DecodingError.dataCorruptedError(
        forKey: .gate, in: keys, debugDescription: "runs[\(index)] is a \"pass\", but \(problem)")
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

  private func checkSubjects(_ keys: KeyedDecodingContainer<Key>) throws {
    guard runs.map(\.subject) != scenario.subjects else { return }
    throw DecodingError.dataCorruptedError(
      forKey: .runs, in: keys, debugDescription: "the runs are not those of the scenario's subjects"
    )
  }

  /// A place in a list.
  private struct Place: CodingKey {
    let place: Int
    var stringValue: String { "\(place)" }
    var intValue: Int? { place }
    init(intValue: Int) { place = intValue }
    init?(stringValue: String) { nil }
  }

  /// Throws where something else stands under the key than this.
  static func expect<Key>(
    _ text: String, in keys: KeyedDecodingContainer<Key>, at key: Key
  ) throws {
    let found = try keys.decode(String.self, forKey: key)
    guard found == text else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: keys, debugDescription: "expected \"\(text)\", got \"\(found)\"")
    }
  }
}

extension Report {
  /// Why what only a gate races is no race without one; nil where it is.
  private var problemWithoutGate: String? {
    guard gate == nil else { return nil }
    if !scenario.controls.isEmpty {
      return "expected here, but missing, and only a gate races controls"
    }
    return scenario.goesOnUntilDecided
      ? "expected here, but missing, and only a gate goes on until it is decided" : nil
  }

  /// Whether it is a date and a time in UTC, to the second or finer.
  private static func isTime(_ text: String) -> Bool {
    let parts = text.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard let time = parts.first, parts.count < 3, text.utf8.last == UInt8(ascii: "Z") else {
      return false
    }
    let isDigit = { (byte: UInt8) in (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
    if parts.count == 2, parts[1].count < 2 || !parts[1].dropLast().allSatisfy(isDigit) {
      return false
    }
    let shape = Array((parts.count == 2 ? "0000-00-00T00:00:00" : "0000-00-00T00:00:00Z").utf8)
    return time.count == shape.count
      && zip(time, shape).allSatisfy { $1 == UInt8(ascii: "0") ? isDigit($0) : $0 == $1 }
  }

  /// What about a gate contradicts the scenario that it judged; nil if nothing does.
  private func problem(with gate: Gate) -> String? {
    guard gate.confidence > 0, gate.confidence < 1 else {
      return "expected a confidence between 0 and 1, got \(gate.confidence)"
    }
    if gate.confidence != scenario.confidence {
      return "the confidence is \(gate.confidence), but the scenario says \(scenario.confidence)"
    }
    let endsWhenDecided = if case .untilDecided = scenario.extent { true } else { false }
    if (gate.judgements != nil) != endsWhenDecided || gate.judgements ?? 1 < 1 {
      return
        "judgements are \(gate.judgements.map { "\($0)" } ?? "left out"), which the scenario's length does not allow"
    }
    func raced(_ role: Role) -> [Subject] { runs.filter { $0.role == role }.map(\.subject) }
    if raced(.subject) != scenario.subjects || raced(.control) != scenario.controls {
      return "the runs are not those of the scenario's subjects and controls"
    }
    return nil
  }

  /// Why a pass that was saved is none by the figures that were saved with it; nil if it is one. A later version
  /// may ask for more than this one, so other verdicts stand.
  private static func problem(withPass saved: Judgement, _ again: Judgement) -> String? {
    guard again.verdict == .pass, let chance = again.chanceOfMissing else {
      return "its figures say: \(again.reason)"
    }
    // Another machine may round the last digits otherwise.
    guard let found = saved.chanceOfMissing, abs(found - chance) <= 1e-6 * chance else {
      return "its chance of missing something as broken as the control is "
        + "\(saved.chanceOfMissing.map { "\($0)" } ?? "left out"), where its figures say \(chance)"
    }
    return nil
  }

  /// A state that was let pass though the scenario does not find its kind acceptable: the run's place and the
  /// state. Nil if there is none.
  var excusedState: (run: Int, state: State)? {
    for (index, run) in runs.enumerated() {
      let acceptable: [Kind] = run.role == .control ? [] : scenario.acceptable
      let state = run.states.first {
        $0.kind != .stable && $0.grade != .forbidden && !acceptable.contains($0.kind)
      }
      if let state { return (index, state) }
    }
    return nil
  }
}
