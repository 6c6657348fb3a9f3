import RaceModel

/// Figures as tables write them.
enum Figure {
  /// Digits in groups of three: `1,234,567`.
  static func grouped(_ count: UInt64) -> String {
    var text = ""
    for (index, digit) in String(count).reversed().enumerated() {
      if index > 0, index.isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return String(text.reversed())
  }

  /// `1 late read`, `1,234 late reads`.
  static func counted(_ count: UInt64, _ noun: String) -> String {
    "\(grouped(count)) \(noun)\(count == 1 ? "" : "s")"
  }

  /// A size as people give it, exact: `1MiB`, `4KiB`, `5.46KB`.
  static func size(_ size: ByteCount) -> String {
    let units: [(String, UInt64)] = [("MiB", 1 << 20), ("KiB", 1 << 10)]
    let unit = units.first { size.bytes > 0 && size.bytes.isMultiple(of: $0.1) }
    return unit.map { "\(size.bytes / $0.1)\($0.0)" } ?? size.exact
  }

  /// A length of time: `12.3 ms`, `1.32 s`. Rounded down.
  static func time(_ nanoseconds: UInt64) -> String {
    let (whole, part, digits, unit) =
      nanoseconds < 1_000_000_000
      ? (nanoseconds / 1_000_000, nanoseconds / 100_000 % 10, 1, "ms")
      : (nanoseconds / 1_000_000_000, nanoseconds / 10_000_000 % 100, 2, "s")
    let fraction = String(repeating: "0", count: digits - String(part).count) + String(part)
    return "\(grouped(whole)).\(fraction) \(unit)"
  }

  /// How many distinct partial states there were: `332`, or `≥ 332` where not all found room.
  static func distinctStates(_ run: Run) -> String {
    let count = grouped(UInt64(run.distinctPartialStates))
    return run.isDistinctALowerBound ? "≥ \(count)" : count
  }

  /// So many a second, in whole ones or, where they are few, with one digit behind the point: `412`, `0.3`. Rounded
  /// down.
  static func rate(_ rate: Double) -> String {
    guard rate >= 0, rate < 1e15 else {
      return rate > 0 ? "≥ \(grouped(1_000_000_000_000_000))" : "0"
    }
    guard rate < 10 else { return grouped(UInt64(rate)) }
    let tenths = UInt64(rate * 10)
    return "\(tenths / 10).\(tenths % 10)"
  }

  /// How sure something is, as a percentage that is never rounded up: `95 %`, `99.9 %`.
  static func confidence(_ share: Double) -> String {
    guard share > 0, share < 1 else { return share >= 1 ? "100 %" : "0 %" }
    // In hundredths of a millionth; a thousandth of that makes up for what a binary fraction lacks.
    let value = UInt64((share * 1e8 + 1e-3).rounded(.down))
    return "\(value / 1_000_000)\(fraction(of: value)) %"
  }

  /// A share as a percentage of two significant digits, rounded up so that it still is a bound: `≤ 0.17 %`.
  /// What is below a millionth says so.
  static func upperBound(_ share: Double) -> String {
    "≤ \(share >= 0 && share < 1 ? percent(share, .up) : "100") %"
  }

  /// An interval of shares as percentages of two significant digits, rounded so that it still holds all that it
  /// held: `(0.17–3.2 %)`.
  static func interval(_ shares: ClosedRange<Double>) -> String {
    "(\(percent(shares.lowerBound, .down))–\(percent(shares.upperBound, .up)) %)"
  }

  /// A share from 0 to 1 as a percentage of two significant digits. What is below a millionth is 0, or a millionth
  /// if rounded up.
  private static func percent(_ share: Double, _ rule: FloatingPointRoundingRule) -> String {
    // In hundredths of a millionth, so that a percentage has six digits behind its point.
    var value = UInt64((share * 1e8).rounded(rule))
    if value < 100 { value = rule == .up ? 100 : 0 }
    var step: UInt64 = 1
    while value / step >= 100 { step *= 10 }
    value = (value + (rule == .up ? step - 1 : 0)) / step * step
    return "\(value / 1_000_000)\(fraction(of: value))"
  }

  /// What stands behind the whole millions, without zeros at the end: `.049`; nothing where that is zero.
  private static func fraction(of value: UInt64) -> String {
    let digits = String(1_000_000 + value % 1_000_000).dropFirst()
    return digits.lastIndex { $0 != "0" }.map { "." + digits[...$0] } ?? ""
  }
}

extension Run {
  /// Whether a table of states overflowed, so that there may be more distinct ones than were kept.
  var isDistinctALowerBound: Bool { tally.overflow > 0 || tally.glanceOverflow > 0 }
}
