/// A length of time in whole nanoseconds, written as people write it: `40ms`, `2s`, `1.5m`.
package struct TimeSpan: Hashable, Sendable, Comparable {
  /// The length itself.
  package let nanoseconds: UInt64

  /// That many nanoseconds.
  package init(nanoseconds: UInt64) { self.nanoseconds = nanoseconds }

  /// Reads a decimal number and one of the units ns, us, µs, ms, s, m and h. Nil for anything else, and for
  /// what is no whole number of nanoseconds or longer than 292 years.
  package init?(parsing text: String) {
    guard let (number, unit) = DecimalNumber.split(text), let scale = Self.units[unit],
      let nanoseconds = number.scaled(by: scale)
    else { return nil }
    self.init(nanoseconds: nanoseconds)
  }

  package static func < (left: TimeSpan, right: TimeSpan) -> Bool {
    left.nanoseconds < right.nanoseconds
  }

  /// The same in seconds, rounded to what a Double holds.
  package var seconds: Double { Double(nanoseconds) / 1e9 }

  /// Exact; readable by `init(parsing:)` up to the 292 years that it reads.
  package var exact: String {
    let scales: [(String, UInt64)] = [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)]
    for (unit, scale) in scales where nanoseconds >= scale {
      if let number = DecimalNumber.exact(nanoseconds, over: scale) { return number + unit }
    }
    return "\(nanoseconds)ns"
  }

  private static let units: [String: UInt64] = [
    "ns": 1, "us": 1000, "\u{B5}s": 1000, "\u{3BC}s": 1000, "ms": 1_000_000,
    "s": 1_000_000_000, "m": 60_000_000_000, "h": 3_600_000_000_000,
  ]
}

/// Written in reports and scenarios as `exact` does.
extension TimeSpan: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = TimeSpan(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a duration such as 40ms or 2s, got \"\(text)\"")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(exact)
  }
}
