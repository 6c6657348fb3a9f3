/// A condition on a count, as scenario files write it: `0`, `">0"`, `"<=5"`.
package struct CountCondition: Hashable, Sendable, CustomStringConvertible {
  /// How the count stands to the bound.
  package enum Comparison: String, CaseIterable, Sendable {
    // Longer spellings first: "<" is a prefix of "<=".
    case atMost = "<="
    case atLeast = ">="
    case below = "<"
    case above = ">"
    case exactly = ""
  }

  /// How the count stands to the bound.
  package let comparison: Comparison
  /// What it is compared with.
  package let bound: UInt64

  /// Takes each value as it is.
  package init(_ comparison: Comparison, _ bound: UInt64) {
    self.comparison = comparison
    self.bound = bound
  }

  /// The condition that the text writes, with or without blanks behind the sign; nil if it writes none.
  package init?(parsing text: String) {
    for comparison in Comparison.allCases where text.hasPrefix(comparison.rawValue) {
      let digits = text.dropFirst(comparison.rawValue.count).drop { $0 == " " }
      guard !digits.isEmpty, digits.allSatisfy({ ("0"..."9").contains($0) }),
        let bound = UInt64(digits)
      else { return nil }
      self.init(comparison, bound)
      return
    }
    return nil
  }

  /// Whether the count meets it.
  package func holds(for count: UInt64) -> Bool {
    switch comparison {
    case .atMost: count <= bound
    case .atLeast: count >= bound
    case .below: count < bound
    case .above: count > bound
    case .exactly: count == bound
    }
  }

  /// As it is written: `0`, `>0`.
  package var description: String { "\(comparison.rawValue)\(bound)" }
}

extension CountCondition: Codable {
  package init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    if let bound = try? value.decode(UInt64.self) {
      self.init(.exactly, bound)
    } else if let condition = CountCondition(parsing: try value.decode(String.self)) {
      self = condition
    } else {
      throw DecodingError.dataCorruptedError(
        in: value, debugDescription: "expected a count such as 0 or \">0\"")
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch comparison {
    case .exactly: try value.encode(bound)
    default: try value.encode(description)
    }
  }
}
