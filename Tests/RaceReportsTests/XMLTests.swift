import RaceModel
import TestSupport
import Testing

@testable import RaceReports

struct XMLTests {
  @Test(arguments: [
    ("plain", "plain"), ("<&>\"'", "&lt;&amp;&gt;&quot;'"), ("]]>", "]]&gt;"), ("a\nb", "a&#10;b"),
    ("a\r\nb\tc", "a&#13;&#10;b&#9;c"), ("\u{0}\u{1B}[31m", "\\u{0}\\u{1b}[31m"),
    ("\u{FFFE}\u{FFFF}\u{FFFD}", "\\u{fffe}\\u{ffff}\u{FFFD}"), ("\u{1F600}é名", "\u{1F600}é名"),
    ("<\u{301}", "&lt;\u{301}"), ("\u{1FFFE}", "\u{1FFFE}"), ("&amp;", "&amp;amp;"),
  ])
  func textIsEscaped(_ text: String, _ escaped: String) {
    #expect(XML.escape(text) == escaped)
  }

  /// What no parser would give back is written out beforehand; anything else comes back as it was, from between
  /// tags and from an attribute.
  @Test(arguments: 1...4 as ClosedRange<UInt64>)
  func anyTextComesBack(_ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    for _ in 0..<500 {
      let text = OddText.make(using: &random)
      let document = XMLElement("a", [("b", text)], .text(text)).document
      let node = try #require(XMLNode.parse(document), "\(text.debugDescription)")
      let expected = OddText.withoutForbidden(text)
      #expect(Array(node.text.unicodeScalars) == Array(expected.unicodeScalars))
      #expect(Array((node["b"] ?? "").unicodeScalars) == Array(expected.unicodeScalars))
    }
  }

  @Test func elementsStandInEachOther() {
    let element = XMLElement(
      "a", [("x", "1"), ("y", "<")],
      .elements([
        XMLElement("b"), XMLElement("c", [], .text("d\ne")), XMLElement("f", [], .text("")),
      ])
    )
    #expect(
      element.document == """
        <?xml version="1.0" encoding="UTF-8"?>
        <a x="1" y="&lt;">
          <b/>
          <c>d
        e</c>
          <f></f>
        </a>

        """)
  }
}

/// Text that nobody would write, and somebody will.
enum OddText {
  private static let parts = [
    "]]>", "<![CDATA[", "-->", "&amp;", "&#0;", "\"", "'", "<", ">", "&", "\r\n", "\r", "\n", "\t",
    "\u{0}", "\u{8}", "\u{1B}[31m", "\u{7F}", "\u{85}", "\u{2028}", "\u{FFFE}", "\u{FFFF}",
    "\u{FFFD}", "\u{FEFF}", "\u{202E}", "\u{10FFFF}", "\u{1F468}\u{200D}\u{1F469}", "\u{301}", "名",
    "::error::", "%0A", "|", " ", "a", "",
  ]

  static func make(using random: inout SeededGenerator) -> String {
    (0..<Int.random(in: 0...6, using: &random)).map { _ in
      if Bool.random(using: &random) { return parts.randomElement(using: &random) ?? "" }
      let value = UInt32.random(in: 0...0x10FFFF, using: &random)
      return Unicode.Scalar(value).map { String($0) } ?? "\u{D7FF}"
    }.joined()
  }

  /// As XML 1.0 (2.2) draws the line, told apart from how the code does.
  static func withoutForbidden(_ text: String) -> String {
    let scalars = text.unicodeScalars.flatMap { scalar -> [Unicode.Scalar] in
      let isControl = scalar.value < 0x20 && !["\t", "\n", "\r"].contains(scalar)
      guard isControl || scalar.value == 0xFFFE || scalar.value == 0xFFFF else { return [scalar] }
      return Array("\\u{\(String(scalar.value, radix: 16))}".unicodeScalars)
    }
    return String(String.UnicodeScalarView(scalars))
  }
}
