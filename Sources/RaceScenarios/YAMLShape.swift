import Yams

/// What a node is, by the rules of YAML 1.2, where `yes` is text and `010` is no octal number.
enum YAMLShape: Hashable {
  case nothing
  case truth(Bool)
  /// Digits, perhaps behind a sign.
  case integer(String)
  /// A number with a point or an exponent.
  case decimal(String)
  case text(String)
  case list
  case mapping

  /// As a message calls it.
  var summary: String {
    switch self {
    case .nothing: "nothing"
    case .truth(let value): "\(value)"
    case .integer(let text), .decimal(let text): "the number \(OneLine.cut(text))"
    case .text(let text): "the text \(OneLine.quoted(text))"
    case .list: "a list"
    case .mapping: "a mapping"
    }
  }
}

extension Node {
  /// Whether the node stands for no value at all.
  var isNothing: Bool { shape == .nothing }

  var shape: YAMLShape {
    switch self {
    case .scalar(let scalar): scalar.shape
    case .sequence: .list
    case .mapping: .mapping
    // Only a decoder of Yams makes these; a parser puts the value itself in their place.
    case .alias: .nothing
    }
  }

  /// The tag that the file gives the node, if that is not what the node is anyway.
  var foreignTag: String? {
    let usual: Tag.Name =
      switch self {
      case .scalar, .alias: .str
      case .sequence: .seq
      case .mapping: .map
      }
    return tag.rawValue == usual.rawValue ? nil : tag.rawValue
  }
}

extension Node.Scalar {
  fileprivate var shape: YAMLShape {
    // Quotes make everything text, and so does the tag !!str.
    guard style == .plain, tag.rawValue == Tag.Name.implicit.rawValue else { return .text(string) }
    switch string {
    case "", "~", "null", "Null", "NULL": return .nothing
    case "true", "True", "TRUE": return .truth(true)
    case "false", "False", "FALSE": return .truth(false)
    default: break
    }
    let number =
      string.utf8.first.map { $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") } == true
      ? string.utf8.dropFirst() : string.utf8[...]
    let digits = number.filter { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    if !digits.isEmpty, digits.count == number.count { return .integer(string) }
    return isDecimal(number) ? .decimal(string) : .text(string)
  }

  /// Digits with one point among them, and perhaps an exponent.
  private func isDecimal(_ number: Substring.UTF8View) -> Bool {
    let bytes: Set<UInt8> = Set("0123456789.eE+-".utf8)
    return number.first.map { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } == true
      && number.allSatisfy(bytes.contains) && Double(string) != nil
  }
}
