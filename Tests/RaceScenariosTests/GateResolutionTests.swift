import RaceModel
import Testing

@testable import RaceScenarios

@Suite("What a gate makes of a scenario")
struct GateResolutionTests {
  private static let seconds60 = TimeSpan(nanoseconds: 60_000_000_000)

  private func gate(
    _ yaml: String = "{}", _ flags: ScenarioDraft = ScenarioDraft()
  ) throws -> Scenario {
    let purpose = Purpose.gate(catalogue)
    return try flags.merged(over: purpose.reading(parsed(yaml)))
      .resolved(for: purpose, defaultSeed: 591)
  }

  private func flags(_ change: (inout ScenarioDraft) -> Void) -> ScenarioDraft {
    var flags = ScenarioDraft()
    change(&flags)
    return flags
  }

  @Test("What is not said is decided by the gate")
  func defaults() throws {
    let expected = Scenario(
      contents: .generate(size: ByteCount(7_800_000), seed: 591), glancers: 4,
      extent: .untilDecided(within: Self.seconds60), subjects: [Subject(strategy: "staged")],
      controls: [
        Subject(strategy: "inplace"), Subject(strategy: "backup-rename"),
        Subject(strategy: "patch-after-rename", signer: .none),
      ],
      confidence: 0.95)
    #expect(try gate() == expected)
    #expect(
      try ScenarioDraft().resolved(for: .gate(catalogue), defaultSeed: 591) == expected)
  }

  @Test("Every key of a gate is read, and a run leaves all of them aside but what is expected")
  func everyKey() throws {
    let yaml = """
      glancers: 0
      swaps: 7
      timeLimit: 2.5s
      confidence: 0.99
      subjects:
        - strategy: staged
          expect: {verdict: pass}
      controls:
        - staged
        - strategy: overwrite
          name: the other one
          copy: sendfile
          signer: sleep:1ms
          stagingDirectory: /dev/shm
      """
    let scenario = try gate(yaml)
    #expect(scenario.glancers == 0)
    #expect(scenario.extent == .untilDecided(within: TimeSpan(nanoseconds: 2_500_000_000)))
    #expect(scenario.confidence == 0.99)
    #expect(
      scenario.controls == [
        Subject(strategy: "staged"),
        Subject(
          name: "the other one", strategy: "overwrite", copy: .sendfile,
          signer: SignerSpec("sleep:1ms"), stagingDirectory: "/dev/shm"),
      ])
    var measured = scenario
    measured.extent = .swaps(7)
    measured.controls = []
    measured.confidence = 0.95
    #expect(try parsed(yaml).resolved(for: .run, defaultSeed: 591) == measured)
  }

  @Test("Only flags fix a gate's length: what a file says is what a run races")
  func extent() throws {
    for yaml in ["swaps: 30", "duration: 1s", "{swaps: 30, timeLimit: 60s}"] {
      #expect(try gate(yaml).extent == .untilDecided(within: Self.seconds60), "\(yaml)")
    }
    let swaps = flags { $0.extent = .swaps(3) }
    #expect(try gate("{duration: 1s, timeLimit: 2s}", swaps).extent == .swaps(3))
    let limit = flags { $0.timeLimit = TimeSpan(nanoseconds: 5) }
    #expect(
      try gate("{swaps: 1, timeLimit: 2s}", limit).extent
        == .untilDecided(within: TimeSpan(nanoseconds: 5)))
  }

  @Test(
    "Controls are signed and copied as the scenario says for all, or else as the first subject",
    arguments: [
      ("{}", "busy:40ms", CopyMethod.write),
      ("{signer: append, copy: mmap}", "append", .mmap),
      (
        "subjects: [{strategy: staged, signer: append, copy: mmap}, staged-durable]", "append",
        .mmap
      ),
      (
        "{signer: none, copy: sendfile, subjects: [{strategy: staged, signer: append, copy: mmap}]}",
        "none", .sendfile
      ),
      ("signer: fail", "none", .write),
      ("subjects: [{strategy: staged, signer: fail}]", "none", .write),
      ("{signer: append, subjects: [{strategy: staged, signer: fail}]}", "append", .write),
    ])
  func asSubjects(_ yaml: String, _ signer: String, _ copy: CopyMethod) throws {
    let controls = try gate(yaml).controls
    #expect(
      controls
        == ["inplace", "backup-rename"].map {
          Subject(strategy: $0, copy: copy, signer: SignerSpec(signer))
        } + [Subject(strategy: "patch-after-rename", copy: copy, signer: .none)])
  }

  @Test("What a control says for itself holds against flags too")
  func ownChoices() throws {
    let yaml =
      "controls: [{strategy: inplace, signer: sleep:1ms, copy: mmap}, {strategy: overwrite, signer: fail}]"
    let controls = try gate(
      yaml,
      flags {
        $0.strategies.signer = SignerSpec("append")
        $0.strategies.copy = .sendfile
        $0.strategies.stagingDirectory = "/dev/shm"
      }
    ).controls
    #expect(
      controls == [
        Subject(strategy: "inplace", copy: .mmap, signer: SignerSpec("sleep:1ms")),
        Subject(strategy: "overwrite", copy: .sendfile, signer: SignerSpec("fail")),
      ])
  }

  @Test("A staging directory is the subjects' alone")
  func staging() throws {
    let scenario = try gate("{}", flags { $0.strategies.stagingDirectory = "/dev/shm" })
    #expect(scenario.subjects.map(\.updater.strategy?.stagingDirectory) == ["/dev/shm"])
    #expect(scenario.controls.map(\.updater.strategy?.stagingDirectory) == [nil, nil, nil])
  }

  @Test("What is required of all is added to what is expected of each")
  func required() throws {
    let yaml = """
      subjects:
        - staged
        - {strategy: inplace, expect: {kinds: [stable], contracts: {rollback: broken, content: broken}}}
      """
    let scenario = try gate(yaml, flags { $0.required = [.rollback, .presence] })
    #expect(
      scenario.subjects.map(\.expect) == [
        Expectation(verdict: .pass, contracts: [.rollback: .kept, .presence: .kept]),
        Expectation(
          kinds: [.stable], contracts: [.rollback: .kept, .presence: .kept, .content: .broken]),
      ])
    #expect(try gate(yaml).subjects.first?.expect == nil)
    #expect(scenario.controls.allSatisfy { $0.expect == nil })
  }

  @Test("Beside a command there are no glancers, and the gap in the name is one that it can meet")
  func commandReader() throws {
    for (yaml, glancers, controls) in [
      ("readerCommand: cat {target}", 0, ["inplace", "unlink-create", "backup-rename"]),
      ("{readerCommand: cat {target}, glancers: 2}", 2, ["inplace", "backup-rename"]),
      ("reader: exec", 4, ["inplace", "backup-rename"]),
      ("reader: dlopen", 4, ["inplace", "backup-rename"]),
      ("reader: mmap", 4, ["inplace", "backup-rename", "patch-after-rename"]),
    ] {
      let yaml = yaml.replacing("cat {target}", with: "'cat {target}'")
      let scenario = try gate(yaml)
      #expect(scenario.glancers == glancers && scenario.controls.map(\.name) == controls, "\(yaml)")
      // A command alone hardly ever meets a gap between two calls: that speaks of presence alone.
      #expect(
        scenario.controls.map(\.shows)
          == controls.map { glancers == 0 && $0 == "backup-rename" ? .presence : nil }, "\(yaml)")
    }
  }

  @Test("A control that is named must be caught, whichever readers there are")
  func namedControl() throws {
    let scenario = try gate(
      "readerCommand: 'cat {target}'",
      flags { $0.controls = [SubjectDraft(strategy: "backup-rename")] })
    #expect(scenario.controls.map(\.shows) == [nil])
  }

  @Test("Two controls of one name, or none, are wrong usage; a control may have a subject's name")
  func names() throws {
    let twice = flags {
      $0.controls = [SubjectDraft(strategy: "inplace"), SubjectDraft(strategy: "inplace")]
    }
    #expect(
      throws: Failure(.usage, "got two controls called \"inplace\"; expected another name for each")
    ) { try gate("{}", twice) }
    #expect(throws: Failure(.usage, "got no control; expected at least one")) {
      try gate("{}", flags { $0.controls = [] })
    }
    let same = try gate(
      "subjects: [inplace]", flags { $0.controls = [SubjectDraft(strategy: "inplace")] })
    #expect(same.subjects.map(\.name) == same.controls.map(\.name))
  }
}
