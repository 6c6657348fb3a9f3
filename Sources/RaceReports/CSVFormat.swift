import RaceModel

extension Format {
  /// One line for each run, for spreadsheets and data frames (RFC 4180).
  package static let csv = Format("csv", fileExtensions: ["csv"]) { reports, _ in
    let header = CSVField.all.map(\.name)
    let rows = reports.flatMap { report in
      report.runs.map { run in CSVField.all.map { $0.text(report, run) } }
    }
    return ([header] + rows)
      .map { $0.map(CSV.quote).joined(separator: ",") + "\r\n" }.joined()
  }
}

/// The grammar of RFC 4180.
enum CSV {
  /// A field, between quotation marks where it must be, and where it begins with what a spreadsheet may take for
  /// a formula. The text itself is never changed: quotation marks do not keep every spreadsheet from reading a
  /// formula, but data that is not the user's own would be worse.
  static func quote(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let formula: Set<Unicode.Scalar> = ["=", "+", "-", "@", "\t", " "]
    let special: Set<Unicode.Scalar> = ["\"", ",", "\r", "\n"]
    guard
      scalars.contains(where: special.contains) || scalars.first.map(formula.contains) == true
        || scalars.last == " "
    else { return text }
    let doubled = scalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"\(String(String.UnicodeScalarView(doubled)))\""
  }
}
