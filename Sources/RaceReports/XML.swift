/// A document in XML 1.0 (W3C Recommendation, fifth edition), written as elements that hold text or elements.
struct XMLElement: Sendable {
  /// What stands between an element's tags.
  enum Content: Sendable {
    case elements([XMLElement])
    case text(String)
  }

  private let name: String
  private let attributes: [(name: String, value: String)]
  private let content: Content

  /// An element. Names are the format's own; values and text may be anything.
  init(
    _ name: String, _ attributes: [(name: String, value: String)] = [],
    _ content: Content = .elements([])
  ) {
    self.name = name
    self.attributes = attributes
    self.content = content
  }

  /// The document of which this is the root, with a line's end behind it.
  var document: String { "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\(lines(indent: ""))" }

  private func lines(indent: String) -> String {
    let head = attributes.reduce("\(indent)<\(name)") {
      "\($0) \($1.name)=\"\(XML.escape($1.value))\""
    }
    switch content {
    case .elements(let elements) where elements.isEmpty: return "\(head)/>\n"
    case .elements(let elements):
      let inner = elements.map { $0.lines(indent: indent + "  ") }.joined()
      return "\(head)>\n\(inner)\(indent)</\(name)>\n"
    case .text(let text): return "\(head)>\(XML.escape(text, keepsLines: true))</\(name)>\n"
    }
  }
}

/// The grammar of XML 1.0.
enum XML {
  /// Text that a parser gives back as it is, between tags or between double quotation marks, but for the
  /// characters that XML 1.0 forbids however they are written (2.2): those are written out as Swift does: `\u{0}`.
  ///
  /// Ends of lines and tabs are references, since parsers change them otherwise (2.11, 3.3.3); so is what cannot be
  /// seen, and what a runner would obey.
  /// - Parameter keepsLines: for text between tags, where `\n` is safe and is read by people.
  static func escape(_ text: String, keepsLines: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    let commands = RunnerCommands(in: text.unicodeScalars)
    for (place, scalar) in text.unicodeScalars.enumerated() {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "\n" where keepsLines: result.append(scalar)
      case _ where !isAllowed(scalar):
        result.append(contentsOf: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
      // A parser gives it back; whoever reads the document as it stands, as on a terminal, is not moved by it.
      case _ where commands.breaks(at: place) || Inert.isInvisible(scalar):
        result.append(contentsOf: "&#\(scalar.value);".unicodeScalars)
      default: result.append(scalar)
      }
    }
    return String(result)
  }

  /// Whether XML 1.0 has a place for the scalar.
  private static func isAllowed(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: true
    default: false
    }
  }
}
