/// The JSON form of a run: flat, with the figures that follow from others written out for readers' sake.
/// On reading, those are checked against what they follow from. `wallSeconds` keeps every nanosecond of races
/// shorter than 26 days.
extension Run: Codable {
  private enum Key: String, CodingKey {
    case subject, expect, shows, role, verdict, reason
    case chanceOfMissing, presenceUnshown, reader, readers
    case glancers, writers, knownBroken, contents, swaps, failedSwaps, wallSeconds, reads, glances
    case exposedReads, exposedGlances, exposedByPhase, partialReads, partialGlances
    case exposedPartialReads, lateReads, lateGlances, lostReads, lostGlances
    case distinctPartialStates, overflow, glanceOverflow, caughtSwaps, bytesRead, readsPerSecond
    case bytesPerSecond, upperBound95, states, windows, rollback, inspections, failureOutput
    case foreignRests, textBusySwaps, contracts, excess
  }

  private static let counters: [(Key, WritableKeyPath<Tally, UInt64> & Sendable)] = [
    (.reads, \.reads), (.glances, \.glances), (.exposedReads, \.exposedReads),
    (.exposedGlances, \.exposedGlances), (.partialReads, \.partialReads),
    (.partialGlances, \.partialGlances), (.exposedPartialReads, \.exposedPartialReads),
    (.lateReads, \.lateReads), (.lateGlances, \.lateGlances), (.lostReads, \.lostReads),
    (.lostGlances, \.lostGlances), (.overflow, \.overflow), (.glanceOverflow, \.glanceOverflow),
    (.bytesRead, \.bytesRead),
  ]

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(subject.name, forKey: .subject)
    try subject.updater.encode(to: encoder)
    try keys.encodeIfPresent(subject.expect, forKey: .expect)
    try keys.encodeIfPresent(subject.shows, forKey: .shows)
    try keys.encode(role, forKey: .role)
    try keys.encode(judgement.verdict, forKey: .verdict)
    try keys.encode(judgement.reason, forKey: .reason)
    try keys.encodeIfPresent(judgement.chanceOfMissing, forKey: .chanceOfMissing)
    try keys.encodeIfPresent(judgement.presenceUnshown, forKey: .presenceUnshown)
    try keys.encode(reader, forKey: .reader)
    try keys.encode(readers, forKey: .readers)
    try keys.encode(glancers, forKey: .glancers)
    try keys.encode(writers, forKey: .writers)
    try keys.encode(knownBroken, forKey: .knownBroken)
    try keys.encode(contents, forKey: .contents)
    try keys.encode(swaps, forKey: .swaps)
    try keys.encode(failedSwaps, forKey: .failedSwaps)
    try keys.encode(wallSeconds, forKey: .wallSeconds)
    for (key, field) in Self.counters { try keys.encode(tally[keyPath: field], forKey: key) }
    try keys.encode(tally.exposedByPhase, forKey: .exposedByPhase)
    try keys.encode(distinctPartialStates, forKey: .distinctPartialStates)
    try keys.encode(caughtSwaps, forKey: .caughtSwaps)
    try keys.encode(readsPerSecond, forKey: .readsPerSecond)
    try keys.encode(bytesPerSecond, forKey: .bytesPerSecond)
    try keys.encode(upperBound95, forKey: .upperBound95)
    try keys.encode(states, forKey: .states)
    try keys.encode(windows, forKey: .windows)
    try keys.encodeIfPresent(rollback, forKey: .rollback)
    try keys.encode(inspections, forKey: .inspections)
    try keys.encodeIfPresent(failureOutput, forKey: .failureOutput)
    try keys.encodeIfPresent(excess, forKey: .excess)
    try keys.encode(foreignRests, forKey: .foreignRests)
    try keys.encode(textBusySwaps, forKey: .textBusySwaps)
    try keys.encode(contracts, forKey: .contracts)
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    var tally = Tally()
    for (key, field) in Self.counters {
      tally[keyPath: field] = try keys.decode(UInt64.self, forKey: key)
    }
    tally.exposedByPhase = try keys.decode(PhaseCounts.self, forKey: .exposedByPhase)
    self.init(
      subject: Subject(
        name: try keys.decode(String.self, forKey: .subject),
        updater: try UpdaterSpec(from: decoder),
        expect: try keys.decodeIfPresent(Expectation.self, forKey: .expect),
        shows: try keys.decodeIfPresent(Contract.self, forKey: .shows)),
      role: try keys.decode(Role.self, forKey: .role),
      reader: try keys.decode(String.self, forKey: .reader),
      readers: try keys.decode(Int.self, forKey: .readers),
      glancers: try keys.decode(Int.self, forKey: .glancers),
      writers: try keys.decode(Int.self, forKey: .writers),
      knownBroken: try keys.decode(Bool.self, forKey: .knownBroken),
      contents: try keys.decode(Contents.self, forKey: .contents),
      wallNanoseconds: try Nanoseconds.decode(from: keys, at: .wallSeconds),
      tally: tally,
      states: try keys.decode([State].self, forKey: .states),
      windows: try keys.decode([Window].self, forKey: .windows),
      rollback: try keys.decodeIfPresent(Inspection.self, forKey: .rollback),
      inspections: try Self.inspections(keys),
      failureOutput: try keys.decodeIfPresent(String.self, forKey: .failureOutput),
      judgement: Judgement(
        try keys.decode(Verdict.self, forKey: .verdict),
        try keys.decode(String.self, forKey: .reason),
        chanceOfMissing: try keys.decodeIfPresent(Double.self, forKey: .chanceOfMissing),
        presenceUnshown: try keys.decodeIfPresent(String.self, forKey: .presenceUnshown)))
    excess = try keys.decodeIfPresent(String.self, forKey: .excess)
    try Self.check(keys, .swaps, is: swaps, from: "windows")
    try Self.check(keys, .failedSwaps, is: failedSwaps, from: "windows")
    try Self.check(keys, .caughtSwaps, is: caughtSwaps, from: "windows")
    try Self.check(keys, .distinctPartialStates, is: distinctPartialStates, from: "states")
    for (key, count) in [(Key.foreignRests, foreignRests), (.textBusySwaps, textBusySwaps)]
    where keys.contains(key) {
      try Self.check(keys, key, is: count, from: "windows")
    }
    let least = [(Key.readers, readers, 1), (.glancers, glancers, 0), (.writers, writers, 1)]
    for (key, count, least) in least where count < least {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: keys, debugDescription: "expected a count, got \(count)")
    }
    if let chance = judgement.chanceOfMissing, !(0...1).contains(chance) {
      throw DecodingError.dataCorruptedError(
        forKey: .chanceOfMissing, in: keys, debugDescription: "expected a chance, got \(chance)")
    }
    if let rollback, rollback.contradictsItself {
      throw DecodingError.dataCorruptedError(
        forKey: .rollback, in: keys,
        debugDescription:
          "\(rollback.broken) broken of \(rollback.checked) checked, first: "
          + "\(rollback.first ?? "none")")
    }
    for (contract, inspection) in inspections.sorted(by: { $0.key.rawValue < $1.key.rawValue })
    where inspection.contradictsItself {
      throw DecodingError.dataCorruptedError(
        forKey: .inspections, in: keys,
        debugDescription:
          "\(contract.rawValue): \(inspection.broken) broken of \(inspection.checked) checked, first: "
          + "\(inspection.first ?? "none")")
    }
    if judgement.verdict == .pass && finding != nil {
      throw DecodingError.dataCorruptedError(
        forKey: .verdict, in: keys,
        debugDescription: "\"pass\" stands here, but something forbidden was seen")
    }
    if let broken = brokenSum {
      throw DecodingError.dataCorrupted(
        .init(
          codingPath: decoder.codingPath + [Key(rawValue: broken.field) ?? .reads],
          debugDescription: broken.problem))
    }
    try contracts.check(in: keys, at: .contracts, as: "the run")
  }

  /// A contract that this version does not know is ignored, as any field is.
  private static func inspections(
    _ keys: KeyedDecodingContainer<Key>
  ) throws -> [Contract: Inspection] {
    guard keys.contains(.inspections) else { return [:] }
    let found = try keys.nestedContainer(keyedBy: ContractKey.self, forKey: .inspections)
    var inspections: [Contract: Inspection] = [:]
    for key in found.allKeys {
      inspections[key.contract] = try found.decode(Inspection.self, forKey: key)
    }
    return inspections
  }

  private static func check(
    _ keys: KeyedDecodingContainer<Key>, _ key: Key, is expected: Int, from source: String
  ) throws {
    let found = try keys.decode(Int.self, forKey: key)
    guard found == expected else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: keys,
        debugDescription: "\(found) stands here, but \(source) say \(expected)")
    }
  }
}
