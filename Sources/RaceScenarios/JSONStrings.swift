/// Follows where the strings of a JSON text begin and end, so that what JSON allows there and YAML does not can be
/// escaped: the scenario in a report is written as JSON, and a path may hold any character.
///
/// Cautious, not exact: what begins with a brace is taken for JSON.
struct JSONStrings {
  /// Nil as long as there was nothing but white space.
  private var isJSON: Bool?
  private var isOpen = false
  private var isBehindBackslash = false

  /// The scalar, which comes next in the text, as an escape where a string needs it; nil where it may stay.
  mutating func escape(of scalar: Unicode.Scalar) -> String? {
    if isJSON == nil, !scalar.properties.isWhitespace, scalar != "\u{FEFF}" {
      isJSON = scalar == "{"
    }
    guard isJSON == true else { return nil }
    if isBehindBackslash {
      isBehindBackslash = false
    } else if scalar == "\"" {
      isOpen.toggle()
    } else if isOpen {
      isBehindBackslash = scalar == "\\"
      if Self.needsEscape(scalar) {
        let digits = String(scalar.value, radix: 16)
        return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      }
    }
    return nil
  }

  /// What YAML does not allow, and what its parser takes for the end of a line.
  private static func needsEscape(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x7F..<0xA0, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
    default: false
    }
  }
}
