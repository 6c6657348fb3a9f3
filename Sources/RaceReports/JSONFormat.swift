import FoundationEssentials
import RaceModel

extension Format {
  /// The whole report, for programs and for `racebench report`: one report as an object, several as a list of
  /// them. `ReportFile` reads both.
  package static let json = Format("json", fileExtensions: ["json"]) {
    (reports, _) throws(Failure) in
    if reports.count == 1, let report = reports.first { return try JSONText.text(of: report) }
    return try JSONText.text(of: reports)
  }
}

/// JSON as every form of it is written.
enum JSONText {
  /// Indented, keys sorted, with a line's end behind it.
  static func text(of value: some Encodable) throws(Failure) -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      return inert(String(decoding: try encoder.encode(value), as: UTF8.self)) + "\n"
    } catch {
      throw Failure(.defect, "a report cannot be written as JSON: \(Text.printable("\(error)"))")
    }
  }

  /// The same values, with escapes (RFC 8259, 7) for what cannot be seen or what a runner would obey. Such scalars
  /// stand in texts only; the encoder has escaped the C0 controls there.
  private static func inert(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    let commands = RunnerCommands(in: text.unicodeScalars)
    for (place, scalar) in text.unicodeScalars.enumerated() {
      guard scalar != "\n", commands.breaks(at: place) || Inert.isInvisible(scalar) else {
        result.append(scalar)
        continue
      }
      for unit in String(scalar).utf16 {
        let digits = String(unit, radix: 16)
        let zeros = String(repeating: "0", count: 4 - digits.count)
        result.append(contentsOf: "\\u\(zeros)\(digits)".unicodeScalars)
      }
    }
    return String(result)
  }
}
