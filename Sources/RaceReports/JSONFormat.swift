import FoundationEssentials
import RaceModel

extension Format {
  /// The whole report, for programs and for `racebench report`: one report as an object, several as a list of
  /// them. `ReportFile` reads both.
  package static let json = Format("json", fileExtensions: ["json"]) {
    (reports, _) throws(Failure) in
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    do {
      let data =
        if reports.count == 1, let report = reports.first {
          try encoder.encode(report)
        } else {
          try encoder.encode(reports)
        }
      return String(decoding: data, as: UTF8.self) + "\n"
    } catch {
      throw Failure(.defect, "a report cannot be written as JSON: \(Text.printable("\(error)"))")
    }
  }
}
