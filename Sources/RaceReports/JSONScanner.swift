/// The grammar of JSON (RFC 8259), for messages: FoundationEssentials says that a file is not valid, not where.
struct JSONScanner {
  /// Where the grammar was broken.
  struct Problem: Error {
    /// Offset in bytes.
    let offset: Int
    /// What is wrong there.
    let text: String
  }

  /// A number and where it stands.
  struct Number {
    let range: Range<Int>
    /// `runs[1].states[3].count`.
    let path: String
  }

  /// Deeper values are refused, as Foundation does.
  private static let deepest = 512

  private let bytes: [UInt8]
  private var place = 0
  private var depth = 0
  /// All numbers, in the order of the file.
  private(set) var numbers: [Number] = []

  /// Whether numbers are kept with their paths, which takes most of the time.
  private let notesNumbers: Bool

  /// Scans the whole text.
  init(_ bytes: [UInt8], notesNumbers: Bool = true) throws(Problem) {
    self.bytes = bytes
    self.notesNumbers = notesNumbers
    try value(at: "")
    guard place == bytes.count else { throw problem("the end of the file") }
  }

  private var next: UInt8? { place < bytes.count ? bytes[place] : nil }

  private func problem(_ expected: String) -> Problem {
    Problem(offset: place, text: "not JSON: expected \(expected)")
  }

  private mutating func skipBlanks() {
    while let byte = next, [0x20, 0x0A, 0x0D, 0x09].contains(byte) { place += 1 }
  }

  private mutating func take(_ character: Unicode.Scalar) -> Bool {
    guard next == UInt8(ascii: character) else { return false }
    place += 1
    return true
  }

  private mutating func value(at path: String) throws(Problem) {
    skipBlanks()
    switch next {
    case UInt8(ascii: "{"): try nested { (scanner) throws(Problem) in try scanner.object(at: path) }
    case UInt8(ascii: "["): try nested { (scanner) throws(Problem) in try scanner.list(at: path) }
    case UInt8(ascii: "\""): _ = try text()
    case UInt8(ascii: "t"): try word("true")
    case UInt8(ascii: "f"): try word("false")
    case UInt8(ascii: "n"): try word("null")
    case .some(let byte) where "-0123456789".utf8.contains(byte): try number(at: path)
    default: throw problem("a value")
    }
    skipBlanks()
  }

  private mutating func nested(
    _ scan: (inout JSONScanner) throws(Problem) -> Void
  ) throws(Problem) {
    guard depth < Self.deepest else { throw problem("values that are not nested so deeply") }
    depth += 1
    place += 1
    skipBlanks()
    try scan(&self)
    depth -= 1
  }

  private mutating func object(at path: String) throws(Problem) {
    if take("}") { return }
    var keys: Set<String> = []
    repeat {
      skipBlanks()
      let start = place
      guard next == UInt8(ascii: "\"") else { throw problem("a key in quotation marks") }
      let key = try text()
      // Which of two a reader would get, no standard says (RFC 8259, section 4).
      guard keys.insert(JSONKey.unescaped(key)).inserted else {
        throw Problem(
          offset: start, text: "the key \"\(key)\" stands above already; expected it once")
      }
      skipBlanks()
      guard take(":") else { throw problem("a colon behind a key") }
      try value(at: !notesNumbers ? "" : path.isEmpty ? key : "\(path).\(key)")
    } while take(",")
    guard take("}") else { throw problem("a comma or }") }
  }

  private mutating func list(at path: String) throws(Problem) {
    if take("]") { return }
    var index = 0
    repeat {
      try value(at: notesNumbers ? "\(path)[\(index)]" : "")
      index += 1
    } while take(",")
    guard take("]") else { throw problem("a comma or ]") }
  }

  private mutating func word(_ word: String) throws(Problem) {
    guard bytes[place...].starts(with: word.utf8) else { throw problem(word) }
    place += word.utf8.count
  }

  /// What stands between quotation marks, escapes as they are.
  private mutating func text() throws(Problem) -> String {
    place += 1
    let start = place
    // Where the first half of a pair of surrogates stands that has no second one yet.
    var half: Int?
    while let byte = next, byte != UInt8(ascii: "\"") {
      guard byte >= 0x20 else { throw problem("text without raw control characters") }
      let begin = place
      place += 1
      let unit = byte == UInt8(ascii: "\\") ? try escaped() : nil
      switch (half, unit) {
      case (nil, (0xD800...0xDBFF)?): half = begin
      case (.some, (0xDC00...0xDFFF)?): half = nil
      case (nil, (0xDC00...0xDFFF)?): throw Self.alone(begin)
      case (let half?, _): throw Self.alone(half)
      case (nil, _): break
      }
    }
    if let half { throw Self.alone(half) }
    let text = String(decoding: bytes[start..<place], as: UTF8.self)
    guard take("\"") else { throw problem("a closing quotation mark") }
    return text
  }

  /// What follows a backslash.
  /// - Returns: the unit of UTF-16 that it stands for; nil where it is no number.
  private mutating func escaped() throws(Problem) -> UInt16? {
    guard let escaped = next, #"\"/bfnrtu"#.utf8.contains(escaped) else {
      throw problem("an escape that JSON has")
    }
    place += 1
    guard escaped == UInt8(ascii: "u") else { return nil }
    let start = place
    for _ in 0..<4 {
      guard let digit = next, Self.isHexDigit(digit) else {
        throw problem("four hexadecimal digits")
      }
      place += 1
    }
    return UInt16(String(decoding: bytes[start..<place], as: UTF8.self), radix: 16)
  }

  /// Half a character, which no text can hold.
  private static func alone(_ offset: Int) -> Problem {
    Problem(offset: offset, text: "not JSON: expected both halves of a pair of surrogates")
  }

  private mutating func number(at path: String) throws(Problem) {
    let start = place
    _ = take("-")
    if !take("0") { try digits() }
    if take(".") { try digits() }
    if take("e") || take("E") {
      if !take("+") { _ = take("-") }
      try digits()
    }
    if notesNumbers { numbers.append(Number(range: start..<place, path: path)) }
  }

  private mutating func digits() throws(Problem) {
    let start = place
    while let byte = next, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) { place += 1 }
    guard place > start else { throw problem("a digit") }
  }

  private static func isHexDigit(_ byte: UInt8) -> Bool {
    "0123456789abcdefABCDEF".utf8.contains(byte)
  }
}
