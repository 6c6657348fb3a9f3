import RaceModel

extension SelftestRow {
  /// Why a selftest with these rows ends with status 1: the first that is not as expected, or that there is none,
  /// since what tried nothing has shown nothing. Nil where all are as expected.
  package static func failure(of rows: [SelftestRow]) -> Failure? {
    guard !rows.isEmpty else {
      return Failure(.violated, "the selftest tried nothing, so it shows nothing; please report it")
    }
    return rows.first { !$0.isExpected }.map { Failure(.violated, $0.line) }
  }

  /// One line: `staged, two writers: expected pass, got fail (saw empty, where it shows nothing)`.
  private var line: String {
    "\(what), \(condition): expected \(expected.text), got \(got.text)"
      + (detail.isEmpty ? "" : " (\(detail))")
  }
}

extension SelftestRow.Outcome {
  /// In a table's cell. What was shown otherwise reads the same: the row's detail tells what shows it.
  var text: String {
    switch self {
    case .verdict(let verdict): verdict.rawValue
    case .defect: "defect"
    case .contract(let contract, let state): "\(contract.rawValue) \(state.rawValue)"
    case .caught: "caught"
    case .notCaught: "not caught"
    case .notBrokenHere: "not broken here"
    case .unswappable: "no swap"
    case .otherwise(let outcome): outcome.text
    }
  }
}
