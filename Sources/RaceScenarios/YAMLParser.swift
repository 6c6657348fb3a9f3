import CYAML

/// Composes nodes from libyaml's events. Its own composer loses which values are plain.
struct YAMLParser: ~Copyable {
  /// Why a text gives no nodes.
  enum Problem: Error {
    /// As libyaml words it.
    case syntax(String, context: (text: String, line: Int)?, line: Int)
    case duplicateKey(String, line: Int)
    case nestedTooDeeply(line: Int)
    /// It ran out of memory, or the text is none.
    case unreadable
  }

  /// More than any scenario has; each level is one of the stack's.
  private static let deepest = 64

  private let parser = UnsafeMutablePointer<yaml_parser_t>.allocate(capacity: 1)
  /// libyaml reads from it as long as it lives.
  private let text: UnsafeMutableBufferPointer<UInt8>

  init(_ text: String) throws(Problem) {
    self.text = .allocate(capacity: text.utf8.count)
    _ = self.text.initialize(from: text.utf8)
    guard yaml_parser_initialize(parser) == 1 else {
      self.text.deallocate()
      parser.deallocate()
      throw .unreadable
    }
    yaml_parser_set_encoding(parser, YAML_UTF8_ENCODING)
    yaml_parser_set_input_string(parser, self.text.baseAddress, self.text.count)
  }

  deinit {
    yaml_parser_delete(parser)
    parser.deallocate()
    text.deallocate()
  }

  /// The roots of the first documents, so many at most.
  func roots(atMost count: Int) throws(Problem) -> [YAMLNode] {
    var roots: [YAMLNode] = []
    while roots.count < count {
      let event = try next()
      switch event.type {
      case .streamEnd: return roots
      case .other: continue
      default: roots.append(try node(from: event, depth: 0))
      }
    }
    return roots
  }

  /// An event, with what is wanted of it.
  private struct Event {
    enum Sort {
      case scalar(String, isPlain: Bool)
      case sequenceStart
      case mappingStart
      case end
      case alias
      case streamEnd
      /// The beginning of the stream, and a document's beginning and end.
      case other
    }

    let type: Sort
    let tag: String?
    let line: Int
  }

  private func next() throws(Problem) -> Event {
    var event = yaml_event_t()
    guard yaml_parser_parse(parser, &event) == 1 else { throw problem }
    defer { yaml_event_delete(&event) }
    let (type, tag): (Event.Sort, UnsafeMutablePointer<yaml_char_t>?) =
      switch event.type {
      case YAML_SCALAR_EVENT:
        (
          .scalar(
            Self.text(event.data.scalar.value, count: event.data.scalar.length),
            isPlain: event.data.scalar.plain_implicit == 1), event.data.scalar.tag
        )
      case YAML_SEQUENCE_START_EVENT: (.sequenceStart, event.data.sequence_start.tag)
      case YAML_MAPPING_START_EVENT: (.mappingStart, event.data.mapping_start.tag)
      case YAML_SEQUENCE_END_EVENT, YAML_MAPPING_END_EVENT: (.end, nil)
      case YAML_ALIAS_EVENT: (.alias, nil)
      case YAML_STREAM_END_EVENT: (.streamEnd, nil)
      default: (.other, nil)
      }
    return Event(
      type: type, tag: tag.map { String(cString: $0) }, line: event.start_mark.line + 1)
  }

  private func node(from event: Event, depth: Int) throws(Problem) -> YAMLNode {
    guard depth < Self.deepest else { throw .nestedTooDeeply(line: event.line) }
    switch event.type {
    case .scalar(let text, let isPlain):
      return Self.node(.scalar(text, isPlain: isPlain), event, usual: "str")
    case .sequenceStart:
      var nodes: [YAMLNode] = []
      while let element = try nextNode(depth + 1) { nodes.append(element) }
      return Self.node(.sequence(nodes), event, usual: "seq")
    case .mappingStart: return Self.node(.mapping(try pairs(depth)), event, usual: "map")
    // Those that mean something are refused before the text comes here.
    case .alias: throw .syntax("found undefined alias", context: nil, line: event.line)
    case .end, .streamEnd, .other: throw .unreadable
    }
  }

  private func pairs(_ depth: Int) throws(Problem) -> [(key: YAMLNode, value: YAMLNode)] {
    var pairs: [(key: YAMLNode, value: YAMLNode)] = []
    // One in quotes is left to what knows the keys, which names the second one.
    var lines: [String: Int] = [:]
    while let key = try nextNode(depth + 1) {
      if case .scalar(let name, isPlain: true) = key.content {
        if let line = lines[name] { throw .duplicateKey(name, line: line) }
        lines[name] = key.line
      }
      guard let value = try nextNode(depth + 1) else { throw .unreadable }
      pairs.append((key, value))
    }
    return pairs
  }

  /// Nil where a sequence or a mapping ends.
  private func nextNode(_ depth: Int) throws(Problem) -> YAMLNode? {
    let event = try next()
    if case .end = event.type { return nil }
    return try node(from: event, depth: depth)
  }

  private static func node(
    _ content: YAMLNode.Content, _ event: Event, usual: String
  ) -> YAMLNode {
    let isUsual = event.tag == nil || event.tag == "tag:yaml.org,2002:\(usual)"
    return YAMLNode(content: content, foreignTag: isUsual ? nil : event.tag, line: event.line)
  }

  private static func text(_ bytes: UnsafeMutablePointer<yaml_char_t>?, count: Int) -> String {
    String(decoding: UnsafeBufferPointer(start: bytes, count: count), as: UTF8.self)
  }

  private var problem: Problem {
    let parser = parser.pointee
    guard [YAML_SCANNER_ERROR, YAML_PARSER_ERROR].contains(parser.error) else {
      return .unreadable
    }
    let context = parser.context.map {
      (text: String(cString: $0), line: parser.context_mark.line + 1)
    }
    return .syntax(
      String(cString: parser.problem), context: context, line: parser.problem_mark.line + 1)
  }
}
