/// A plain decimal number as people write quantities: digits, at most one point, no sign, no exponent.
struct DecimalNumber {
  /// All digits, the point left out.
  private let digits: UInt64
  /// Ten to the number of digits behind the point.
  private let divisor: UInt64

  /// Splits `7.8MB` into its number and its unit; nil where the number is malformed or too long.
  static func split(_ text: String) -> (DecimalNumber, unit: String)? {
    let number = text.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
    let parts = number.split(separator: ".", omittingEmptySubsequences: false)
    guard (1...2).contains(parts.count), parts.allSatisfy({ !$0.isEmpty }),
      let digits = UInt64(parts.joined())
    else { return nil }
    let fraction = parts.count == 2 ? parts[1].count : 0
    guard fraction <= 9 else { return nil }
    let divisor = (0..<fraction).reduce(1 as UInt64) { product, _ in product * 10 }
    return (DecimalNumber(digits: digits, divisor: divisor), String(text.dropFirst(number.count)))
  }

  /// The number times `scale`; nil unless that is a whole number of at most 63 bits.
  func scaled(by scale: UInt64) -> UInt64? {
    let (high, low) = digits.multipliedFullWidth(by: scale)
    guard high < divisor else { return nil }
    let (quotient, remainder) = divisor.dividingFullWidth((high, low))
    return remainder == 0 && quotient <= UInt64(Int64.max) ? quotient : nil
  }

  /// `value / scale` with up to three digits behind the point; nil if that would not be exact.
  static func exact(_ value: UInt64, over scale: UInt64) -> String? {
    guard scale >= 1000, value % (scale / 1000) == 0 else { return nil }
    let thousandths = value % scale / (scale / 1000)
    guard thousandths != 0 else { return "\(value / scale)" }
    let digits = String(1000 + thousandths).dropFirst()
    let last = digits.lastIndex { $0 != "0" } ?? digits.startIndex
    return "\(value / scale).\(digits[...last])"
  }

  /// `value / scale`, rounded half up to at most one digit behind the point.
  static func rounded(_ value: UInt64, over scale: UInt64) -> String {
    let tenths = value / (scale / 10) + (value % (scale / 10) >= scale / 20 ? 1 : 0)
    return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
  }
}
