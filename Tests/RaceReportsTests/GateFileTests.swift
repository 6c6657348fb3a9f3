import RaceModel
import RaceReports
import Testing

/// Saved gates: what they say besides their runs must follow from these.
struct GateFileTests {
  /// What to replace in a good file, and what the message says after the file's name.
  static let errors: [(sample: Report, old: String, new: String, message: String)] = [
    (
      GateSamples.fail, "\"got\" : \"fail\"", "\"got\" : \"pass\"",
      "checks[0].got: \"pass\" stands here, but runs say \"fail\""
    ),
    (
      GateSamples.fail, "\"outcome\" : \"unmet\"", "\"outcome\" : \"met\"",
      "checks[0].outcome: \"met\" stands here, but runs say \"unmet\""
    ),
    (
      GateSamples.fail, "\"expected\" : \"pass\"", "\"expected\" : \"fail\"",
      "checks[0].expected: \"fail\" stands here, but runs say \"pass\""
    ),
    (
      GateSamples.fail, "\"subject\" : \"update\"", "\"subject\" : \"other\"",
      "checks[0].subject: \"other\" stands here, but runs say \"update\""
    ),
    (
      GateSamples.fail, "\"aspect\" : \"verdict\"", "\"aspect\" : \"kinds\"",
      "checks[0].aspect: \"kinds\" stands here, but runs say \"verdict\""
    ),
    (
      GateSamples.fail, "\"aspect\" : \"verdict\"", "\"aspect\" : \"luck\"",
      "checks[0].aspect: nothing is expected under \"luck\""
    ),
    (
      GateSamples.fail, "\"outcome\" : \"unmet\"", "\"outcome\" : \"good\"",
      "checks[0].outcome: "
    ),
    (GateSamples.fail, "\"checks\" : [", "\"x\" : [", "checks: expected here, but missing"),
    (
      GateSamples.fail, "\"checks\" : [", "\"checks\" : [], \"x\" : [",
      "checks: 0 stand here, but runs say 1"
    ),
    (
      GateSamples.fail, "\"confidence\" : 0.95,\n    \"judgements\"",
      "\"confidence\" : 1, \"judgements\"",
      "gate: expected a confidence between 0 and 1, got 1.0"
    ),
    (
      GateSamples.fail, "\"confidence\" : 0.95,\n    \"judgements\"",
      "\"confidence\" : 0, \"judgements\"",
      "gate: expected a confidence"
    ),
    (
      GateSamples.fail, "\"judgements\" : 1", "\"judgements\" : -1",
      "gate: judgements are -1, which the scenario's length does not allow"
    ),
    (GateSamples.pass, "\"chanceOfMissing\" : 0.0", "\"chanceOfMissing\" : 1.0", "runs[0].chance"),
    (GateSamples.pass, "\"chanceOfMissing\" : 0", "\"chanceOfMissing\" : -0", "runs[0].chance"),
    (
      GateSamples.pass, "\"chanceOfMissing\" : 0.0", "\"chanceOfMissing\" : 0.1",
      "gate: runs[0] is a \"pass\", but its chance of missing something as broken as the control is 0.1"
    ),
    (
      GateSamples.pass, "\"chanceOfMissing\"", "\"x\"",
      "gate: runs[0] is a \"pass\", but its chance of missing something as broken as the control is left"
    ),
    (
      GateSamples.pass, "\"state\" : \"kept\"", "\"state\" : \"broken\"",
      "runs[0].contracts.content: \"broken\" stands here, but the run says \"kept\""
    ),
    (
      GateSamples.fail, "\"confidence\" : 0.95,\n    \"judgements\"",
      "\"confidence\" : 0.5, \"judgements\"",
      "gate: the confidence is 0.5, but the scenario says 0.95"
    ),
    (
      GateSamples.fail, "\"judgements\" : 1", "\"x\" : 1",
      "gate: judgements are left out, which the scenario's length does not allow"
    ),
    (
      GateSamples.pass, "\"role\" : \"control\"", "\"role\" : \"subject\"",
      "gate: the runs are not those of the scenario's subjects and controls"
    ),
    (
      GateSamples.pass, "\"strategy\" : \"staged\"", "\"strategy\" : \"exchange\"",
      "gate: the runs are not those of the scenario's subjects and controls"
    ),
    (
      GateSamples.pass, "\"subject\" : \"backup-rename\"", "\"subject\" : \"another\"",
      "gate: the runs are not those of the scenario's subjects and controls"
    ),
    (
      GateSamples.pass, "\"readers\" : 8", "\"readers\" : 9",
      "gate: runs[0] is a \"pass\", but its figures say: the control inplace was not raced with the same"
    ),
    (
      GateSamples.rollback, "\"checked\" : 6", "\"checked\" : 4",
      "runs[1].rollback: 5 broken of 4 checked, first: left .target.bin.x1 behind"
    ),
    (
      GateSamples.rollback, "\"broken\" : 5", "\"broken\" : -5",
      "runs[1].rollback: -5 broken of 6 checked"
    ),
    (
      GateSamples.rollback, "\"broken\" : 5", "\"broken\" : 0",
      "runs[1].rollback: 0 broken of 6 checked, first: left"
    ),
    (
      GateSamples.rollback, "\"first\" : \"left", "\"x\" : \"left",
      "runs[1].rollback: 5 broken of 6 checked, first: none"
    ),
  ]

  /// A gate is none without what it was judged by, and no mere race either.
  @Test func aGateThatWasDroppedIsMissed() throws {
    for sample in [GateSamples.pass, GateSamples.fail] {
      let text = try Format.json.render([sample])
      let found = problem(text.replacing("\n  \"gate\" : {", with: "\n  \"_\" : {"))
      #expect(
        found == "result.json: gate: expected here, but missing, and only a gate races controls")
    }
    var alone = GateSamples.pass
    alone.scenario.controls = []
    alone.runs.removeAll { $0.role == .control }
    alone.gate = nil
    alone.verdict = .pass
    #expect(
      problem(try Format.json.render([alone]))?.hasSuffix("only a gate goes on until it is decided")
        == true)
  }

  @Test(arguments: errors.indices)
  func anErrorNamesItsPlace(_ index: Int) throws {
    let (sample, old, new, message) = Self.errors[index]
    let text = try Format.json.render([sample])
    // The rollback that is broken stands behind the one that is kept.
    let places = text.ranges(of: old)
    let place = try #require(
      old.contains("checked") ? places.dropFirst().first : places.first,
      "nothing to replace: \(old)")
    let found = problem(text[..<place.lowerBound] + new + text[place.upperBound...])
    #expect(found?.hasPrefix("result.json: \(message)") == true, "\(found ?? "read")")
  }

  /// The verdict on the whole is that on the checks, not that on the runs.
  @Test func theVerdictMustFollowFromTheChecks() throws {
    var report = GateSamples.expectedFail
    #expect(problem(try Format.json.render([report])) == nil)
    report.verdict = .fail
    #expect(
      problem(try Format.json.render([report]))
        == "result.json: verdict: \"fail\" stands here, but runs say \"pass\"")
  }

  /// Later versions may word the evidence anew, know further contracts and write further fields; earlier ones
  /// knew no contracts.
  @Test(arguments: [
    ("\"evidence\" : \"", "\"evidence\" : \"in other words: "),
    ("\"contracts\" : {", "\"contracts\" : { \"kill\" : { \"state\" : \"unheard of\" }, "),
    ("\"contracts\" : {", "\"contracts\" : {}, \"x\" : {"),
    ("\"contracts\" : {", "\"x\" : {"), ("\"aspect\"", "\"x\" : [1], \"aspect\""),
    ("\"judgements\"", "\"x\" : null, \"judgements\""),
  ])
  func otherVersionsAreRead(_ old: String, _ new: String) throws {
    for report in [GateSamples.fail, GateSamples.unmet] {
      let text = try Format.json.render([report])
      let place = try #require(text.firstRange(of: old), "nothing to replace: \(old)")
      let changed = text[..<place.lowerBound] + new + text[place.upperBound...]
      #expect(try ReportFile.decode(changed.utf8, path: "result.json") == [report])
    }
  }

  private func problem(_ text: some StringProtocol) -> String? {
    do {
      _ = try ReportFile.decode(text.utf8, path: "result.json")
      return nil
    } catch {
      #expect(error.status == .badData)
      return error.message
    }
  }
}
