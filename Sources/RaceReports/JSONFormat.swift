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
      return String(decoding: try encoder.encode(value), as: UTF8.self) + "\n"
    } catch {
      throw Failure(.defect, "a report cannot be written as JSON: \(Text.printable("\(error)"))")
    }
  }
}
