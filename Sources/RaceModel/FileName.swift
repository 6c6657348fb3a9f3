/// A name in a directory: any bytes but zero and the slash. Two names are the same if their bytes are, which is not how
/// Swift compares text: é has two forms there that are equal, and here they are two files.
package struct FileName: Hashable, Sendable {
  /// It as text: a byte that is no UTF-8 as `\xFF`, a backslash twice. No two names have the same one.
  package let text: String

  /// A name of these bytes.
  package init(_ bytes: [UInt8]) {
    var text = ""
    var rest = bytes[...]
    while let first = rest.first {
      if first == UInt8(ascii: "\\") {
        text += "\\\\"
        rest = rest.dropFirst()
      } else if let count = Self.lengthOfScalar(rest) {
        text.unicodeScalars.append(
          contentsOf: String(decoding: rest.prefix(count), as: UTF8.self).unicodeScalars)
        rest = rest.dropFirst(count)
      } else {
        let digits = String(first, radix: 16, uppercase: true)
        text += "\\x" + (digits.utf8.count < 2 ? "0" : "") + digits
        rest = rest.dropFirst()
      }
    }
    self.text = text
  }

  /// A name of this text's bytes.
  package init(_ text: String) { self.init(Array(text.utf8)) }

  /// How many bytes the scalar in front has; nil where none stands there.
  private static func lengthOfScalar(_ bytes: ArraySlice<UInt8>) -> Int? {
    (1...4).first { count in
      bytes.count >= count && String(validating: bytes.prefix(count), as: UTF8.self) != nil
    }
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  package func hash(into hasher: inout Hasher) {
    for byte in text.utf8 { hasher.combine(byte) }
  }
}

extension FileName: Comparable {
  package static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}

extension FileName: ExpressibleByStringLiteral {
  package init(stringLiteral text: String) { self.init(text) }
}

/// Written as its text. Any text is read: of a name that was written otherwise it is another one.
extension FileName: Codable {
  package init(from decoder: any Decoder) throws {
    text = try decoder.singleValueContainer().decode(String.self)
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}
