import RaceModel
import RaceReports
import TestSupport
import Testing

/// Damaged files: each gives a report, or one line about what is wrong. Never a trap.
struct FuzzTests {
  /// What a number may be replaced by.
  static let values = [
    "-1", "0", "1e400", "-1e400", "1e-400", "18446744073709551615", "18446744073709551616",
    "9223372036854775807", "9223372036854775808", "-9223372036854775808", "0.5", "1e18", "1e19",
    "-0", "NaN",
    "Infinity", "null", "true", "\"x\"", "[]", "{}", "0x10", "01",
  ]

  /// A race that only measured, and a gate of which each part stands.
  static let files = ["brief.json", "gate-fail.json", "gate-rollback.json"]

  @Test(arguments: files, 1...2 as ClosedRange<UInt64>)
  func damagedFilesAreReadOrRefused(_ file: String, _ seed: UInt64) throws {
    var random = SeededGenerator(seed: seed)
    let good = try Golden.bytes(of: file)
    let numbers = numbers(in: good)
    var read = 0
    for _ in 0..<500 {
      var bytes = good
      for _ in 0..<Int.random(in: 1...2, using: &random) {
        damage(&bytes, numbers: bytes == good ? numbers : [], using: &random)
      }
      if check(bytes) { read += 1 }
    }
    #expect(read > 0 && read < 500, "both ways were tried, \(read) of 500 were read")
  }

  /// Each number of the file in turn, replaced by each of the values.
  @Test func everyNumberMayBeAnything() throws {
    let good = try Golden.bytes(of: "brief.json")
    replaceEach(numbers(in: good), of: good)
  }

  /// The same for what only a gate has.
  @Test func everyNumberOfAGateMayBeAnything() throws {
    let good = try Golden.bytes(of: "gate-rollback.json")
    let keys = ["confidence", "judgements", "chanceOfMissing", "checked", "broken"]
    let own = numbers(in: good).filter { number in
      let before = String(decoding: good[..<number.lowerBound].suffix(24), as: UTF8.self)
      return keys.contains { before.hasSuffix("\"\($0)\" : ") }
    }
    #expect(own.count == 10)
    replaceEach(own, of: good)
  }

  /// The same of explorations: each number of the odd one, and damage anywhere.
  @Test func explorationsMayBeAnything() throws {
    let good = try Golden.bytes(of: "explore-odd.json")
    let numbers = numbers(in: good)
    replaceEach(numbers, of: good)
    var random = SeededGenerator(seed: 1)
    var read = 0
    for _ in 0..<500 {
      var bytes = good
      damage(&bytes, numbers: numbers, using: &random)
      if check(bytes) { read += 1 }
    }
    #expect(read > 0 && read < 500, "both ways were tried, \(read) of 500 were read")
  }

  private func replaceEach(_ numbers: [Range<Int>], of good: [UInt8]) {
    for number in numbers {
      for value in Self.values {
        var bytes = good
        bytes.replaceSubrange(number, with: value.utf8)
        check(bytes)
      }
    }
  }

  /// Whether the bytes were read. What was read can be judged, merged with itself and rendered.
  @discardableResult
  private func check(_ bytes: [UInt8]) -> Bool {
    do {
      let reports: [Report]
      switch try ReportFile.decodeAny(bytes, path: "result.json") {
      case .races(let races): reports = races
      case .explorations(let explorations):
        for format in ExplorationFormat.allCases {
          let text = try format.render(ShownExplorations(explorations))
          if format == .junit, XMLNode.parse(text) == nil { Issue.record("no XML: \(text)") }
        }
        return true
      }
      for format in Format.allCases {
        let text = try format.render(reports)
        #expect(text.utf8.last == UInt8(ascii: "\n"))
        if format == .junit, XMLNode.parse(text) == nil { Issue.record("no XML: \(text)") }
      }
      for report in reports {
        _ = RunJudge.judge(report.runs)
        let confidence = report.gate?.confidence ?? 0.95
        _ = GateJudge.judge(report.runs, confidence: confidence, stopping: .fixed)
      }
      _ = GitHubActions.annotations(for: reports, scenarioPaths: [])
      _ = try GitHubActions.summary(of: reports)
      return true
    } catch {
      #expect(error.status == .badData)
      #expect(error.message.hasPrefix("result.json: "))
      #expect(error.message.count < 400)
      #expect(!error.message.unicodeScalars.contains { $0.value < 0x20 })
      return false
    }
  }

  private func damage(
    _ bytes: inout [UInt8], numbers: [Range<Int>], using random: inout SeededGenerator
  ) {
    switch Int.random(in: 0..<5, using: &random) {
    case 0:
      guard let place = bytes.indices.randomElement(using: &random) else { return }
      bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
    case 1, 2:
      guard let number = numbers.randomElement(using: &random),
        let value = Self.values.randomElement(using: &random)
      else { return }
      bytes.replaceSubrange(number, with: value.utf8)
    case 3:
      // A line: mostly a key with its value.
      let ends = bytes.indices.filter { bytes[$0] == UInt8(ascii: "\n") }
      guard ends.count > 1 else { return }
      let line = Int.random(in: 1..<ends.count, using: &random)
      bytes.removeSubrange(ends[line - 1]..<ends[line])
    default:
      if Int.random(in: 0..<4, using: &random) == 0 {
        bytes.removeLast(Int.random(in: 0...bytes.count, using: &random))
      } else if let place = bytes.indices.randomElement(using: &random) {
        bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
      }
    }
  }

  /// Where numbers stand that are values, not part of a text.
  private func numbers(in bytes: [UInt8]) -> [Range<Int>] {
    let isPart = { (byte: UInt8) in
      byte == UInt8(ascii: ".") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte)
    }
    return bytes.indices.dropFirst(2).compactMap { start in
      guard bytes[start - 2] == UInt8(ascii: ":"), isPart(bytes[start]) else { return nil }
      let end = bytes[start...].firstIndex { !isPart($0) } ?? bytes.count
      return start..<end
    }
  }
}
