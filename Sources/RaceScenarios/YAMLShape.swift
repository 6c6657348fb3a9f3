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
  ///
  /// From the parts, for `Node.tag` replaces an absent tag with the usual one, for good.
  var foreignTag: String? {
    let (tag, usual): (Tag, Tag.Name) =
      switch self {
      case .scalar(let scalar): (scalar.tag, .str)
      case .sequence(let sequence): (sequence.tag, .seq)
      case .mapping(let mapping): (mapping.tag, .map)
      case .alias(let alias): (alias.tag, .str)
      }
    let ordinary = [Tag.Name.implicit.rawValue, usual.rawValue]
    return ordinary.contains(tag.rawValue) ? nil : tag.rawValue
  }
}

extension Node.Scalar {
  fileprivate var shape: YAMLShape {
    // Yams gives what stands in quotes or in a block the tag of text; only plain values have none.
    guard tag.rawValue == Tag.Name.implicit.rawValue else { return .text(string) }
    switch string {
    case "", "~", "null", "Null", "NULL": return .nothing
    case "true", "True", "TRUE": return .truth(true)
    case "false", "False", "FALSE": return .truth(false)
    default: return numberShape ?? .text(string)
    }
  }

  /// Nil for what is no number. An integer is digits, perhaps behind a sign; a decimal number has more to it.
  private var numberShape: YAMLShape? {
    let digits = Set("0123456789".utf8)
    let signs = Set("+-".utf8)
    var number = string.utf8[...]
    if let first = number.first, signs.contains(first) { number.removeFirst() }
    guard let first = number.first, digits.contains(first) else { return nil }
    if number.allSatisfy(digits.contains) { return .integer(string) }
    // `Double` also reads hexadecimal digits and words, which YAML's numbers have not.
    let inDecimals = digits.union(signs).union(".eE".utf8)
    return number.allSatisfy(inDecimals.contains) && Double(string) != nil ? .decimal(string) : nil
  }
}
