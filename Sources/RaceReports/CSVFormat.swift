import RaceModel

extension Format {
  /// One line for each run, for spreadsheets and data frames (RFC 4180).
  package static let csv = Format("csv", fileExtensions: ["csv"]) { reports, _ in
    let header = CSVField.all.map(\.name)
    let rows = reports.flatMap { report in
      report.runs.map { run in CSVField.all.map { $0.text(report, run) } }
    }
    return ([header] + rows)
      .map { $0.map(CSV.field).joined(separator: ",") + "\r\n" }.joined()
  }
}

/// The grammar of RFC 4180.
enum CSV {
  /// A field: on one line, with what cannot be seen written out, and between quotation marks where it must be.
  ///
  /// A text that a spreadsheet would take for a formula gets an apostrophe in front, since quotation marks keep none
  /// from running it (OWASP, CSV Injection). The JSON form has each text as it is.
  static func field(_ text: String) -> String {
    let text = Text.printable(text)
    let first = text.unicodeScalars.first { $0 != " " }
    let isFormula = first.map(formula.contains) == true && Double(text) == nil
    return quote(isFormula ? "'\(text)" : text)
  }

  private static let formula: Set<Unicode.Scalar> = ["=", "+", "-", "@", "＝", "＋", "－", "＠"]

  private static func quote(_ text: String) -> String {
    let scalars = text.unicodeScalars
    let special: Set<Unicode.Scalar> = ["\"", ","]
    guard
      scalars.contains(where: special.contains) || scalars.first == " " || scalars.last == " "
        || scalars.first == "'"
    else { return text }
    let doubled = scalars.flatMap { $0 == "\"" ? [$0, $0] : [$0] }
    return "\"\(String(String.UnicodeScalarView(doubled)))\""
  }
}
