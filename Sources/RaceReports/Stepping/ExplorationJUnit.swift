import RaceModel

/// Explorations in JUnit's XML: a suite for each, with a test case for each contract that decides.
enum ExplorationJUnit {
  static func document(of reports: [ExplorationReport]) -> String {
    let names = JUnitNames.unique(reports.map(\.exploration.subject.name))
    let suites = zip(reports, names).enumerated().map { index, pair in
      suite(pair.0, name: pair.1, index: index)
    }
    return XMLElement("testsuites", [], .elements(suites)).document
  }

  private static func suite(
    _ report: ExplorationReport, name: String, index: Int
  ) -> XMLElement {
    let table = ExplorationTable(of: report, false, style: .plain).text
    let time = JUnitTime.seconds([report.exploration.wallNanoseconds])
    let cases = cases(of: report)
    let elements = cases.enumerated().map { place, test in
      // CI systems add the times up, so that only the first test case has taken any.
      element(test, of: name, time: place == 0 ? time : JUnitTime.seconds([]), table: table)
    }
    let properties = properties(of: report).map {
      XMLElement("property", [("name", $0), ("value", Text.printable($1))])
    }
    return XMLElement(
      "testsuite",
      [
        ("name", name), ("package", "racebench"), ("id", "\(index)"),
        // What the schemas ask for, where the name is not known.
        ("hostname", "localhost"), ("tests", "\(cases.count)"),
        ("failures", "\(cases.count { $0.outcome == .unmet })"),
        ("errors", "\(cases.count { $0.outcome == .inconclusive })"), ("skipped", "0"),
        ("timestamp", JUnitTime.stamp(report.startedAt)), ("time", time),
      ],
      .elements(
        [XMLElement("properties", [], .elements(properties))] + elements
          + [XMLElement("system-out", [], .text(table)), XMLElement("system-err")]))
  }

  /// A contract that decides, and what came of it.
  private struct Case {
    let contract: Contract
    let outcome: Check.Outcome
    let message: String
  }

  /// Content and presence, and what was required besides. What is not broken counts for nothing where the verdict is
  /// inconclusive.
  private static func cases(of report: ExplorationReport) -> [Case] {
    let judgement = report.exploration.judgement
    let contracts = report.exploration.contracts
    var seen: Set<Contract> = []
    let deciding = ([.content, .presence] + report.plan.required).filter {
      seen.insert($0).inserted
    }
    return deciding.map { contract in
      switch contracts[contract] {
      case .broken(let evidence):
        return Case(contract: contract, outcome: .unmet, message: evidence)
      case .kept where judgement.verdict != .inconclusive:
        return Case(contract: contract, outcome: .met, message: "")
      case .notChecked(let reason) where judgement.verdict != .inconclusive:
        return Case(contract: contract, outcome: .inconclusive, message: reason)
      case .kept, .notChecked, nil:
        return Case(contract: contract, outcome: .inconclusive, message: judgement.reason)
      }
    }
  }

  private static func element(
    _ test: Case, of suite: String, time: String, table: String
  ) -> XMLElement {
    let problem: [(name: String, value: String)] = [
      ("message", Text.printable(Text.cut(test.message, to: RunNotes.longestReason))),
      ("type", test.outcome.rawValue),
    ]
    let inner: [XMLElement] =
      switch test.outcome {
      case .met: []
      case .unmet: [XMLElement("failure", problem, .text(table))]
      case .inconclusive: [XMLElement("error", problem, .text(table))]
      }
    return XMLElement(
      "testcase",
      [("name", "contract \(test.contract.rawValue) kept"), ("classname", suite), ("time", time)],
      .elements(inner))
  }

  /// Under the names of the JSON fields.
  private static func properties(of report: ExplorationReport) -> [(String, String)] {
    let exploration = report.exploration
    let contracts = exploration.contracts
    let ended: (String, String) =
      switch exploration.ending {
      case .exited(let status): ("exitStatus", "\(status)")
      case .killed(let signal): ("signal", SignalName.text(signal))
      case .timedOut: ("timedOut", "true")
      }
    let all: [(String, String?)] =
      [
        ("verdict", exploration.judgement.verdict.rawValue),
        ("reason", exploration.judgement.reason), ("tool.version", report.toolVersion),
        ("host.kernel", report.host.kernel), ("host.architecture", report.host.architecture),
        ("host.cpus", "\(report.host.cpus)"), ("host.cpuModel", report.host.cpuModel),
        ("host.fileSystem", report.host.fileSystem), ("seed", report.seed.map { "\($0)" }),
        ("startedAt", report.startedAt), ended, ("subject", exploration.subject.name),
        ("strategy", exploration.subject.updater.strategy?.name),
        ("updater", exploration.subject.updater.command?.command),
      ]
      + Engine.stepping.contracts.map {
        ("contracts.\($0.rawValue).state", contracts[$0]?.name.rawValue)
      }
    return all.compactMap { name, value in value.map { (name, $0) } }
  }
}
