import Foundation
import RaceModel
import RaceReports
import Testing

/// `racebench report` of saved explorations, and of what is none.
struct ReportTests {
  /// A rename between two writes that show nothing.
  private static let exploration: ExplorationReport = {
    func content(_ bytes: UInt64) -> ContentFacts {
      ContentFacts(bytes: bytes, xxh128: Digest(high: bytes, low: 0))
    }
    func state(_ bytes: UInt64, at step: Int, _ sightings: Int) -> SteppedState {
      SteppedState(
        observation: .content(Digest(high: 0, low: bytes), bytes: bytes), kind: .stable,
        grade: .required, firstStep: step, sightings: sightings)
    }
    let (old, new) = (Sighting(state: 0, file: 1), Sighting(state: 1, file: 2))
    let calls = [
      ("write(\"s\", 6)", old), ("rename(\"s\" → \"t\")", new), ("write(\"log\", 1)", new),
    ]
    let subject = Subject(strategy: "staged")
    let exploration = Exploration(
      subject: subject, contents: Contents(a: content(7), b: content(6)),
      ending: .exited(status: 0), start: old,
      steps: calls.enumerated().map { place, call in
        Step(
          index: place + 1, process: 1, name: String(call.0.prefix { $0 != "(" }), call: call.0,
          result: .returned(0), after: call.1)
      }, stepsAtEnd: 3, end: new, states: [state(7, at: 0, 2), state(6, at: 2, 3)],
      files: [SteppedFile(number: 1, path: "t"), SteppedFile(number: 2, path: "s")])
    return ExplorationReport(
      toolVersion: "0",
      host: Host(kernel: "k", architecture: "a", cpus: 1, cpuModel: nil, fileSystem: "f"),
      seed: nil, startedAt: "2026-02-03T04:05:06Z",
      plan: ExplorationPlan(contents: .files(a: "a", b: "b"), subject: subject),
      exploration: ExplorationJudge.judge(exploration, requiring: []))
  }()

  private func saved(in racebench: RaceExecutable) throws -> String {
    try racebench.write(
      "explored.json",
      try ExplorationFormat.json.render(ShownExplorations([Self.exploration])))
  }

  @Test("Every form of a saved exploration, printed and written")
  func forms() throws {
    let racebench = try RaceExecutable()
    let path = try saved(in: racebench)
    for format in ExplorationFormat.allCases {
      let file = "\(racebench.files)/again.\(format.fileExtensions[0])"
      let outcome = try racebench.run(
        ["report", path, "--format", format.rawValue, "--output", file])
      #expect(outcome.end == .exited(status: 0) && outcome.errors == "", "\(outcome.errors)")
      let expected = try format.render(ShownExplorations([Self.exploration]))
      #expect(outcome.output == expected)
      #expect(try String(contentsOfFile: file, encoding: .utf8) == expected)
    }
    let two = try racebench.run(["report", path, path])
    #expect(two.output.components(separatedBy: "explore: pass").count == 3)
  }

  @Test("All steps, on the terminal and in files")
  func allSteps() throws {
    let racebench = try RaceExecutable()
    let path = try saved(in: racebench)
    let file = racebench.files + "/all.md"
    let some = try racebench.run(["report", path])
    let all = try racebench.run(["report", path, "--all-steps", "--output", file])
    #expect(some.output.contains("others: 2 write") && !some.output.contains("write(\"log\", 1)"))
    #expect(!all.output.contains("others:") && all.output.contains("write(\"log\", 1)"))
    #expect(try String(contentsOfFile: file, encoding: .utf8).contains("write(\"log\", 1)"))
  }

  @Test("Races and explorations are not rendered together, and races have no steps")
  func kinds() throws {
    let racebench = try RaceExecutable()
    let explored = try saved(in: racebench)
    let race = racebench.files + "/race.json"
    _ = try racebench.run(
      [
        "--strategy", "staged", "--readers", "1", "--swaps", "1", "--size", "4KiB", "--output",
        race,
      ])
    try racebench.expectRefusal(
      64, ["report", race, explored], saying: "races and explorations", "apart")
    try racebench.expectRefusal(64, ["report", race, "--all-steps"], saying: "--all-steps")
    try racebench.expectRefusal(
      65, ["compare", race, explored],
      saying: "explored.json is an exploration; compare takes races")
  }
}
