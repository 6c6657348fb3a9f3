import Foundation
import RaceModel
import TestSupport
import Testing

/// Names are what their bytes are.
struct FileNameTests {
  @Test func formsOfOneLetterAreTwoNames() {
    #expect(FileName("\u{E9}") != FileName("e\u{301}"))
    #expect(Set([FileName("\u{E9}"), FileName("e\u{301}")]).count == 2)
  }

  @Test func bytesThatAreNoTextAreToldApart() {
    let names = [[0xFE], [0xFF], [0x5C, 0x78, 0x46, 0x45], [0xC3], [0xC3, 0xA9], [0xE2, 0x82]]
      .map { FileName($0.map { UInt8($0) }) }
    #expect(Set(names).count == names.count)
    #expect(names.map(\.text) == ["\\xFE", "\\xFF", "\\\\xFE", "\\xC3", "é", "\\xE2\\x82"])
  }

  @Test func theyAreReadAsTheyAreWritten() throws {
    let names = [FileName([0xFF, 0x61]), "a\\b", "\u{E9}", "e\u{301}"]
    let again = try JSONDecoder().decode([FileName].self, from: JSONEncoder().encode(names))
    #expect(again == names)
  }

  @Test func leftoversAndRollbackAskForBytes() {
    var builder = ExplorationBuilder(entries: ["\u{E9}"])
    builder.call("rename()", sees: .b, file: 2)
    #expect(
      builder.exploration { $0.entries = ["\u{E9}", "e\u{301}"] }.contracts[.leftovers]?.name
        == .broken)
    let failed = ExplorationBuilder(entries: ["\u{E9}"])
    #expect(
      failed.exploration(.exited(status: 1)) { $0.entries = ["e\u{301}"] }.contracts[.rollback]?
        .name
        == .broken)
  }
}
