import RaceModel
import RaceReports
import Testing

/// Several scenarios in one gate, of which a later one cannot be raced.
struct GateSeriesTests {
  private static let race = "readers: 2\nglancers: 1\nrendezvous: true\nsigner: none\n"
  private static let impossible =
    race + "contents: {command: 'echo no luck >&2; exit 3 # {a} {b}'}\nsubjects: [staged]\n"

  private func gate(_ first: String) throws -> RaceExecutable.Outcome {
    let racebench = try RaceExecutable()
    let good = "contents: {generate: {size: 64KiB, seed: 1}}\n"
    let files = [
      try racebench.write("1.yaml", good + Self.race + "subjects: [\(first)]\n"),
      try racebench.write("2.yaml", Self.impossible),
    ]
    return try racebench.run(["gate"] + files + ["--format", "json", "--quiet"])
  }

  @Test("A finding is not lost with what could not be raced after it")
  func finding() throws {
    let outcome = try gate("inplace")
    #expect(outcome.end == .exited(status: 1), "\(outcome.errors)")
    #expect(outcome.errors.hasPrefix("racebench: unmet: inplace: expected verdict pass, got fail"))
    let reports = try ReportFile.decode(Array(outcome.output.utf8), path: "standard output")
    #expect(reports.map(\.verdict) == [.fail])
  }

  @Test("A pass does not excuse it")
  func pass() throws {
    let outcome = try gate("staged")
    #expect(outcome.end == .exited(status: 65), "\(outcome.errors)")
    #expect(outcome.errors.contains("no luck"), "\(outcome.errors)")
    let reports = try ReportFile.decode(Array(outcome.output.utf8), path: "standard output")
    #expect(reports.map(\.verdict) == [.pass])
  }

  @Test("Where nothing was raced nothing is printed")
  func nothing() throws {
    let racebench = try RaceExecutable()
    let file = try racebench.write("2.yaml", Self.impossible)
    let outcome = try racebench.run(["gate", file, "--quiet"])
    #expect(outcome.end == .exited(status: 65))
    #expect(outcome.output.isEmpty)
  }
}
