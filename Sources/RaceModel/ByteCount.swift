/// A number of bytes, written as people write it: `4096B`, `64KiB`, `7.8MB`.
package struct ByteCount: Hashable, Sendable, Comparable {
  /// The number itself.
  package let bytes: UInt64

  /// That many bytes.
  package init(_ bytes: UInt64) { self.bytes = bytes }

  /// Reads a decimal number and one of the units B, kB, KB, MB, GB, TB, KiB, MiB, GiB and TiB. Nil for
  /// anything else, and for what is no whole number of bytes or does not fit in 63 bits.
  package init?(parsing text: String) {
    guard let (number, unit) = DecimalNumber.split(text), let scale = Self.units[unit],
      let bytes = number.scaled(by: scale)
    else { return nil }
    self.init(bytes)
  }

  package static func < (left: ByteCount, right: ByteCount) -> Bool { left.bytes < right.bytes }

  /// Exact; readable by `init(parsing:)` up to the 63 bits that it reads.
  package var exact: String {
    let scales: [(String, UInt64)] = [("GB", 1_000_000_000), ("MB", 1_000_000), ("KB", 1000)]
    for (unit, scale) in scales where bytes >= scale {
      if let number = DecimalNumber.exact(bytes, over: scale) { return number + unit }
    }
    return "\(bytes)B"
  }

  /// Rounded for tables, decimal, with at most one digit behind the point: `3.3 MB`.
  package var short: String {
    switch bytes {
    case 0..<1000: "\(bytes) B"
    case 1000..<999_950: DecimalNumber.rounded(bytes, over: 1000) + " KB"
    case 999_950..<999_950_000: DecimalNumber.rounded(bytes, over: 1_000_000) + " MB"
    default: DecimalNumber.rounded(bytes, over: 1_000_000_000) + " GB"
    }
  }

  private static let units: [String: UInt64] = [
    "B": 1, "kB": 1000, "KB": 1000, "MB": 1_000_000, "GB": 1_000_000_000, "TB": 1_000_000_000_000,
    "KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30, "TiB": 1 << 40,
  ]
}

/// Written in reports and scenarios as `exact` does.
extension ByteCount: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let value = ByteCount(parsing: text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a size such as 7.8MB or 64KiB, got \"\(text)\"")
    }
    self = value
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(exact)
  }
}
