/// A key of an object as it is meant, however it is written.
enum JSONKey {
  /// The key with its escapes replaced.
  /// - Parameter text: what stands between its quotation marks, with escapes that JSON has.
  static func unescaped(_ text: String) -> String {
    guard text.utf8.contains(UInt8(ascii: "\\")) else { return text }
    var units: [UInt16] = []
    var rest = Array(text.utf16)[...]
    while let unit = rest.popFirst() {
      guard unit == UInt16(UInt8(ascii: "\\")), let escaped = rest.popFirst() else {
        units.append(unit)
        continue
      }
      if escaped == UInt16(UInt8(ascii: "u")) {
        let digits = String(decoding: rest.prefix(4), as: UTF16.self)
        rest = rest.dropFirst(4)
        if let unit = UInt16(digits, radix: 16) { units.append(unit) }
      } else {
        units.append(controls[escaped] ?? escaped)
      }
    }
    return String(decoding: units, as: UTF16.self)
  }

  private static let controls: [UInt16: UInt16] = [
    UInt16(UInt8(ascii: "b")): 8, UInt16(UInt8(ascii: "f")): 12, UInt16(UInt8(ascii: "n")): 10,
    UInt16(UInt8(ascii: "r")): 13, UInt16(UInt8(ascii: "t")): 9,
  ]
}
