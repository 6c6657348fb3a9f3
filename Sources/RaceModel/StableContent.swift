/// One of the two contents that readers may see.
package enum StableContent: String, Hashable, Sendable, Codable, CaseIterable {
  case a
  case b

  /// The other one.
  package var other: StableContent { self == .a ? .b : .a }

  /// As people write it: `A`.
  package var letter: String { self == .a ? "A" : "B" }
}

/// What a target held when nobody swapped it.
package enum Rest: Hashable, Sendable {
  /// What it may hold.
  case stable(StableContent)
  /// Neither of both: `missing`, `truncated`, `foreign`, …
  case other(Kind)
}

/// Written as `a`, `b`, or the kind's name.
extension Rest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    if let content = StableContent(rawValue: text) {
      self = .stable(content)
    } else if let kind = Kind(rawValue: text), kind != .stable {
      self = .other(kind)
    } else {
      throw DecodingError.dataCorruptedError(
        in: container,
        debugDescription: "expected a, b or a kind other than stable, got \"\(text)\"")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .stable(let content): try container.encode(content)
    case .other(let kind): try container.encode(kind)
    }
  }
}
