import RaceModel

/// A value in a scenario file that knows its place, so that whatever is wrong with it can be said with its line.
struct YAMLValue {
  private let node: YAMLNode
  /// The key that it stands under; empty for the root.
  private let label: String
  private let path: String

  init(_ node: YAMLNode, label: String, path: String) {
    self.node = node
    self.label = label
    self.path = path
  }

  var place: Place { Place(path: path, line: node.line) }

  /// Text that passes the check.
  func text<Value>(
    _ check: (String) throws(Problem) -> Value
  ) throws(Failure) -> Value {
    switch try shape() {
    case .text(let text):
      guard !text.utf8.contains(0) else { throw failure("got a NUL character; expected text") }
      return try checked { () throws(Problem) in try check(text) }
    case .integer, .decimal, .truth:
      throw unexpected("text, in quotes")
    case .nothing, .list, .mapping: throw unexpected("text")
    }
  }

  /// A size or a duration that passes the check, which also says what a bare number lacks.
  func quantity<Value>(
    _ check: (String) throws(Problem) -> Value
  ) throws(Failure) -> Value {
    switch try shape() {
    case .text(let text), .integer(let text), .decimal(let text):
      return try checked { () throws(Problem) in try check(text) }
    case .nothing, .truth, .list, .mapping:
      throw unexpected("a number with its unit")
    }
  }

  /// A whole number that passes the check.
  func integer<Number: FixedWidthInteger, Value>(
    _ check: (Number) throws(Problem) -> Value
  ) throws(Failure) -> Value {
    switch try shape() {
    case .integer(let text):
      guard let number = Number(text) else {
        throw unexpected("a whole number from \(Number.min) to \(Number.max)")
      }
      return try checked { () throws(Problem) in try check(number) }
    case .text(let text) where Number(text) != nil:
      throw unexpected("a whole number, without quotes")
    case .nothing, .truth, .decimal, .text, .list, .mapping: throw unexpected("a whole number")
    }
  }

  /// A number that passes the check, with or without a point.
  func number<Value>(
    _ check: (Double) throws(Problem) -> Value
  ) throws(Failure) -> Value {
    switch try shape() {
    case .integer(let text), .decimal(let text):
      guard let number = Double(text) else { throw unexpected("a number") }
      return try checked { () throws(Problem) in try check(number) }
    case .text(let text) where Double(text) != nil:
      throw unexpected("a number, without quotes")
    case .nothing, .truth, .text, .list, .mapping: throw unexpected("a number")
    }
  }

  /// A condition on a count that passes the check.
  func count<Value>(
    _ check: (String) throws(Problem) -> Value
  ) throws(Failure) -> Value {
    switch try shape() {
    case .text(let text), .integer(let text):
      return try checked { () throws(Problem) in try check(text) }
    case .nothing, .truth, .decimal, .list, .mapping:
      throw unexpected("a count such as 0 or \">0\"")
    }
  }

  /// The texts of a list that pass the check, each of which may stand there once.
  func distinct<Value: RawRepresentable<String> & Equatable>(
    _ check: (String) throws(Problem) -> Value
  ) throws(Failure) -> [Value] {
    var result: [Value] = []
    for value in try list() {
      let element = try value.text(check)
      guard !result.contains(element) else {
        throw value.failure("\"\(element.rawValue)\" stands above already; expected it once")
      }
      result.append(element)
    }
    return result
  }

  /// True or false.
  func truth() throws(Failure) -> Bool {
    guard case .truth(let value) = try shape() else { throw unexpected("true or false") }
    return value
  }

  /// The values of a list, which stand under the list's own key.
  func list() throws(Failure) -> [YAMLValue] {
    guard case .list = try shape(), case .sequence(let nodes) = node.content else {
      throw unexpected("a list")
    }
    return nodes.map { YAMLValue($0, label: label, path: path) }
  }

  /// Hands over each key with its value, in the order of the file, so that what fails first stands first.
  func fields<Key: ScenarioKey>(
    of keys: Key.Type, _ body: (Key, YAMLValue) throws(Failure) -> Void
  ) throws(Failure) {
    guard case .mapping = try shape(), case .mapping(let pairs) = node.content else {
      throw unexpected("keys and values (\(Key.names.joined(separator: ", ")))")
    }
    var seen: Set<String> = []
    for (keyNode, value) in pairs {
      let keyPlace = YAMLValue(keyNode, label: "", path: path)
      guard case .scalar(let name, _) = keyNode.content else {
        throw keyPlace.unexpected("a key (\(Key.names.joined(separator: ", ")))")
      }
      guard let key = Key(rawValue: name) else {
        throw Checks.unknown("key", name, among: Key.names).failure(at: keyPlace.place, key: "")
      }
      guard seen.insert(name).inserted else {
        throw keyPlace.failure("key \"\(name)\" stands above already; expected it once")
      }
      try body(key, YAMLValue(value, label: name, path: path))
    }
  }

  /// Whether it holds keys and values of its own.
  var isMapping: Bool { node.shape == .mapping }

  /// Bad data at this value.
  func failure(_ message: String) -> Failure {
    Problem(message).failure(at: place, key: label)
  }

  /// Bad data at this value, which is of another type than expected.
  func unexpected(_ expected: String) -> Failure {
    failure("got \(node.shape.summary); expected \(expected)")
  }

  private func shape() throws(Failure) -> YAMLShape {
    if let tag = node.foreignTag {
      throw failure("got the tag \(OneLine.quoted(tag)); expected a value without a tag")
    }
    return node.shape
  }

  private func checked<Value>(
    _ check: () throws(Problem) -> Value
  ) throws(Failure) -> Value {
    do throws(Problem) { return try check() } catch { throw error.failure(at: place, key: label) }
  }
}
