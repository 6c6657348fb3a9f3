/// What a decoder found wrong, for people.
enum DecodingText {
  /// `runs[1].states[3].count: expected a whole number`.
  static func text(of error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, let context):
      return place(context.codingPath + [key]) + "expected here, but missing"
    case .valueNotFound(let type, let context):
      return place(context.codingPath) + "expected \(name(of: type)), got null"
    case .typeMismatch(let type, let context):
      return place(context.codingPath) + "expected \(name(of: type))"
    case .dataCorrupted(let context):
      return place(context.codingPath) + context.debugDescription
    @unknown default:
      return "not a report: \(error)"
    }
  }

  /// `runs[1].states[3]: `; nothing at the top.
  private static func place(_ path: [any CodingKey]) -> String {
    let text = path.reduce("") { text, key in
      if let index = key.intValue { return "\(text)[\(index)]" }
      return text.isEmpty ? key.stringValue : "\(text).\(key.stringValue)"
    }
    return text.isEmpty ? "" : "\(text): "
  }

  /// What JSON calls a value of this type.
  private static func name(of type: any Any.Type) -> String {
    switch type {
    case is String.Type: "text"
    case is Bool.Type: "true or false"
    case is any BinaryInteger.Type: "a whole number"
    case is any BinaryFloatingPoint.Type: "a number"
    case is any Collection.Type where !(type is any ExpressibleByDictionaryLiteral.Type): "a list"
    default: "an object"
    }
  }
}
