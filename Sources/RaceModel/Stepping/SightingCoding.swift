/// The JSON form of a sighting: its state, and of all else what is not as it was at the sighting before it. A field
/// that is left out is as it was there; null says that there is none any more.
struct SightingForm: Codable {
  private enum Key: String, CodingKey, CaseIterable {
    case state, file, resolved, isLink, mode, owner, metadataProblem, entries, way
  }

  private let state: Int
  private let file: Change<Int>
  private let resolved: Change<String>
  private let isLink: Change<Bool>
  private let mode: Change<Mode>
  private let owner: Change<String>
  private let metadataProblem: Change<String>
  private let entries: Change<[FileName]>
  private let way: Change<[String: Mode]>

  /// Before the first sighting nothing was there.
  static let none = Sighting(state: 0, file: nil)

  /// What the sighting changes of the one before it.
  init(_ sighting: Sighting, after last: Sighting) {
    state = sighting.state
    file = Change(sighting.file, after: last.file)
    resolved = Change(sighting.resolved, after: last.resolved)
    isLink = Change(sighting.isLink, after: last.isLink)
    mode = Change(sighting.mode.map(Mode.init), after: last.mode.map(Mode.init))
    owner = Change(sighting.owner, after: last.owner)
    metadataProblem = Change(sighting.metadataProblem, after: last.metadataProblem)
    entries = Change(sighting.entries, after: last.entries)
    way = Change(sighting.way.mapValues(Mode.init), after: last.way.mapValues(Mode.init))
  }

  /// The sighting, where this was the one before it.
  func sighting(after last: Sighting) -> Sighting {
    Sighting(
      state: state, file: file.value(after: last.file),
      resolved: resolved.value(after: last.resolved),
      isLink: isLink.value(after: last.isLink) ?? false,
      mode: mode.value(after: last.mode.map(Mode.init))?.bits,
      owner: owner.value(after: last.owner),
      metadataProblem: metadataProblem.value(after: last.metadataProblem),
      entries: entries.value(after: last.entries) ?? [],
      way: (way.value(after: last.way.mapValues(Mode.init)) ?? [:]).mapValues(\.bits))
  }

  init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    state = try keys.decode(Int.self, forKey: .state)
    file = try Change(keys, .file)
    resolved = try Change(keys, .resolved)
    isLink = try Change(keys, .isLink)
    mode = try Change(keys, .mode)
    owner = try Change(keys, .owner)
    metadataProblem = try Change(keys, .metadataProblem)
    entries = try Change(keys, .entries)
    way = try Change(keys, .way)
  }

  func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    try keys.encode(state, forKey: .state)
    try file.encode(to: &keys, .file)
    try resolved.encode(to: &keys, .resolved)
    try isLink.encode(to: &keys, .isLink)
    try mode.encode(to: &keys, .mode)
    try owner.encode(to: &keys, .owner)
    try metadataProblem.encode(to: &keys, .metadataProblem)
    try entries.encode(to: &keys, .entries)
    try way.encode(to: &keys, .way)
  }
}

/// A field that may be as it was.
private enum Change<Value: Codable & Equatable> {
  case none
  case to(Value?)

  init(_ value: Value?, after last: Value?) { self = value == last ? .none : .to(value) }

  init<Key>(_ keys: KeyedDecodingContainer<Key>, _ key: Key) throws {
    self = keys.contains(key) ? .to(try keys.decodeIfPresent(Value.self, forKey: key)) : .none
  }

  func value(after last: Value?) -> Value? {
    switch self {
    case .none: last
    case .to(let value): value
    }
  }

  func encode<Key>(to keys: inout KeyedEncodingContainer<Key>, _ key: Key) throws {
    switch self {
    case .none: break
    case .to(let value?): try keys.encode(value, forKey: key)
    case .to(nil): try keys.encodeNil(forKey: key)
    }
  }
}

/// Permission bits as people write them: `0755`.
private struct Mode: Codable, Equatable {
  let bits: UInt32

  init(_ bits: UInt32) { self.bits = bits }

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let bits = UInt32(text, radix: 8), bits <= 0o7777 else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected permission bits such as 0755, got \"\(text)\"")
    }
    self.bits = bits
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(ModeText.of(bits))
  }
}

/// Permission bits for people.
package enum ModeText {
  /// `0755`, `04755`.
  package static func of(_ bits: UInt32) -> String {
    let digits = String(bits, radix: 8)
    return "0" + String(repeating: "0", count: max(0, 3 - digits.count)) + digits
  }
}
