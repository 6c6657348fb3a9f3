/// Names that nobody else has.
package enum UniqueName {
  /// Sixteen random hexadecimal digits. Neither process IDs nor clocks are unique across containers.
  package static func token() -> String {
    let digits = String(UInt64.random(in: .min ... .max), radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
