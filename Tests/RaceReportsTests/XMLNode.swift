import Foundation
import FoundationXML

/// An element of a document, as Foundation's parser reads it.
struct XMLNode {
  let name: String
  let attributes: [String: String]
  var children: [XMLNode] = []
  var text = ""

  /// The root; nil if the text is no well-formed document.
  static func parse(_ text: String) -> XMLNode? {
    let builder = Builder()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = builder
    return parser.parse() ? builder.root : nil
  }

  /// The child elements of this name.
  func all(_ name: String) -> [XMLNode] { children.filter { $0.name == name } }

  subscript(attribute: String) -> String? { attributes[attribute] }

  private final class Builder: NSObject, XMLParserDelegate {
    var root: XMLNode?
    private var open: [XMLNode] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?,
      qualifiedName: String?, attributes: [String: String]
    ) {
      open.append(XMLNode(name: name, attributes: attributes))
    }

    func parser(_ parser: XMLParser, foundCharacters text: String) {
      open[open.count - 1].text += text
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      let node = open.removeLast()
      if open.isEmpty { root = node } else { open[open.count - 1].children.append(node) }
    }
  }
}
