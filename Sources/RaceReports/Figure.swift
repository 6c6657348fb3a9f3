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

  /// How many distinct partial states there were: `332`, or `≥ 332` where not all found room.
  static func distinctStates(_ run: Run) -> String {
    let count = grouped(UInt64(run.distinctPartialStates))
    return run.isDistinctALowerBound ? "≥ \(count)" : count
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
    let fraction = String(1_000_000 + value % 1_000_000).dropFirst()
    let last = fraction.lastIndex { $0 != "0" }
    let digits = last.map { "." + fraction[...$0] } ?? ""
    return "\(value / 1_000_000)\(digits)"
  }
}

extension Run {
  /// Whether a table of states overflowed, so that there may be more distinct ones than were kept.
  var isDistinctALowerBound: Bool { tally.overflow > 0 || tally.glanceOverflow > 0 }
}
