/// Finds what makes a file invalid where FoundationEssentials gives no place: broken grammar, or a number that the
/// field it stands in cannot hold.
enum InvalidJSON {
  /// One line for people, with line and column or with the path of the field.
  ///
  /// - Parameter isInvalid: whether the decoder calls these bytes invalid.
  static func text(of bytes: [UInt8], isInvalid: ([UInt8]) -> Bool) -> String {
    let scanner: JSONScanner
    do {
      scanner = try JSONScanner(bytes)
    } catch {
      return "\(position(of: error.offset, in: bytes)): \(error.text)"
    }
    guard let number = lastMisfit(among: scanner.numbers, in: bytes, isInvalid: isInvalid) else {
      return "not JSON"
    }
    let text = String(decoding: bytes[number.range], as: UTF8.self)
    return "\(number.path.isEmpty ? "" : "\(number.path): ")the number \(text) does not fit here"
  }

  /// `line 2, byte 11 (offset 64 of the file): 0xff is no UTF-8`; nil where all is. What else may be wrong is not looked
  /// at.
  static func encodingProblem(in bytes: [UInt8]) -> String? {
    guard String(validating: bytes, as: UTF8.self) == nil else { return nil }
    var decoder = Unicode.UTF8.ForwardParser()
    var rest = bytes.makeIterator()
    var offset = 0
    parsing: while true {
      switch decoder.parseScalar(from: &rest) {
      case .valid(let scalar): offset += scalar.count
      case .error, .emptyInput: break parsing
      }
    }
    guard offset < bytes.count else { return nil }
    let before = bytes[..<offset]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let byte = "0x" + (bytes[offset] < 16 ? "0" : "") + String(bytes[offset], radix: 16)
    return
      "line \(line), byte \(offset - start + 1) (offset \(offset) of the file): \(byte) is no UTF-8 there; "
      + "expected text in UTF-8"
  }

  /// `line 2, column 11: not JSON: expected a value`; nil where the grammar is kept.
  static func grammarProblem(in bytes: [UInt8]) -> String? {
    do {
      _ = try JSONScanner(bytes, notesNumbers: false)
      return nil
    } catch {
      return "\(position(of: error.offset, in: bytes)): \(error.text)"
    }
  }

  /// The last number without which the file would not be invalid, by bisection: the decoder does not say which it
  /// stumbled over, but accepts a zero in place of each.
  private static func lastMisfit(
    among numbers: [JSONScanner.Number], in bytes: [UInt8], isInvalid: ([UInt8]) -> Bool
  ) -> JSONScanner.Number? {
    /// The bytes with the first numbers replaced by zeros.
    func replacing(first count: Int) -> [UInt8] {
      var result = bytes
      for number in numbers.prefix(count) {
        for place in number.range { result[place] = UInt8(ascii: " ") }
        result[number.range.lowerBound] = UInt8(ascii: "0")
      }
      return result
    }
    guard !isInvalid(replacing(first: numbers.count)) else { return nil }
    var (low, high) = (0, numbers.count)
    // Invalid with the first `low` replaced, not invalid with the first `high`.
    while high - low > 1 {
      let middle = (low + high) / 2
      if isInvalid(replacing(first: middle)) { low = middle } else { high = middle }
    }
    return high > 0 ? numbers[high - 1] : nil
  }

  /// `line 2, column 11`, both from 1, columns in characters of UTF-8.
  private static func position(of offset: Int, in bytes: [UInt8]) -> String {
    let before = bytes[..<offset]
    let line = before.count { $0 == UInt8(ascii: "\n") } + 1
    let start = before.lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    let column = before[start...].count { $0 & 0xC0 != 0x80 } + 1
    return "line \(line), column \(column)"
  }
}
