extension Placeholder {
  /// A word in braces that racebench does not know, and the placeholder that was probably meant. Only what is near
  /// to one, or a common name for the same: shells, awk and format strings have words in braces of their own.
  package static func meant(by word: String) -> Placeholder? {
    let word = word.lowercased()
    // Too many words are near to the shortest one.
    let names = allCases.filter { $0 != .root }.map(\.rawValue)
    if let near = Spelling.nearest(to: word, among: names), near.first == word.first {
      return Placeholder(rawValue: near)
    }
    for ending in ["", "_path", "_file", "-path", "-file", "path", "file"] {
      guard word.hasSuffix(ending) else { continue }
      let stem = String(word.dropLast(ending.count))
      if let name = synonyms[stem] ?? Placeholder(rawValue: stem) { return name }
    }
    return nil
  }

  private static let synonyms: [String: Placeholder] = [
    "dest": .target, "dst": .target, "destination": .target, "output": .target, "out": .target,
    "tgt": .target, "path": .target, "file": .target, "old": .target,
    "src": .source, "input": .source, "new": .source, "from": .source,
    "dir": .directory, "folder": .directory,
  ]

  /// A word in double braces, `{{target}}`, as what a command is to get literally: `{target}`. Other double braces are
  /// a shell's or awk's own, and stay as they are.
  package static func literal(at place: ArraySlice<UInt8>) -> (text: [UInt8], length: Int)? {
    let open = Array("{{".utf8), close = Array("}}".utf8)
    guard place.starts(with: open) else { return nil }
    let word = place.dropFirst(2).prefix { isPartOfName($0) || $0 == UInt8(ascii: "-") }
    guard !word.isEmpty, place.dropFirst(2 + word.count).starts(with: close) else { return nil }
    let text = String(decoding: word, as: UTF8.self)
    guard Placeholder(rawValue: text) != nil || meant(by: text) != nil else { return nil }
    return ([UInt8(ascii: "{")] + word + [UInt8(ascii: "}")], word.count + 4)
  }
}
