import RaceModel

extension Format {
  /// JUnit's XML, as CI systems read it: a suite for each report, a test case for each expectation.
  ///
  /// There is no one schema. This keeps to what all of them accept, down to the order of the elements and the
  /// attributes that one asks for and others ignore.
  package static let junit = Format("junit", fileExtensions: ["xml"]) {
    (reports, _) throws(Failure) in
    var suites: [XMLElement] = []
    for (index, name) in JUnitNames.unique(reports.map { $0.scenario.title ?? "race" }).enumerated()
    {
      suites.append(try JUnitSuite(of: reports[index], name: name, index: index).element)
    }
    return XMLElement("testsuites", [], .elements(suites)).document
  }
}

/// One report as a suite of test cases.
private struct JUnitSuite {
  private let report: Report
  private let name: String
  private let index: Int
  private let table: String

  init(of report: Report, name: String, index: Int) throws(Failure) {
    self.report = report
    self.name = name
    self.index = index
    table = try Format.table.render([report])
  }

  var element: XMLElement {
    let cases = JUnitCase.all(of: report)
    let attributes: [(name: String, value: String)] = [
      ("name", name), ("package", "racebench"), ("id", "\(index)"),
      // What the schemas ask for, where the name is not known.
      ("hostname", "localhost"),
      ("tests", "\(cases.count)"), ("failures", "\(cases.count { $0.outcome == .unmet })"),
      ("errors", "\(cases.count { $0.outcome == .inconclusive })"), ("skipped", "0"),
      ("timestamp", JUnitTime.stamp(report.startedAt)),
      ("time", JUnitTime.seconds(report.runs.map(\.wallNanoseconds))),
    ]
    let properties = JUnitSuite.properties(of: report).map {
      XMLElement("property", [("name", $0), ("value", $1)])
    }
    return XMLElement(
      "testsuite", attributes,
      .elements(
        [XMLElement("properties", [], .elements(properties))]
          + cases.map { $0.element(suite: name, table: table) }
          + [XMLElement("system-out", [], .text(table)), XMLElement("system-err")]))
  }

  /// Under the names of the JSON fields.
  private static func properties(of report: Report) -> [(String, String)] {
    let all: [(String, String?)] = [
      ("verdict", report.verdict.rawValue), ("tool.version", report.toolVersion),
      ("host.kernel", report.host.kernel), ("host.architecture", report.host.architecture),
      ("host.cpus", "\(report.host.cpus)"), ("host.cpuModel", report.host.cpuModel),
      ("host.fileSystem", report.host.fileSystem), ("seed", report.seed.map { "\($0)" }),
      ("startedAt", report.startedAt), ("gate.confidence", report.gate.map { "\($0.confidence)" }),
      ("gate.judgements", report.gate?.judgements.map { "\($0)" }),
      ("scenario.reader", report.scenario.reader.name),
      ("scenario.readerCommand", report.scenario.reader.command),
      ("scenario.symbol", report.scenario.reader.symbol),
    ]
    let runs = report.runs.enumerated().flatMap { index, run in
      CSVField.ofSubject(report, run).map { ("runs[\(index)].\($0)", $1) }
    }
    return all.compactMap { name, value in value.map { (name, Text.printable($0)) } }
      + runs.map { ($0, Text.printable($1)) }
  }
}

/// What suites are called.
enum JUnitNames {
  /// Each name printable; of several that are the same, the later ones are numbered, since CI systems know a test case
  /// by its names.
  static func unique(_ names: [String]) -> [String] {
    var taken: Set<String> = []
    return names.map { name in
      let name = Text.printable(name)
      var unique = name
      var number = 1
      while !taken.insert(unique).inserted {
        number += 1
        unique = "\(name) (\(number))"
      }
      return unique
    }
  }
}
