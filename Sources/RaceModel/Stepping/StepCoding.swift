/// The JSON form of a step: flat, with what was found behind it among its own fields, each sighting as a change of the
/// one before it.
struct StepForm: Codable {
  private enum Key: String, CodingKey {
    case index, process, program, name, call, result, effects, before
  }

  private let index: Int
  private let process: Int
  private let program: String?
  private let name: String
  private let call: String
  private let result: Step.Result
  private let effects: [Step.Effect]
  private let before: SightingForm?
  private let after: SightingForm

  /// The step, where this was the sighting before it.
  init(_ step: Step, after last: Sighting) {
    index = step.index
    process = step.process
    program = step.program
    name = step.name
    call = step.call
    result = step.result
    effects = step.effects
    before = step.before.map { SightingForm($0, after: last) }
    after = SightingForm(step.after, after: step.before ?? last)
  }

  /// The step, where this was the sighting before it.
  func step(after last: Sighting) -> Step {
    let before = before?.sighting(after: last)
    return Step(
      index: index, process: process, program: program, name: name, call: call, result: result,
      effects: effects, before: before, after: after.sighting(after: before ?? last))
  }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    index = try keys.decode(Int.self, forKey: .index)
    process = try keys.decode(Int.self, forKey: .process)
    program = try keys.decodeIfPresent(String.self, forKey: .program)
    name = try keys.decode(String.self, forKey: .name)
    call = try keys.decode(String.self, forKey: .call)
    result = try keys.decode(Step.Result.self, forKey: .result)
    effects = try keys.decodeIfPresent([Step.Effect].self, forKey: .effects) ?? []
    before = try keys.decodeIfPresent(SightingForm.self, forKey: .before)
    after = try SightingForm(from: decoder)
  }

  func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(index, forKey: .index)
    try keys.encode(process, forKey: .process)
    try keys.encodeIfPresent(program, forKey: .program)
    try keys.encode(name, forKey: .name)
    try keys.encode(call, forKey: .call)
    try keys.encode(result, forKey: .result)
    if !effects.isEmpty { try keys.encode(effects, forKey: .effects) }
    try keys.encodeIfPresent(before, forKey: .before)
    try after.encode(to: encoder)
  }
}

/// Written as an object with one field: `returned`, `errno` or `lost`.
extension Step.Result: Codable {
  private enum Key: String, CodingKey { case returned, errno, lost }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    if let value = try keys.decodeIfPresent(Int64.self, forKey: .returned) {
      self = .returned(value)
    } else if let name = try keys.decodeIfPresent(String.self, forKey: .errno) {
      guard let number = ErrnoName.number(name) else {
        throw DecodingError.dataCorruptedError(
          forKey: .errno, in: keys, debugDescription: "unknown errno \"\(name)\"")
      }
      self = .failed(errno: number)
    } else if try keys.decode(Bool.self, forKey: .lost) {
      self = .lost
    } else {
      throw DecodingError.dataCorruptedError(
        forKey: .lost, in: keys, debugDescription: "expected true, or returned or errno")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    switch self {
    case .returned(let value): try keys.encode(value, forKey: .returned)
    case .failed(let errno): try keys.encode(ErrnoName.text(errno), forKey: .errno)
    case .lost: try keys.encode(true, forKey: .lost)
    }
  }
}

/// Written as `kind`, with `file` where it is of one, and `exclusively` where a file was created.
extension Step.Effect: Codable {
  private enum Key: String, CodingKey { case kind, file, exclusively }
  private enum Kind: String, Codable {
    case created, reused, wrote, altered, synced, syncedDirectory, syncedAll, cut
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    func file() throws -> Int { try keys.decode(Int.self, forKey: .file) }
    self =
      switch try keys.decode(Kind.self, forKey: .kind) {
      case .created:
        .created(file: try file(), exclusively: try keys.decode(Bool.self, forKey: .exclusively))
      case .reused: .reused(file: try file())
      case .wrote: .wrote(file: try file())
      case .altered: .altered(file: try file())
      case .synced: .synced(file: try file())
      case .syncedDirectory: .syncedDirectory
      case .syncedAll: .syncedAll
      case .cut: .cut
      }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(kind, forKey: .kind)
    try keys.encodeIfPresent(file, forKey: .file)
    if case .created(_, let exclusively) = self {
      try keys.encode(exclusively, forKey: .exclusively)
    }
  }

  private var kind: Kind {
    switch self {
    case .created: .created
    case .reused: .reused
    case .wrote: .wrote
    case .altered: .altered
    case .synced: .synced
    case .syncedDirectory: .syncedDirectory
    case .syncedAll: .syncedAll
    case .cut: .cut
    }
  }
}

extension Step.Effect {
  /// The file that it is about; nil where it is about none or all.
  package var file: Int? {
    switch self {
    case .created(let file, _), .reused(let file), .wrote(let file), .altered(let file),
      .synced(let file):
      file
    case .syncedDirectory, .syncedAll, .cut: nil
    }
  }
}
