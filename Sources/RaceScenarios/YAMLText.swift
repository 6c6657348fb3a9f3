import RaceModel

/// The bytes of a scenario file as text that a YAML parser can be trusted with.
enum YAMLText {
  /// The text of the bytes. Throws for what is too large, no UTF-8 or no text, and for aliases.
  static func decoding(_ bytes: [UInt8], path: String) throws(Failure) -> String {
    guard bytes.count <= ScenarioFile.largestFile else {
      throw Place(path: path, line: 1).failure(
        "the file has \(bytes.count) bytes; expected at most \(ScenarioFile.largestFile)")
    }
    var text = String.UnicodeScalarView()
    var decoder = Unicode.UTF8()
    var rest = bytes.makeIterator()
    var strings = JSONStrings()
    var line = 1
    decoding: while true {
      switch decoder.decode(&rest) {
      case .scalarValue(let scalar):
        if let escape = strings.escape(of: scalar) {
          text.append(contentsOf: escape.unicodeScalars)
          continue
        }
        guard isText(scalar) else {
          throw Place(path: path, line: line).failure(
            "got the control character \(scalar.escaped(asASCII: true)); expected text")
        }
        if scalar == "\n" { line += 1 }
        text.append(scalar)
      case .emptyInput: break decoding
      case .error:
        throw Place(path: path, line: line).failure("got bytes that are no UTF-8; expected text")
      }
    }
    // The parser would take a byte order mark for the first line's indentation.
    if text.first == "\u{FEFF}" { text.removeFirst() }
    if let alias = firstAlias(in: text) {
      throw Place(path: path, line: alias.line).failure(
        "got the alias \"*\(OneLine.cut(alias.name))\"; expected the value itself,"
          + " for scenario files have no aliases")
    }
    return String(text)
  }

  /// Whether YAML allows the character.
  private static func isText(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x09, 0x0A, 0x0D, 0x85: true
    case 0x00..<0x20, 0x7F..<0xA0, 0xFFFE, 0xFFFF: false
    default: true
    }
  }

  /// The first `*name` for which there is an `&name` before it, each where YAML could take it for a token.
  ///
  /// Ten lines with aliases can stand for a billion values, and a parser that meets them as a key compares them
  /// all before anybody can count. So they are found in the text. That is cautious, not exact: inside quotes such
  /// a pair is no alias and is refused all the same.
  private static func firstAlias(in text: String.UnicodeScalarView) -> (name: String, line: Int)? {
    var anchors: Set<String> = []
    var line = 1
    var previous: Unicode.Scalar = "\n"
    for index in text.indices {
      let scalar = text[index]
      if scalar == "\n" { line += 1 }
      if scalar == "&" || scalar == "*", beforeTokens.contains(previous) {
        let name = String(text[text.index(after: index)...].prefix(while: isInName))
        if scalar == "&" { anchors.insert(name) }
        if scalar == "*", !name.isEmpty, anchors.contains(name) { return (name, line) }
      }
      previous = scalar
    }
    return nil
  }

  /// What may stand right before an anchor or an alias: white space and YAML's own punctuation.
  private static let beforeTokens: Set<Unicode.Scalar> = [
    " ", "\t", "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}", "[", "]", "{", "}", ",",
    ":",
    "?", "-", "\"", "'",
  ]

  private static func isInName(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "0"..."9", "A"..."Z", "a"..."z", "_", "-": true
    default: false
    }
  }
}
