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

extension YAMLNode {
  var shape: YAMLShape {
    switch content {
    case .scalar(let text, isPlain: true): Self.plainShape(text)
    case .scalar(let text, isPlain: false): .text(text)
    case .sequence: .list
    case .mapping: .mapping
    }
  }

  private static func plainShape(_ string: String) -> YAMLShape {
    switch string {
    case "", "~", "null", "Null", "NULL": return .nothing
    case "true", "True", "TRUE": return .truth(true)
    case "false", "False", "FALSE": return .truth(false)
    default: return numberShape(string) ?? .text(string)
    }
  }

  /// Nil for what is no number. An integer is digits, perhaps behind a sign; a decimal number has more to it.
  private static func numberShape(_ string: String) -> YAMLShape? {
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
