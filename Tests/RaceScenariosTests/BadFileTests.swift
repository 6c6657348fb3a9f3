import RaceModel
import Testing

@testable import RaceScenarios

@Suite("A bad scenario file is refused with its line and what was expected")
struct BadFileTests {
  @Test(arguments: BadFile.all)
  func refused(_ file: BadFile) {
    #expect(refusal(file.yaml) == Failure(.badData, "s.yaml:\(file.message)"))
  }

  @Test("Of several mistakes the one that stands first is named")
  func firstMistake() {
    let yaml = """
      readers: 8
      subjects:
        - inplace
        - strategy: staged
          copy: slowly
      swaps: 0
      colour: red
      """
    #expect(
      refusal(yaml)?.message
        == "s.yaml:5: copy: unknown copy method \"slowly\"; there are write, copy_file_range, sendfile,"
        + " mmap")
  }

  @Test("Bytes that are no text are refused where they stand")
  func binary() {
    let text = Array("title: x\n".utf8)
    #expect(
      refusal(bytes: text + [0])?.message
        == "s.yaml:2: got the control character \\0; expected text")
    #expect(
      refusal(bytes: text + [0x61, 0xFF, 0x61])?.message
        == "s.yaml:2: got bytes that are no UTF-8; expected text")
    #expect(
      refusal(bytes: [0x7F, 0x45, 0x4C, 0x46, 2, 1])?.message
        == "s.yaml:1: got the control character \\u{7F}; expected text")
    #expect(
      refusal(bytes: [0xFF, 0xFE, 0x61, 0])?.message
        == "s.yaml:1: got bytes that are no UTF-8; expected text")
  }

  @Test("A file of a mebibyte is read, a byte more is refused")
  func huge() {
    let comment = [UInt8](repeating: UInt8(ascii: "#"), count: ScenarioFile.largestFile - 11)
    let largest = Array("readers: 8\n".utf8) + comment
    #expect(refusal(bytes: largest) == nil)
    #expect(
      refusal(bytes: largest + comment.prefix(1))?.message
        == "s.yaml:1: the file has 1048577 bytes; expected at most 1048576")
  }

  @Test("A path that is no line of its own is escaped")
  func path() {
    #expect(throws: Failure(.badData, "a\\nb.yaml:1: copy: got nothing; expected text")) {
      try parsed("copy:", path: "a\nb.yaml")
    }
  }

  @Test(
    "Files that are made to hurt are refused in no time", .timeLimit(.minutes(1)),
    arguments: [
      // Each level doubles what it stands for, and the last is a key, which a parser compares.
      (0..<60).reduce("a0: &a0 x\n") { yaml, level in
        yaml + "a\(level + 1): &a\(level + 1) [*a\(level), *a\(level)]\n"
      } + "? *a60\n: 1\n",
      String(repeating: "[", count: 1_000_000),
      String(repeating: "{a: ", count: 250_000),
      String(repeating: "- ", count: 500_000),
      String(repeating: "? ", count: 500_000),
      (0..<1400).map { String(repeating: " ", count: $0 % 700) + "a:\n" }.joined(),
      "reader: \"" + String(repeating: "x", count: 1_000_000) + "\"",
      "reader: \"e" + String(repeating: "\u{301}", count: 500_000) + "\"",
      "signer: \"" + String(repeating: "x", count: 1_000_000) + ":1s\"",
      "subjects: [" + String(repeating: "[],", count: 300_000) + "]",
      String(repeating: "x", count: 1_000_000) + ": 1",
    ])
  func hostile(_ yaml: String) throws {
    let failure = try #require(refusal(yaml))
    #expect(failure.status == .badData)
    #expect(failure.message.count < 500)
  }
}
