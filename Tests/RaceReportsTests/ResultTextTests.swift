import RaceModel
import TestSupport
import Testing

@testable import RaceReports

/// Where a result is wrong, as messages say it, and what rows say of steps.
struct ResultTextTests {
  private static let good = try? Format.json.render([Samples.brief])

  private func message(_ bytes: [UInt8]) -> String? {
    do {
      _ = try ReportFile.decode(bytes, path: "r.json")
      return nil
    } catch {
      #expect(error.status == .badData)
      return error.message
    }
  }

  @Test func bytesThatAreNoUTF8HaveAPlace() {
    #expect(
      message(Array("{\n \"a\": \"é".utf8) + [0xFF] + Array("\"}".utf8))
        == "r.json: line 2, byte 10 (offset 11 of the file): 0xff is no UTF-8 there; expected text in UTF-8"
    )
    #expect(message([0xC3])?.contains("line 1, byte 1 (offset 0 of the file): 0xc3") == true)
    #expect(message(Array("[\"".utf8) + [0xED, 0xA0, 0x80])?.contains("byte 3 (offset 2") == true)
  }

  @Test(arguments: ["}", "]"])
  func aTrailingCommaIsRefusedWithItsPlace(_ end: String) throws {
    let good = try #require(Self.good)
    #expect(message(Array(good.utf8)) == nil)
    let last = try #require(good.lastIndex(of: Character(end)))
    let bad = good[..<last] + "," + good[last...]
    #expect(message(Array(bad.utf8))?.contains("not JSON: expected ") == true)
    #expect(message(Array(bad.utf8))?.hasPrefix("r.json: line ") == true)
  }

  @Test func aHintIsNeverCut() throws {
    let hint = "more swaps (--swaps, --time-limit) or fewer readers (--readers) would help"
    var report = GateSamples.inconclusive
    for index in report.runs.indices {
      report.runs[index].judgement = Judgement(
        .inconclusive, String(repeating: "because of this ", count: 30) + hint)
    }
    for form in [Format.table, .markdown, .junit, .json, .csv] {
      let words = try form.render([report]).split { $0.isWhitespace }.joined(separator: " ")
      #expect(words.contains(hint), "\(form.rawValue)")
    }
    let notes = GitHubActions.annotations(for: [report], scenarioPaths: [nil]).text
    #expect(notes.contains("(--readers) would help"))
  }

  @Test func aCallThatExplainsWhatFollowsHasARow() {
    var builder = ExplorationBuilder()
    builder.call("ioctl(\"t.n\")", result: .failed(errno: 95))
    builder.call("mkdir(\"d\")", result: .failed(errno: 17))
    builder.call("renameat2(\"t.n\" → \"target.bin\")", result: .failed(errno: 17))
    builder.call("renameat(\"t.n\" → \"target.bin\")", result: .failed(errno: 16))
    builder.call("renameat2(\"t.n\" → \"other\")", result: .failed(errno: 17))
    builder.call("rename(\"/tmp/x\" → \"target.bin\")", result: .failed(errno: 18))
    builder.call("rename(\"none\" → \"target.bin\")", result: .failed(errno: 2))
    builder.call("write(\"t.n\", 9)", result: .failed(errno: 28))
    let rows = StepRows(of: builder.exploration(.exited(status: 1)), allSteps: false).rows
    #expect(rows.map(\.label) == ["4", "5", "6", "7", "8"])
    #expect(rows.first?.text == "renameat(\"t.n\" → \"target.bin\") = EBUSY")
    #expect(rows.last?.text == "write(\"t.n\", 9) = ENOSPC")
  }

  @Test func stepsNameTheirPrograms() {
    var builder = ExplorationBuilder()
    builder.call("rename(\"a\" → \"target.bin\")", program: "mv", sees: .b)
    builder.call("write(\"target.bin\", 1)", process: 2, program: "cp", sees: .empty)
    builder.call("write(\"target.bin\", 2)", process: 3, program: "cp", sees: .foreign)
    builder.call("unlink(\"target.bin\")", process: 4, sees: .missing)
    let rows = StepRows(of: builder.exploration(), allSteps: false).rows
    #expect(
      rows.map { String($0.call.prefix { $0 != "(" }) }
        == ["mv: rename", "cp[2]: write", "cp[3]: write", "[4] unlink"])
  }

  @Test func manyStepsOnOtherFilesAreOneRow() {
    func rows(_ others: Int, all: Bool = false) -> [StepRow] {
      var builder = ExplorationBuilder()
      for number in 0..<others {
        builder.call("openat(\"x\(number)\", O_CREAT)") { $0.entries += [FileName("x\(number)")] }
      }
      builder.call("openat(\".n\", O_CREAT)") { $0.entries += [".n"] }
      builder.call("rename(\".n\" → \"target.bin\")", sees: .b, file: 2) {
        $0.entries.removeAll { $0 == ".n" }
      }
      return StepRows(of: builder.exploration(), allSteps: all).rows
    }
    #expect(rows(12).map(\.label) == ["1–12", "13", "14"])
    #expect(rows(12).first?.text == "12 steps on other files")
    #expect(rows(3).count == 5)
    #expect(rows(12, all: true).count == 14)
  }
}
