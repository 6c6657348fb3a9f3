/// The JSON form of an exploration: flat, with what follows from the rest written out for readers' sake. On reading,
/// sums, contracts and verdict are checked against what they follow from. `wallSeconds` keeps every nanosecond of
/// explorations shorter than 26 days.
extension ExplorationReport: Codable {
  private enum Key: String, CodingKey {
    case schema, kind, verdict, reason, tool, host, seed, startedAt, scenario
    case subject, expect, contents, wallSeconds, exitStatus, signal, timedOut
    case failure, failureOutput, split, start, steps, stepsAtEnd, end, states, files, limits
    case waits, again, mishandlesShortWrites, nextSwap, firstTear, violations, contracts
  }

  /// What `kind` says of it.
  package static let kind = "exploration"

  private struct Tool: Codable { let version: String }

  private struct Tear: Encodable {
    let step: Int
    let call: String
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(Report.schema, forKey: .schema)
    try keys.encode(Self.kind, forKey: .kind)
    try keys.encode(exploration.judgement.verdict, forKey: .verdict)
    try keys.encode(exploration.judgement.reason, forKey: .reason)
    try keys.encode(Tool(version: toolVersion), forKey: .tool)
    try keys.encode(host, forKey: .host)
    try keys.encodeIfPresent(seed, forKey: .seed)
    try keys.encode(startedAt, forKey: .startedAt)
    try keys.encode(plan, forKey: .scenario)
    try exploration.subject.updater.encode(to: encoder)
    try Self.encode(exploration, to: &keys)
  }

  private static func encode(
    _ exploration: Exploration, to keys: inout KeyedEncodingContainer<Key>
  ) throws {
    try keys.encode(exploration.subject.name, forKey: .subject)
    try keys.encodeIfPresent(exploration.subject.expect, forKey: .expect)
    try keys.encode(exploration.contents, forKey: .contents)
    try keys.encode(exploration.wallSeconds, forKey: .wallSeconds)
    switch exploration.ending {
    case .exited(let status): try keys.encode(status, forKey: .exitStatus)
    case .killed(let signal): try keys.encode(SignalName.text(signal), forKey: .signal)
    case .timedOut: try keys.encode(true, forKey: .timedOut)
    }
    try keys.encodeIfPresent(exploration.failure, forKey: .failure)
    try keys.encodeIfPresent(exploration.failureOutput, forKey: .failureOutput)
    try keys.encodeIfPresent(exploration.split, forKey: .split)
    try keys.encode(
      SightingForm(exploration.start, after: SightingForm.none), forKey: .start)
    var last = exploration.start
    var steps: [StepForm] = []
    for step in exploration.steps {
      steps.append(StepForm(step, after: last))
      last = step.after
    }
    try keys.encode(steps, forKey: .steps)
    try keys.encode(exploration.stepsAtEnd, forKey: .stepsAtEnd)
    try keys.encode(SightingForm(exploration.end, after: last), forKey: .end)
    try keys.encode(exploration.states, forKey: .states)
    try keys.encode(exploration.files, forKey: .files)
    try keys.encode(exploration.limits, forKey: .limits)
    if !exploration.waits.isEmpty { try keys.encode(exploration.waits, forKey: .waits) }
    try keys.encodeIfPresent(exploration.again, forKey: .again)
    if exploration.mishandlesShortWrites { try keys.encode(true, forKey: .mishandlesShortWrites) }
    try keys.encodeIfPresent(exploration.nextSwap, forKey: .nextSwap)
    try keys.encodeIfPresent(
      exploration.firstTear.map { Tear(step: $0.step, call: $0.call) }, forKey: .firstTear)
    try keys.encode(exploration.violations, forKey: .violations)
    try keys.encode(exploration.contracts, forKey: .contracts)
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    try Report.expect(Report.schema, in: keys, at: .schema)
    try Report.expect(Self.kind, in: keys, at: .kind)
    let plan = try keys.decode(ExplorationPlan.self, forKey: .scenario)
    let subject = Subject(
      name: try keys.decode(String.self, forKey: .subject), updater: try UpdaterSpec(from: decoder),
      expect: try keys.decodeIfPresent(Expectation.self, forKey: .expect))
    guard subject == plan.subject else {
      throw DecodingError.dataCorruptedError(
        forKey: .subject, in: keys, debugDescription: "it is not the scenario's subject")
    }
    self.init(
      toolVersion: try keys.decode(Tool.self, forKey: .tool).version,
      host: try keys.decode(Host.self, forKey: .host),
      seed: try keys.decodeIfPresent(UInt64.self, forKey: .seed),
      startedAt: try keys.decode(String.self, forKey: .startedAt), plan: plan,
      exploration: try Self.exploration(of: subject, keys))
    try check(keys, path: decoder.codingPath)
  }

  private static func exploration(
    of subject: Subject, _ keys: KeyedDecodingContainer<Key>
  ) throws -> Exploration {
    let start = try keys.decode(SightingForm.self, forKey: .start)
      .sighting(after: SightingForm.none)
    var last = start
    let steps = try keys.decode([StepForm].self, forKey: .steps).map { form in
      let step = form.step(after: last)
      last = step.after
      return step
    }
    return Exploration(
      subject: subject, contents: try keys.decode(Contents.self, forKey: .contents),
      ending: try ending(keys),
      failure: try keys.decodeIfPresent(String.self, forKey: .failure),
      failureOutput: try keys.decodeIfPresent(String.self, forKey: .failureOutput),
      wallNanoseconds: try Nanoseconds.decode(from: keys, at: .wallSeconds),
      split: try keys.decodeIfPresent(UInt64.self, forKey: .split), start: start, steps: steps,
      stepsAtEnd: try keys.decode(Int.self, forKey: .stepsAtEnd),
      end: try keys.decode(SightingForm.self, forKey: .end).sighting(after: last),
      states: try keys.decode([SteppedState].self, forKey: .states),
      files: try keys.decode([SteppedFile].self, forKey: .files),
      waits: try keys.decodeIfPresent([Exploration.Wait].self, forKey: .waits) ?? [],
      limits: try keys.decode([ExplorationLimit].self, forKey: .limits),
      again: try keys.decodeIfPresent(Exploration.Repetition.self, forKey: .again),
      mishandlesShortWrites: try keys.decodeIfPresent(Bool.self, forKey: .mishandlesShortWrites)
        ?? false, nextSwap: try keys.decodeIfPresent(String.self, forKey: .nextSwap),
      judgement: Judgement(
        try keys.decode(Verdict.self, forKey: .verdict),
        try keys.decode(String.self, forKey: .reason)))
  }

  private static func ending(
    _ keys: KeyedDecodingContainer<Key>
  ) throws -> Exploration.Ending {
    if try keys.decodeIfPresent(Bool.self, forKey: .timedOut) == true { return .timedOut }
    guard let name = try keys.decodeIfPresent(String.self, forKey: .signal) else {
      return .exited(status: try keys.decode(Int32.self, forKey: .exitStatus))
    }
    guard let signal = SignalName.number(name) else {
      throw DecodingError.dataCorruptedError(
        forKey: .signal, in: keys, debugDescription: "unknown signal \"\(name)\"")
    }
    return .killed(signal: signal)
  }

  /// What follows from the rest must do so. A later version may ask for more than this one, so that what is no pass
  /// there may be one here; what fails here never passed.
  private func check(_ keys: KeyedDecodingContainer<Key>, path: [any CodingKey]) throws {
    if let (field, problem) = exploration.problem {
      throw DecodingError.dataCorrupted(
        .init(codingPath: path + [Key(rawValue: field) ?? .steps], debugDescription: problem))
    }
    try exploration.contracts.check(in: keys, at: .contracts, as: "the exploration")
    let found = exploration.judgement.verdict
    let judged = ExplorationJudge.judgement(on: exploration, requiring: plan.required)
    guard found == judged.verdict || found != .pass && judged.verdict != .fail else {
      throw DecodingError.dataCorruptedError(
        forKey: .verdict, in: keys,
        debugDescription:
          "\"\(found.rawValue)\" stands here, but the steps say \"\(judged.verdict.rawValue)\": "
          + judged.reason)
    }
  }
}

extension Exploration {
  /// From the updater's start to its end, in seconds.
  package var wallSeconds: Double { Double(wallNanoseconds) / 1e9 }
}
