/// A distinct observation, with how often it was made.
package struct State: Hashable, Sendable {
  /// What was observed.
  package let observation: Observation
  /// What that is.
  package let kind: Kind
  /// What it means in this race.
  package var grade: Grade
  /// Reads that saw it.
  package var count: UInt64
  /// Glances that saw it.
  package var glances: UInt64
  /// When the first look that saw it ended, in nanoseconds since the subject's first go.
  package var firstSeen: UInt64
  /// The last phase that the first look overlapped; nil if it overlapped no phase.
  package var phase: Phase?
  /// Where its bytes come from; empty for what has none.
  package var anatomy: Anatomy
  /// What a program or a loader said, in one line; empty where nothing did.
  package var message: String

  /// Takes each value as it is.
  package init(
    observation: Observation, kind: Kind, grade: Grade, count: UInt64, glances: UInt64 = 0,
    firstSeen: UInt64 = 0, phase: Phase? = nil, anatomy: Anatomy = .none, message: String = ""
  ) {
    self.observation = observation
    self.kind = kind
    self.grade = grade
    self.count = count
    self.glances = glances
    self.firstSeen = firstSeen
    self.phase = phase
    self.anatomy = anatomy
    self.message = message
  }

  /// Whether any look saw it. A stable content that must be seen has a state even if none did.
  package var wasSeen: Bool { count > 0 || glances > 0 }

  /// Adds what others saw of the same state; the earliest sight of it gives phase and anatomy.
  package mutating func merge(_ other: State) {
    precondition(observation == other.observation, "only sights of one state can be merged")
    if other.wasSeen && (!wasSeen || other.firstSeen < firstSeen) {
      firstSeen = other.firstSeen
      phase = other.phase
      anatomy = other.anatomy
      message = other.message
    }
    count += other.count
    glances += other.glances
  }

  /// The state in a few words: `3.3 MB truncated`, `0 B empty`, `missing`, `SIGBUS crash`,
  /// `status 1 rejected: file too short`.
  package var summary: String { observation.summary(as: kind, message: message) }
}

extension Sequence<State> {
  /// The distinct forbidden states that somebody saw, in their order here. A size that only a glance saw is none
  /// of its own where a read saw a forbidden state of that size.
  package var distinctPartial: [State] {
    let partial = filter { $0.grade == .forbidden && $0.wasSeen }
    let readSizes = Set(partial.filter { $0.count > 0 }.compactMap(\.observation.bytes))
    return partial.filter { state in
      if case .size(let bytes) = state.observation { !readSizes.contains(bytes) } else { true }
    }
  }

  /// How many distinct forbidden states somebody saw.
  package var distinctPartialStates: Int { distinctPartial.count }
}

extension State: Codable {
  private enum Key: String, CodingKey {
    case message, kind, grade, count, glances, firstSeen, phase, anatomy, anatomyComplete
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    observation = try Observation(from: decoder)
    kind = try keys.decode(Kind.self, forKey: .kind)
    grade = try keys.decode(Grade.self, forKey: .grade)
    count = try keys.decode(UInt64.self, forKey: .count)
    glances = try keys.decode(UInt64.self, forKey: .glances)
    firstSeen = try keys.decode(UInt64.self, forKey: .firstSeen)
    phase = try keys.decodeIfPresent(Phase.self, forKey: .phase)
    anatomy = Anatomy(
      runs: try keys.decode([Anatomy.Run].self, forKey: .anatomy),
      complete: try keys.decode(Bool.self, forKey: .anatomyComplete))
    message = try keys.decodeIfPresent(String.self, forKey: .message) ?? ""
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try observation.encode(to: encoder)
    if !message.isEmpty { try keys.encode(message, forKey: .message) }
    try keys.encode(kind, forKey: .kind)
    try keys.encode(grade, forKey: .grade)
    try keys.encode(count, forKey: .count)
    try keys.encode(glances, forKey: .glances)
    try keys.encode(firstSeen, forKey: .firstSeen)
    try keys.encodeIfPresent(phase, forKey: .phase)
    try keys.encode(anatomy.runs, forKey: .anatomy)
    try keys.encode(anatomy.complete, forKey: .anatomyComplete)
  }
}
