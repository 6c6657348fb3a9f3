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
  /// characters that XML 1.0 forbids however they are written (2.2): those are written out as `visible` does.
  ///
  /// Ends of lines and tabs are references, since parsers change them otherwise (2.11, 3.3.3).
  /// - Parameter keepsLines: for text between tags, where `\n` is safe and is read by people.
  static func escape(_ text: String, keepsLines: Bool = false) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result.append(contentsOf: "&amp;".unicodeScalars)
      case "<": result.append(contentsOf: "&lt;".unicodeScalars)
      case ">": result.append(contentsOf: "&gt;".unicodeScalars)
      case "\"": result.append(contentsOf: "&quot;".unicodeScalars)
      case "\n" where keepsLines: result.append(scalar)
      case "\n", "\r", "\t": result.append(contentsOf: "&#\(scalar.value);".unicodeScalars)
      default: result.append(contentsOf: visible(scalar))
      }
    }
    return String(result)
  }

  /// The scalar, or where XML 1.0 has no place for it, how Swift writes it: `\u{0}`.
  private static func visible(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
    switch scalar.value {
    case 0x9, 0xA, 0xD, 0x20...0xFFFD, 0x10000...0x10FFFF: String(scalar).unicodeScalars
    default: "\\u{\(String(scalar.value, radix: 16))}".unicodeScalars
    }
  }
}
