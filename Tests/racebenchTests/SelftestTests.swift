import Foundation
import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters
import Testing

@testable import RaceSampling

/// `racebench selftest`, as a person runs it.
struct SelftestTests {
  @Test("On this machine all is as it should be, and the table has a row for each")
  func all() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(["selftest"])
    // Of the variables that the search asks for it is given this one alone.
    let candidates = OtherFileSystem.candidates { $0 == "TMPDIR" ? racebench.temporary : nil }
    let hasOther =
      OtherFileSystem.place(besides: racebench.temporary, among: candidates) != nil
    let rows = outcome.output.split(separator: "\n").filter { !$0.hasPrefix(" ") }.map(cells)
    let expected =
      [["what", "condition", "expected", "got", "ok"]] + strategies(hasOther)
      + defects.prefix(6).map { [$0.0, "planted", $0.1, $0.1, "yes"] }
      + [("staged", "pass"), ("inplace", "fail")].map {
        [$0.0, "failing signer", $0.1, $0.1, "yes"]
      }
      + defects.dropFirst(6).map { [$0.0, "planted", $0.1, $0.1, "yes"] }
      + fullSpeed.map { [$0.0, "full speed", $0.1, $0.1, "yes"] }
    // Whether the narrow gap is met at full speed depends on what else the machine does; then it must say so.
    let speedy = [expected.count - 3, expected.count - 1]
    try #require(rows.count == expected.count, "\(outcome.output)")
    for place in rows.indices {
      if rows[place] == expected[place] { continue }
      let weak = speedy.contains(place) && ["inconclusive", "not caught"].contains(rows[place][3])
      #expect(weak && rows[place][4] == "no", "\(rows[place]) \(outcome.errors)")
    }
    if let first = rows.first(where: { $0[4] == "no" }) {
      #expect(outcome.end == .exited(status: 1))
      #expect(outcome.errors.hasPrefix("racebench: \(first[0]), \(first[1]): expected \(first[2])"))
      #expect(outcome.errors.split(separator: "\n").count == 1)
    } else {
      #expect(outcome.end == .exited(status: 0) && outcome.errors == "", "\(outcome.errors)")
    }
    #expect(outcome.output.split(separator: "\n").allSatisfy { $0.count <= 80 })
  }

  private let fullSpeed = [
    ("inplace", "fail"), ("staged", "pass"), ("control inplace", "caught"),
    ("control backup-rename", "caught"),
  ]

  private let defects = [
    ("a reader skips a look", "defect"), ("mixed taken for stable", "defect"),
    ("windows close early", "inconclusive"), ("a control is not run", "inconclusive"),
    ("a count is lost", "defect"), ("damage after the swap", "fail"),
    ("a staging file is left", "fail"), ("nothing is changed", "inconclusive"),
    ("idle half of the time", "truth broken"),
    ("taken back once", "monotone broken"),
  ]

  private func strategies(_ hasOtherFileSystem: Bool) -> [[String]] {
    let conditions = [
      ("changing signer", Condition(signing: .changesBytes)),
      ("two writers", Condition(signing: .changesBytes, severalWriters: true)),
      ("other file system", Condition(signing: .changesBytes, sameFileSystem: false)),
    ]
    return Strategies.all.map { strategy in
      let breaking = conditions.first { !strategy.weaknesses(under: $0.1).isEmpty }
      let condition = breaking?.0 ?? "none"
      if condition == "other file system" && !hasOtherFileSystem {
        return [strategy.name, condition, "not broken here", "not broken here", "yes"]
      }
      let verdict = condition == "none" ? "pass" : "fail"
      return [strategy.name, condition, verdict, verdict, "yes"]
    }
  }

  /// What stands between two blanks or more.
  private func cells(_ line: Substring) -> [String] {
    line.components(separatedBy: "  ").filter { !$0.isEmpty }
      .map { $0.trimmingCharacters(in: .whitespaces) }
  }

  @Test("What it cannot use it refuses like a race")
  func refusals() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      64, ["selftest", "--directory", racebench.files + "/none"], saying: "is not there")
    try racebench.expectRefusal(64, ["selftest", "--plant", "x"], saying: "--plant")
    for strategy in PlantedStrategies.all {
      try racebench.expectRefusal(64, ["--strategy", strategy.name], saying: strategy.name)
    }
  }

  @Test(
    "A signal ends it between its races too, and nothing is left", arguments: [2, 15] as [Int32])
  func signals(_ signal: Int32) throws {
    let racebench = try RaceExecutable()
    let running = try racebench.start(["selftest"])
    // The first race has begun: it has a root.
    _ = try Processes.wait("a race") { try PathCalls.entries(racebench.temporary).first }
    kill(running.process, signal)
    let outcome = try racebench.finish(running)
    #expect(outcome.output == "")
    switch outcome.end {
    case .exited(status: 128 + signal), .killed(signal: signal): break
    default: Issue.record("\(outcome.end)")
    }
    try racebench.expectNothingLeft()
  }
}
