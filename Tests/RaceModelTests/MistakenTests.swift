import Testing

@testable import RaceModel

/// Words in braces that were meant for placeholders, and those that are a shell's own.
@Suite struct MistakenTests {
  @Test(
    arguments: [
      ("dest", .target), ("dst", .target), ("Destination", .target), ("output", .target),
      ("taget", .target), ("target_path", .target), ("targetfile", .target), ("dest_file", .target),
      ("src", .source), ("sorce", .source), ("source_file", .source), ("new", .source),
      ("dir", .directory), ("directry", .directory),
      // awk, shells, formats.
      ("print", nil), ("next", nil), ("exit", nil), ("x", nil), ("print $1", nil), ("a,b", nil),
      ("plate", nil), ("name", nil), ("version", nil),
    ] as [(String, Placeholder?)])
  func aWordStandsForOne(_ word: String, _ meant: Placeholder?) {
    #expect(Placeholder.meant(by: word) == meant)
  }

  @Test func doubleBracesAreLiteral() {
    func literal(_ text: String) -> String? {
      Placeholder.literal(at: Array(text.utf8)[...]).map {
        String(decoding: $0.text, as: UTF8.self)
      }
    }
    #expect(literal("{{dest}} x") == "{dest}")
    #expect(literal("{{target}}") == "{target}")
    #expect(
      literal("{{print}}") == nil && literal("{target}") == nil && literal("{{target}") == nil)
    #expect(Placeholder.mentioned(in: "cp x {{target}}").isEmpty)
    #expect(Placeholder.mentioned(in: "cp {{target}} {target}") == [.target])
  }
}
