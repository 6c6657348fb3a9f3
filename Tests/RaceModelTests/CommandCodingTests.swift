import FoundationEssentials
import RaceModel
import Testing

/// The JSON form of what the user brings along: commands that update, commands and libraries that read.
struct CommandCodingTests {
  static let updaters: [UpdaterSpec] = [
    .command(CommandSpec("cp {source} {target}")),
    .command(
      CommandSpec(
        "x \"$RACEBENCH_TARGET\"\n", setup: "a", teardown: "b",
        timeout: TimeSpan(nanoseconds: 1_500_000_000), shell: .none)),
    .command(CommandSpec("none", shell: .path("/bin/bash"))),
    .strategy(StrategySpec(name: "staged", copy: .mmap, signer: .none, stagingDirectory: "s")),
  ]

  @Test(arguments: updaters)
  func aSubjectIsReadBack(_ updater: UpdaterSpec) throws {
    let subject = Subject(
      name: "it", updater: updater, expect: Expectation(contracts: [.inode: .broken]))
    #expect(try JSON.again(subject) == subject)
    var run = Samples.good()
    run.subject = subject
    #expect(try JSON.again(run).subject == subject)
  }

  /// The keys are those of a scenario file, and nothing stands there that a command has not.
  @Test func theKeysAreThoseOfAScenarioFile() throws {
    let full = try JSON.text(Subject(updater: Self.updaters[1]))
    #expect(
      full == #"{"name":"x \"$RACEBENCH_TARGET\"","setup":"a","shell":"none","teardown":"b","#
        + #""timeout":"1.5s","updater":"x \"$RACEBENCH_TARGET\"\n"}"#)
    let plain = try JSON.text(Subject(name: "n", updater: Self.updaters[0]))
    #expect(
      plain
        == #"{"name":"n","shell":"/bin/sh","timeout":"60s","updater":"cp {source} {target}"}"#)
    let strategy = try JSON.text(Subject(updater: Self.updaters[3]))
    #expect(
      strategy
        == #"{"copy":"mmap","name":"staged","signer":"none","stagingDirectory":"s","strategy":"staged"}"#
    )
  }

  @Test(arguments: [
    (" cp\t{source}\n  {target} ", "cp {source} {target}"), ("a\r\nb", "a b"), ("", ""),
  ])
  func aCommandIsCalledByItsTextOnOneLine(_ text: String, _ name: String) {
    #expect(Subject(updater: .command(CommandSpec(text))).name == name)
    #expect(Subject(name: "own", updater: .command(CommandSpec(text))).name == "own")
    #expect(Subject(strategy: "staged").name == "staged")
  }

  @Test func whatAnUpdaterIs() {
    var updater = Self.updaters[0]
    #expect(updater.strategy == nil && updater.command?.command == "cp {source} {target}")
    updater.strategy = nil
    #expect(updater == Self.updaters[0])
    updater.strategy?.signer = .none
    #expect(updater == Self.updaters[0])
    updater.strategy = StrategySpec(name: "staged")
    #expect(updater.command == nil && updater.strategy?.name == "staged")
    #expect(CommandSpec("x").timeout.exact == "60s" && CommandSpec("x").shell == .path("/bin/sh"))
  }

  @Test(arguments: [
    (
      ReaderSpec.named("read", symbol: nil), #"{"reader":"read"}"#, "read", "read"
    ),
    (
      .named("dlopen", symbol: "answer"), #"{"reader":"dlopen","symbol":"answer"}"#, "dlopen",
      "dlopen of answer"
    ),
    (
      .command("sha256sum {target}"), #"{"readerCommand":"sha256sum {target}"}"#, "command",
      "sha256sum {target}"
    ),
    // A command that is called as a reader is stays a command.
    (.command("read"), #"{"readerCommand":"read"}"#, "command", "read"),
  ])
  func aReaderIsReadBack(_ reader: ReaderSpec, _ json: String, _ name: String, _ text: String)
    throws
  {
    #expect(try JSON.text(reader) == json)
    #expect(try JSON.again(reader) == reader)
    #expect(reader.name == name && "\(reader)" == text)
    var scenario = Samples.scenario
    scenario.reader = reader
    #expect(try JSON.again(scenario) == scenario)
  }

  @Test func aScenarioTellsWhatItNeedsAndThatItsTargetIsASymlink() throws {
    var scenario = Samples.scenario
    #expect(try !JSON.text(scenario).contains("symlink"))
    #expect(try !JSON.text(scenario).contains("requires"))
    scenario.symlink = true
    scenario.requires = ["rsync"]
    #expect(try JSON.again(scenario) == scenario)
  }

  @Test(arguments: [
    (Rest.stable(.a), "\"a\""), (.stable(.b), "\"b\""), (.other(.missing), "\"missing\""),
    (.other(.foreign), "\"foreign\""),
  ])
  func whatATargetHeldIsReadBack(_ rest: Rest, _ json: String) throws {
    #expect(try JSON.text(rest) == json)
    #expect(try JSON.again(rest) == rest)
  }

  /// `stable` says not which of both.
  @Test(arguments: ["\"stable\"", "\"A\"", "\"\"", "1"])
  func whatNoTargetHoldsIsRefused(_ json: String) {
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode(Rest.self, from: Data(json.utf8))
    }
  }

  /// What newer fields say is read back; what an older version has not written is nothing.
  @Test func aRunWithAllThatItHasIsReadBack() throws {
    var run = Samples.good()
    run.contents = Contents(a: run.contents.a, b: run.contents.b, learned: true)
    run.inspections = [
      .metadata: Inspection(checked: 30), .inode: Inspection(checked: 30, broken: 2, first: "x"),
      .monotone: Inspection(),
    ]
    run.failureOutput = "cp: no\n\u{1B}[31m"
    let window = run.windows[0]
    run.windows[0] = Window(
      writer: 0, publishes: .b, start: window.start, phases: [], end: window.end,
      failure: "ETXTBSY", rest: .stable(.a), exposedReads: window.exposedReads,
      exposedGlances: window.exposedGlances)
    #expect(try JSON.again(run) == run)
    let json = try JSON.text(run)
    #expect(json.contains(#""foreignRests":0"#) && json.contains(#""textBusySwaps":1"#))
    let wrong = json.replacing(#""textBusySwaps":1"#, with: #""textBusySwaps":2"#)
    #expect(throws: DecodingError.self) { try JSON.run(wrong) }
    let foreign = json.replacing(#""foreignRests":0"#, with: #""foreignRests":3"#)
    #expect(throws: DecodingError.self) { try JSON.run(foreign) }
  }

  @Test func whatThisVersionDoesNotKnowIsIgnored() throws {
    var run = Samples.good()
    run.inspections = [.metadata: Inspection(checked: 30)]
    let json = try JSON.text(run)
    let newer = json.replacing(
      #""inspections":{"#, with: #""inspections":{"kill":{"checked":1,"broken":0},"#)
    #expect(newer != json)
    #expect(try JSON.run(newer) == run)
    var older = json
    for field in [
      #""inspections":{"metadata":{"broken":0,"checked":30}},"#, #""foreignRests":0,"#,
      #""textBusySwaps":0,"#,
    ] {
      #expect(older.contains(field))
      older = older.replacing(field, with: "")
    }
    let contracts = try #require(
      older.firstMatch(of: try Regex(#""metadata":\{"state":"kept"\},?"#))?.range)
    older.removeSubrange(contracts)
    run.inspections = [:]
    #expect(try JSON.run(older) == run)
  }

  @Test(arguments: [
    Inspection(checked: 1, broken: 2, first: "x"), Inspection(checked: 1, broken: 1),
    Inspection(checked: 1, broken: 0, first: "x"), Inspection(checked: -1, broken: -1),
  ])
  func aContradictionIsRefused(_ inspection: Inspection) throws {
    var run = Samples.good()
    run.inspections = [.truth: inspection]
    let json = try JSON.text(run)
    #expect(throws: DecodingError.self) { try JSON.run(json) }
  }
}

/// JSON on one line, keys sorted.
private enum JSON {
  static func text(_ value: some Encodable) throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func again<Value: Codable>(_ value: Value) throws -> Value {
    try JSONDecoder().decode(Value.self, from: Data(try text(value).utf8))
  }

  static func run(_ text: String) throws -> Run {
    try JSONDecoder().decode(Run.self, from: Data(text.utf8))
  }
}
