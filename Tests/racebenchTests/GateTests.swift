import RaceModel
import RaceReports
import RaceSystem
import Testing

/// A gate's exit status and its one line. All races are in lock-step, where every swap of a control is caught, so
/// that each of them comes out the same every time.
struct GateTests {
  struct Gated {
    let status: Int32
    let reports: [Report]
    let errors: String

    func run(_ name: String, _ role: Role = .subject) throws -> Run {
      try #require(
        reports.first?.runs.first { $0.subject.name == name && $0.role == role })
    }
  }

  private static let race = [
    "--rendezvous", "--size", "64KiB", "--seed", "1", "--readers", "2", "--glancers", "1",
    "--format", "json",
  ]

  /// Gates, and checks that the reports are whole and that a failure is one line.
  private func gate(
    _ arguments: [String], scenarios: [String] = [], signer: String? = "none"
  ) throws -> Gated {
    let racebench = try RaceExecutable()
    var files: [String] = []
    for (number, text) in scenarios.enumerated() {
      files.append(try racebench.write("\(number).yaml", text))
    }
    let signing = signer.map { ["--signer", $0] } ?? []
    let outcome = try racebench.run(["gate"] + files + Self.race + signing + arguments)
    guard case .exited(let status) = outcome.end else {
      throw Failure(.defect, "\(outcome.end): \(outcome.errors)")
    }
    #expect(
      outcome.errors.split(separator: "\n").count == (status == 0 ? 0 : 1), "\(outcome.errors)")
    let reports = try ReportFile.decode(Array(outcome.output.utf8), path: "standard output")
    return Gated(status: status, reports: reports, errors: outcome.errors)
  }

  @Test("What is good passes, beside both controls, as soon as that is decided")
  func good() throws {
    let gated = try gate(["--strategy", "staged"])
    #expect(gated.status == 0, "\(gated.errors)")
    let report = try #require(gated.reports.first)
    #expect(report.verdict == .pass)
    #expect(
      report.runs.map(\.subject.name) == [
        "staged", "inplace", "backup-rename", "patch-after-rename",
      ])
    #expect(report.runs.map(\.role) == [.subject, .control, .control, .control])
    #expect(report.runs.map(\.judgement.verdict) == [.pass, .fail, .fail, .fail])
    #expect(report.runs.map(\.windows.count) == [10, 10, 10, 10])
    #expect(report.gate?.judgements == 2 && report.gate?.confidence == 0.95)
    // The bound holds for all looks at once: p¹⁰ = 0.05 / 11, and (1 - p)¹⁰ is left. With Clopper and Pearson's
    // p¹⁰ = 0.05 it would be 0.0000014, and five swaps would have been taken for enough.
    let chance = try #require(gated.run("staged").judgement.chanceOfMissing)
    #expect((0.000158...0.000159).contains(chance))
    #expect(report.scenario.extent == .untilDecided(within: Scenario.Limits.defaultTimeLimit))
    #expect(report.checks.map(\.outcome) == [.met])
  }

  @Test("What is broken is told with the first state that shows it")
  func broken() throws {
    let gated = try gate(["--strategy", "inplace"])
    #expect(gated.status == 1)
    #expect(gated.errors.hasPrefix("racebench: unmet: inplace: expected verdict pass, got fail: "))
    #expect(gated.errors.contains("first: 0 B empty"))
    #expect(try gated.run("inplace").judgement.verdict == .fail)
  }

  @Test(
    "What could not have shown anything is no pass",
    arguments: [
      // Which reason it is depends on how far the race came.
      (["--time-limit", "1ms"], "inconclusive"),
      (["--swaps", "1"], "1 swap with a look at it would show too little"),
      (["--swaps", "8", "--confidence", "0.9999"], "8 swaps with a look at it"),
    ])
  func weak(_ arguments: [String], _ fragment: String) throws {
    let gated = try gate(["--strategy", "staged"] + arguments)
    #expect(gated.status == 2)
    #expect(
      gated.errors.contains("inconclusive: staged: expected verdict pass, got inconclusive: "))
    #expect(gated.errors.contains(fragment), "\(gated.errors)")
    #expect(gated.reports.first?.verdict == .inconclusive)
  }

  @Test("A command that could not be caught as a control makes nothing pass")
  func wholeControl() throws {
    let controls = ["", "inplace, "].map {
      "subjects: [staged]\ncontrols: [\($0){updater: 'mv {source} {target}', name: whole}]\n"
    }
    for scenario in controls {
      let gated = try gate(["--swaps", "20"], scenarios: [scenario])
      #expect(gated.status == 2)
      #expect(
        gated.errors.contains(
          "the control whole was not caught, and is not known to be broken here"))
    }
  }

  @Test(
    "A strategy that could not be caught as a control is refused before anything is raced",
    arguments: [
      ["--control", "staged"], ["--control", "inplace", "--control", "exchange"],
      ["--control", "staged-shared", "--writers", "2"], ["--control", "staged-sign-after"],
    ])
  func uselessControl(_ arguments: [String]) throws {
    try RaceExecutable().expectRefusal(
      64, ["gate", "--strategy", "staged", "--signer", "none"] + arguments,
      saying: "the control \(arguments.contains("inplace") ? arguments[3] : arguments[1])",
      "is not known to be broken here", "name another (--control)")
  }

  /// Under what each is broken. `staged` is whole there, but cannot rename from another file system.
  static let reversions: [(strategy: String, condition: [String])] = [
    ("inplace", []), ("overwrite", []), ("unlink-create", []), ("backup-rename", []),
    ("symlink-relink", []),
    ("staged-sign-after", ["--signer", "append"]),
    ("staged-shared", ["--writers", "2"]),
    ("staged-elsewhere", ["--staging-directory", "/dev/shm"]),
  ]

  @Test("Reverting the fix turns it red", arguments: reversions.indices)
  func reverted(_ index: Int) throws {
    let (strategy, condition) = Self.reversions[index]
    let here = try PathCalls.status("/tmp").st_dev
    guard try condition.last != "/dev/shm" || PathCalls.status("/dev/shm").st_dev != here else {
      return print("skipped: \(strategy): /dev/shm is the file system of the temporary directory")
    }
    let signer = condition.contains("--signer") ? nil : "none"
    let whole = condition.last == "/dev/shm" ? [] : condition
    let fixed = try gate(["--strategy", "staged"] + whole, signer: signer)
    #expect(fixed.status == 0, "\(fixed.errors)")
    let reverted = try gate(["--strategy", strategy] + condition, signer: signer)
    #expect(reverted.status == 1, "\(reverted.errors)")
    #expect(reverted.errors.contains("unmet: \(strategy): expected verdict pass, got fail"))
  }

  /// Its signer puts the target's own bytes into the file that is then published.
  @Test("An updater that changes nothing is no pass")
  func unchanging() throws {
    let signer = "command:cp \"$(dirname {file})/target.bin\" {file} 2>&1 || true"
    let gated = try gate(["--strategy", "staged", "--swaps", "6"], signer: signer)
    #expect(gated.status == 2, "\(gated.errors)")
    #expect(gated.errors.contains("the updater changes nothing"), "\(gated.errors)")
  }

  @Test("Controls and confidence are those that are named")
  func choices() throws {
    let gated = try gate([
      "--control", "overwrite", "--confidence", "0.8", "--swaps", "6",
    ])
    #expect(gated.status == 0, "\(gated.errors)")
    let report = try #require(gated.reports.first)
    #expect(report.runs.map(\.subject.name) == ["staged", "overwrite"])
    #expect(report.gate?.confidence == 0.8 && report.gate?.judgements == nil)
    #expect(report.scenario.extent == .swaps(6))
  }

  @Test("Expectations are met, unmet or open, each in its words")
  func expectations() throws {
    func scenario(_ inplace: String, _ staged: String = "{verdict: pass, kinds: [stable]}")
      -> String
    {
      """
      swaps: 1
      subjects:
        - {strategy: inplace, expect: \(inplace)}
        - {strategy: staged, expect: \(staged)}

      """
    }
    let met = try gate(
      [],
      scenarios: [
        scenario("{verdict: fail, partialReads: '>0', kinds: [stable, empty, truncated]}")
      ])
    #expect(met.status == 0, "\(met.errors)")
    #expect(met.reports.first?.verdict == .pass && met.reports.first?.checks.count == 5)

    let kinds = try gate([], scenarios: [scenario("{kinds: [stable, truncated]}")])
    #expect(kinds.status == 1)
    #expect(
      kinds.errors.contains(
        "unmet: inplace: expected kinds [stable, truncated], got [stable, empty, truncated]: 0 B empty\n"
      ))

    let several = try gate(
      [], scenarios: [scenario("{verdict: pass, partialReads: 0, contracts: {content: kept}}")])
    #expect(several.status == 1)
    #expect(several.errors.contains("unmet: inplace: expected verdict pass, got fail"))
    #expect(several.errors.hasSuffix("; and 2 more\n"), "\(several.errors)")

    let open = try gate(
      ["--swaps", "1"],
      scenarios: [scenario("{verdict: fail}", "{verdict: pass, contracts: {content: kept}}")])
    #expect(open.status == 2)
    #expect(open.errors.contains("inconclusive: staged: "))
    #expect(open.errors.hasSuffix("; and 1 more\n"))

    let worst = try gate(["--swaps", "1"], scenarios: [scenario("{verdict: pass}")])
    #expect(worst.status == 1)
    #expect(worst.errors.contains("unmet: inplace: ") && !worst.errors.contains("more"))
  }

  @Test("Of several scenarios all are raced and written, and the worst decides")
  func several() throws {
    let good = "subjects: [staged]\n"
    let bad = "subjects: [inplace]\n"
    let open = "subjects: [staged]\ntimeLimit: 1ms\n"
    for (scenarios, status) in [([good, good], 0), ([bad, open, good], 1), ([good, open], 2)]
      as [([String], Int32)]
    {
      let gated = try gate([], scenarios: scenarios)
      #expect(gated.status == status, "\(gated.errors)")
      #expect(gated.reports.count == scenarios.count)
    }
  }

  @Test("A signer that fails: staged rolls back, inplace does not")
  func rollback() throws {
    let arguments = ["--strategy", "staged", "--require", "rollback"]
    let kept = try gate(arguments, signer: "fail")
    #expect(kept.status == 0, "\(kept.errors)")
    #expect(try kept.run("staged").contracts[.rollback] == .kept)
    #expect(kept.reports.first?.checks.map(\.aspect) == [.verdict, .contract(.rollback)])
    #expect(try kept.run("inplace", .control).subject.updater.strategy?.signer == SignerSpec.none)

    let broken = try gate(["--strategy", "inplace", "--require", "rollback"], signer: "fail")
    #expect(broken.status == 1)
    #expect(broken.errors.contains("; and 1 more"))
    #expect(try broken.run("inplace").contracts[.rollback]?.name == .broken)

    let pinned = try gate(
      [],
      scenarios: [
        """
        signer: fail
        subjects:
          - {strategy: inplace, expect: {verdict: fail, contracts: {rollback: broken}}}
          - {strategy: staged, expect: {verdict: pass, contracts: {rollback: kept}}}

        """
      ], signer: nil)
    #expect(pinned.status == 0, "\(pinned.errors)")
  }

  @Test("A contract that was not looked at is not kept")
  func unchecked() throws {
    let gated = try gate(["--require", "content,presence", "--require", "rollback"])
    #expect(gated.status == 2)
    #expect(
      gated.errors.contains(
        "inconclusive: staged: expected contract rollback kept, got not checked: the signer does not fail; "
          + "race with --signer fail\n"))
    #expect(try gate(["--require", "content,presence"]).status == 0)
  }

  @Test("A result that is red is written all the same, and can be rendered again")
  func written() throws {
    let racebench = try RaceExecutable()
    let file = racebench.files + "/result.json"
    let outcome = try racebench.run(
      ["gate", "--strategy", "inplace", "--signer", "none", "--output", file] + Self.race)
    #expect(outcome.end == .exited(status: 1))
    let again = try racebench.run(["report", file, "--format", "json"])
    #expect(again.end == .exited(status: 0) && again.output == outcome.output)
  }

  @Test("A run races no controls, and as many swaps as the file says")
  func measured() throws {
    let racebench = try RaceExecutable()
    let scenario = try racebench.write(
      "s.yaml", "swaps: 2\ncontrols: [inplace]\ntimeLimit: 1s\nsubjects: [staged]\nsigner: none\n")
    let report = try racebench.run([scenario] + Self.race).report()
    #expect(report.runs.map(\.subject.name) == ["staged"] && report.gate == nil)
    #expect(report.runs.map(\.windows.count) == [2])
  }

  static let usage: [BadInputTests.Line] = [
    .init("gate --control stagd", "--control", "did you mean \"staged\"?"),
    .init("gate --control inplace --control inplace", "two controls called \"inplace\""),
    .init("gate --confidence 0.5", "--confidence", "above 0.5"),
    .init("gate --confidence 1", "--confidence", "below 1"),
    .init("gate --confidence nan", "--confidence"), .init("gate --confidence high", "high"),
    .init("gate --time-limit 60", "--time-limit", "5s"),
    .init("gate --time-limit 0s", "--time-limit"),
    .init("gate --time-limit 1s --swaps 3", "--time-limit", "exclude"),
    .init("gate --duration 1s --time-limit 1s", "--time-limit", "exclude"),
    .init("gate --swaps 0", "--swaps"),
    .init("gate --require rolback", "--require", "did you mean \"rollback\"?"),
    .init("gate --require content,,presence", "--require", "unknown contract \"\""),
    .init("--control inplace", "--control"), .init("run --require content", "--require"),
  ]

  @Test("Wrong usage", arguments: usage)
  func wrongUsage(_ line: BadInputTests.Line) throws {
    let text = try RaceExecutable().expectRefusal(64, line.arguments)
    for fragment in line.fragments { #expect(text.contains(fragment), "\(text)") }
  }

  @Test("A scenario that is wrong is refused before anything is raced")
  func badScenario() throws {
    let racebench = try RaceExecutable()
    let good = try racebench.write("good.yaml", "subjects: [staged]\n")
    let bad = try racebench.write(
      "bad.yaml", "subjects:\n  - strategy: staged\n    expect: {verdict: passt}\n")
    try racebench.expectRefusal(
      65, ["gate", good, bad], saying: "bad.yaml:3: verdict: ", "did you mean \"pass\"?")
    try racebench.expectRefusal(65, ["gate", racebench.files + "/no.yaml"], saying: "no.yaml")
  }
}
