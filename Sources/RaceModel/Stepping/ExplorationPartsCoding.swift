/// The JSON form of a state that stepping has seen: that of its observation, and what else is known of it.
extension SteppedState: Codable {
  private enum Key: String, CodingKey {
    case derived, kind, grade, anatomy, anatomyComplete, firstStep, sightings
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    let isDerived = try keys.decodeIfPresent(Bool.self, forKey: .derived) ?? false
    self.init(
      observation: isDerived ? .torn : try Observation(from: decoder),
      kind: try keys.decode(Kind.self, forKey: .kind),
      grade: try keys.decode(Grade.self, forKey: .grade),
      anatomy: Anatomy(
        runs: try keys.decode([Anatomy.Run].self, forKey: .anatomy),
        complete: try keys.decode(Bool.self, forKey: .anatomyComplete)),
      firstStep: try keys.decode(Int.self, forKey: .firstStep),
      sightings: try keys.decode(Int.self, forKey: .sightings))
  }

  package func encode(to encoder: any Encoder) throws {
    try observation.encode(to: encoder)
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(kind, forKey: .kind)
    try keys.encode(grade, forKey: .grade)
    try keys.encode(anatomy.runs, forKey: .anatomy)
    try keys.encode(anatomy.complete, forKey: .anatomyComplete)
    try keys.encode(firstStep, forKey: .firstStep)
    try keys.encode(sightings, forKey: .sightings)
  }
}

/// Written flat, for the sake of readers that do not know how it follows from the rest.
extension Violation: Encodable {
  private enum Key: String, CodingKey { case contract, step, moment, call, evidence }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(contract, forKey: .contract)
    try keys.encode(place.step, forKey: .step)
    try keys.encode(place.moment, forKey: .moment)
    if !place.call.isEmpty { try keys.encode(place.call, forKey: .call) }
    try keys.encode(evidence, forKey: .evidence)
  }
}

/// The keys of a scenario file where they exist.
extension ExplorationPlan: Codable {
  private enum Key: String, CodingKey {
    case contents, directory, target, symlink, subjects, split, settle, timeout, require, sizeLimit
    case temporaryDirectory
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    let subjects = try keys.decode([Subject].self, forKey: .subjects)
    guard let subject = subjects.first, subjects.count == 1 else {
      throw DecodingError.dataCorruptedError(
        forKey: .subjects, in: keys, debugDescription: "expected one subject, got \(subjects.count)"
      )
    }
    let split = try keys.decode(ByteCount.self, forKey: .split)
    guard split.bytes > 0 else {
      throw DecodingError.dataCorruptedError(
        forKey: .split, in: keys, debugDescription: "expected a size above 0")
    }
    self.init(
      contents: try keys.decode(ContentsPlan.self, forKey: .contents),
      directory: try keys.decodeIfPresent(String.self, forKey: .directory),
      target: try keys.decode(Target.self, forKey: .target),
      symlink: try keys.decodeIfPresent(Bool.self, forKey: .symlink) ?? false, subject: subject,
      split: split, settle: try keys.decode(TimeSpan.self, forKey: .settle),
      timeout: try keys.decode(TimeSpan.self, forKey: .timeout),
      required: try keys.decodeIfPresent([Contract].self, forKey: .require) ?? [],
      temporaryDirectory: try keys.decodeIfPresent(
        TemporaryPlace.self, forKey: .temporaryDirectory))
    sizeLimit = try keys.decodeIfPresent(ByteCount.self, forKey: .sizeLimit)
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(contents, forKey: .contents)
    try keys.encodeIfPresent(directory, forKey: .directory)
    try keys.encode(target, forKey: .target)
    if symlink { try keys.encode(symlink, forKey: .symlink) }
    try keys.encodeIfPresent(temporaryDirectory, forKey: .temporaryDirectory)
    try keys.encode([subject], forKey: .subjects)
    try keys.encode(split, forKey: .split)
    try keys.encode(settle, forKey: .settle)
    try keys.encode(timeout, forKey: .timeout)
    try keys.encodeIfPresent(sizeLimit, forKey: .sizeLimit)
    if !required.isEmpty { try keys.encode(required, forKey: .require) }
  }
}
