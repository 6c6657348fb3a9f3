import RaceModel
import Testing

@testable import RaceScenarios

@Suite("Updaters of one's own")
struct UpdaterTests {
  private static let copier = "cp {source} {target}"

  private func command(_ scenario: Scenario, _ index: Int = 0) -> CommandSpec? {
    scenario.subjects[index].updater.command
  }

  private func flags(_ change: (inout ScenarioDraft) -> Void) -> ScenarioDraft {
    var flags = ScenarioDraft()
    change(&flags)
    return flags
  }

  private func run(_ yaml: String, _ flags: ScenarioDraft) throws -> Scenario {
    try flags.merged(over: parsed(yaml)).resolved(for: .run, defaultSeed: 591)
  }

  private func gate(
    _ yaml: String, _ flags: ScenarioDraft = ScenarioDraft()
  ) throws -> Scenario {
    let purpose = Purpose.gate(catalogue)
    return try flags.merged(over: purpose.reading(parsed(yaml)))
      .resolved(for: purpose, defaultSeed: 591)
  }

  @Test("What is not said of an updater has its default, and its text is its name")
  func defaults() throws {
    let scenario = try scenario("subjects:\n- updater: |\n    cp {source}\t\\\n      {target}\n")
    #expect(scenario.subjects.map(\.name) == ["cp {source} \\ {target}"])
    #expect(
      command(scenario)
        == CommandSpec(
          "cp {source}\t\\\n  {target}\n", timeout: TimeSpan(nanoseconds: 60_000_000_000),
          shell: .path("/bin/sh")))
  }

  @Test(
    "One mention is enough, by name or by variable",
    arguments: Placeholder.allCases.flatMap { [$0.name, "$\($0.variable)", "${\($0.variable)}"] })
  func mentions(_ text: String) throws {
    let scenario = try scenario("subjects: [{updater: './x \"\(text)\"'}]")
    #expect(command(scenario)?.command == "./x \"\(text)\"")
  }

  @Test(
    "A shell is a path as the process sees it, a name in PATH, or none",
    arguments: [
      ("/bin/bash", CommandShell.path("/bin/bash")), ("bin/sh", .path("lab/bin/sh")),
      ("./none", .path("lab/./none")), ("bash", .path("bash")), ("none", .none),
    ])
  func shells(_ text: String, _ shell: CommandShell) throws {
    let draft = try parsed(
      "subjects: [{updater: 'x {target}', shell: \(text)}]", path: "lab/s.yaml")
    #expect(
      draft.subjects == [SubjectDraft(.command("x {target}", CommandChoices(shell: shell)))])
  }

  @Test("The longest command is read")
  func longest() throws {
    let text = "{target}" + String(repeating: "x", count: (1 << 16) - 8)
    #expect(try command(scenario("subjects: [{updater: '\(text)'}]"))?.command == text)
  }

  @Test(
    "Beside an updater strategies sign nothing unless that is said",
    arguments: [
      ("subjects: [staged, {updater: 'x {target}'}]", ["none"]),
      ("subjects: [{updater: 'x {target}'}, staged, inplace]", ["none", "none"]),
      ("{signer: append, subjects: [staged, {updater: 'x {target}'}]}", ["append"]),
      (
        "subjects: [{updater: 'x {target}'}, {strategy: staged, signer: fail}, inplace]",
        ["fail", "none"]
      ),
      ("{subjects: [staged], controls: [{updater: 'x {target}'}]}", ["busy:40ms"]),
    ])
  func signers(_ yaml: String, _ signers: [String]) throws {
    for scenario in [try scenario(yaml), try gate(yaml)] {
      let strategies = scenario.subjects.compactMap(\.updater.strategy)
      #expect(strategies.map(\.signer.description) == signers)
    }
  }

  @Test("So it is by flags over a file")
  func signersByFlags() throws {
    let mixed = flags {
      $0.subjects = [
        SubjectDraft(strategy: "staged"), SubjectDraft(.command(Self.copier, CommandChoices())),
      ]
    }
    #expect(try run("{}", mixed).subjects[0].updater.strategy?.signer == SignerSpec.none)
    #expect(
      try run("signer: append", mixed).subjects[0].updater.strategy?.signer == SignerSpec("append"))
    let signing = flags { $0.strategies.signer = SignerSpec("busy:1ms") }
    let scenario = try run("subjects: [{updater: 'x {target}'}, staged]", signing)
    #expect(scenario.subjects[1].updater.strategy?.signer == SignerSpec("busy:1ms"))
    #expect(command(scenario) == CommandSpec("x {target}"))
  }

  @Test(
    "Controls beside an updater sign nothing unless they say so",
    arguments: [
      "subjects: [{updater: 'x {target}'}]", "subjects: [staged, {updater: 'x {target}'}]",
      "{signer: append, subjects: [{strategy: staged, signer: append}, {updater: 'x {target}'}]}",
    ])
  func controls(_ yaml: String) throws {
    let unsigned = ["inplace", "backup-rename", "patch-after-rename"].map {
      Subject(strategy: $0, signer: .none)
    }
    #expect(try gate(yaml).controls == unsigned)
    let own = flags {
      $0.controls = [
        SubjectDraft(strategy: "inplace", signer: SignerSpec("append")),
        SubjectDraft(strategy: "overwrite"),
      ]
    }
    #expect(
      try gate(yaml, own).controls == [
        Subject(strategy: "inplace", signer: SignerSpec("append")),
        Subject(strategy: "overwrite", signer: .none),
      ])
  }

  @Test("A gate's subject may be given by flags alone")
  func gateByFlags() throws {
    let scenario = try gate(
      "{}", flags { $0.subjects = [SubjectDraft(.command(Self.copier, CommandChoices()))] })
    #expect(scenario.subjects == [Subject(updater: .command(CommandSpec(Self.copier)))])
    #expect(
      scenario.controls
        == ["inplace", "backup-rename", "patch-after-rename"].map {
          Subject(strategy: $0, signer: .none)
        })
  }

  @Test("A control may be a command, too")
  func commandAsControl() throws {
    let yaml = """
      subjects: [{updater: 'x {target}'}]
      controls: [{updater: 'cp {source} {target}', name: cp, timeout: 2s}]
      """
    let timed = flags {
      $0.commands = CommandChoices(setup: "y", timeout: TimeSpan(nanoseconds: 7))
    }
    let scenario = try gate(yaml, timed)
    #expect(
      command(scenario)
        == CommandSpec("x {target}", setup: "y", timeout: TimeSpan(nanoseconds: 7)))
    // What it says for itself holds.
    #expect(
      scenario.controls == [
        Subject(
          name: "cp",
          updater: .command(
            CommandSpec(Self.copier, setup: "y", timeout: TimeSpan(nanoseconds: 2_000_000_000))))
      ])
  }

  @Test("What flags say of updaters beats what each says for itself, and leaves strategies alone")
  func flagsOverFile() throws {
    let yaml = """
      subjects:
        - staged
        - {updater: 'x {target}', name: own, setup: a, teardown: b, timeout: 3s, shell: none}
        - {updater: 'y {target}'}
      """
    let all = CommandChoices(
      setup: "s", teardown: "t", timeout: TimeSpan(nanoseconds: 9), shell: .path("/bin/bash"))
    let scenario = try run(yaml, flags { $0.commands = all })
    #expect(command(scenario, 0) == nil)
    #expect(command(scenario, 1) == all.resolved("x {target}"))
    #expect(command(scenario, 2) == all.resolved("y {target}"))
    #expect(scenario.subjects.map(\.name) == ["staged", "own", "y {target}"])
    let some = try run(yaml, flags { $0.commands.setup = "s" })
    #expect(
      command(some, 1)
        == CommandSpec(
          "x {target}", setup: "s", teardown: "b", timeout: TimeSpan(nanoseconds: 3_000_000_000),
          shell: .none))
  }

  @Test("A choice with nobody to speak to is wrong usage, which names its flag")
  func addressees() throws {
    func refusal(_ yaml: String, _ change: (inout ScenarioDraft) -> Void) -> String? {
      do {
        _ = try run(yaml, flags(change))
        return nil
      } catch {
        let failure = error as? Failure
        #expect(failure?.status == .usage)
        return failure?.message
      }
    }
    let updaters = "subjects: [{updater: 'x {target}'}]"
    let strategies = "subjects: [staged]"
    let forStrategies: [(String, (inout ScenarioDraft) -> Void)] = [
      ("--copy", { $0.strategies.copy = .mmap }),
      ("--signer", { $0.strategies.signer = SignerSpec.none }),
      ("--staging-directory", { $0.strategies.stagingDirectory = "/x" }),
    ]
    for (flag, change) in forStrategies {
      #expect(
        refusal(updaters, change)?.hasPrefix("\(flag): this is for strategies, and each subject")
          == true)
      for yaml in [strategies, "{}", "subjects: [{updater: 'x {target}'}, staged]"] {
        #expect(refusal(yaml, change) == nil)
      }
    }
    let forUpdaters: [(String, (inout ScenarioDraft) -> Void)] = [
      ("--setup", { $0.commands.setup = "x" }), ("--teardown", { $0.commands.teardown = "x" }),
      ("--shell", { $0.commands.shell = CommandShell.none }),
    ]
    for (flag, change) in forUpdaters {
      for yaml in [strategies, "{}", "\(strategies)\ncontrols: [{updater: 'x {target}'}]"] {
        #expect(
          refusal(yaml, change)
            == "\(flag): this is for updaters of your own, and each subject here is a strategy; expected an"
            + " --updater")
      }
      #expect(refusal("subjects: [{updater: 'x {target}'}, staged]", change) == nil)
    }
    // That of a signer that is a command as well.
    let timeout: (inout ScenarioDraft) -> Void = { $0.commands.timeout = TimeSpan(nanoseconds: 1) }
    for yaml in [strategies, "{}", "subjects: [{strategy: staged, signer: append}]"] {
      #expect(refusal(yaml, timeout)?.hasPrefix("--timeout: this is for updaters") == true)
    }
    for yaml in [
      "subjects: [{updater: 'x {target}'}, staged]", "signer: 'command:s {file}'",
      "subjects: [staged, {strategy: exchange, signer: 'command:s {file}'}]",
    ] {
      #expect(refusal(yaml, timeout) == nil)
    }
    // The file's own choices are no flags: they stay for whatever takes the place of its strategies.
    let replaced = "{signer: append, copy: mmap, subjects: [staged]}"
    let change: (inout ScenarioDraft) -> Void = {
      $0.subjects = [SubjectDraft(.command("x {target}", CommandChoices()))]
    }
    #expect(refusal(replaced, change) == nil)
  }

  @Test("A command that has no words where flags leave it without a shell is wrong usage")
  func wordless() throws {
    let yaml = "subjects: [{updater: \"x '{target}\"}]"
    #expect(
      throws: Failure(
        .usage,
        "--shell none: got \"x '{target}\", and the quote ' is not closed; expected words, for there is"
          + " no shell")
    ) { try run(yaml, flags { $0.commands.shell = CommandShell.none }) }
    #expect(try run(yaml, ScenarioDraft()).subjects.count == 1)
    let mended = "subjects: [{updater: \"x {target}\", shell: none}]"
    let shelled = flags { $0.commands = CommandChoices(setup: "a '", shell: .standard) }
    #expect(try command(run(mended, shelled))?.setup == "a '")
    for choices in [
      CommandChoices(setup: "a '", shell: CommandShell.none),
      CommandChoices(teardown: "a '", shell: CommandShell.none),
    ] {
      #expect(throws: Failure.self) { try run(mended, flags { $0.commands = choices }) }
    }
  }

  @Test("Two updaters of the same text need names, and a strategy's name may be an updater's")
  func names() throws {
    let twice = [
      SubjectDraft(.command(Self.copier, CommandChoices())),
      SubjectDraft(.command("cp  {source}\n{target}", CommandChoices())),
    ]
    #expect(
      throws: Failure(
        .usage, "got two subjects called \"cp {source} {target}\"; expected another name for each")
    ) { try run("{}", flags { $0.subjects = twice }) }
    var named = twice
    named[1].name = "other"
    #expect(
      try run("{}", flags { $0.subjects = named }).subjects.map(\.name) == [Self.copier, "other"])
  }

  @Test("What no race can show of an updater cannot be required of it")
  func required() throws {
    let yaml = "subjects: [staged, {updater: 'x {target}', name: own}]"
    #expect(
      throws: Failure(
        .usage,
        "--require: rollback shows where a signer of racebench fails, and an updater of your own has none;"
          + " expected another contract, such as truth")
    ) { try gate(yaml, flags { $0.required = [.truth, .rollback] }) }
    let others = Engine.sampling.contracts.filter { $0 != .rollback }
    let scenario = try gate(yaml, flags { $0.required = others })
    for subject in scenario.subjects {
      #expect(subject.expect?.verdict == .pass)
      #expect(subject.expect?.contracts?.count == others.count)
      #expect(subject.expect?.contracts?.values.allSatisfy { $0 == .kept } == true)
    }
  }
}
