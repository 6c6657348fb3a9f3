import RaceModel
import Testing

@testable import RaceScenarios

@Suite("Flags override the file")
struct DraftTests {
  private func file() throws -> ScenarioDraft {
    try parsed(
      """
      title: t
      description: d
      contents: {generate: {size: 1MB, seed: 5}}
      directory: /file
      target: file.bin
      symlink: true
      requires: [node]
      reader: mmap
      readers: 3
      glancers: 4
      writers: 5
      swaps: 6
      timeLimit: 7s
      confidence: 0.9
      controls: [{strategy: overwrite, name: control, copy: sendfile, signer: fail, stagingDirectory: /own}]
      signer: none
      copy: mmap
      acceptable: [empty]
      rendezvous: true
      subjects:
        - staged
        - {strategy: inplace, name: own, copy: sendfile, signer: fail, stagingDirectory: /own}
      """)
  }

  @Test("Flags that say nothing leave the file alone")
  func silence() throws {
    let file = try file()
    #expect(try ScenarioDraft().merged(over: file) == file)
    #expect(try file.merged(over: ScenarioDraft()) == file)
  }

  @Test("Every flag replaces the file's value, and nothing else")
  func each() throws {
    func expect(_ change: (inout ScenarioDraft) -> Void) throws {
      let file = try file()
      var flags = ScenarioDraft()
      var expected = file
      change(&flags)
      change(&expected)
      #expect(try flags.merged(over: file) == expected)
      #expect(expected != file)
    }
    try expect { $0.title = "x" }
    try expect { $0.description = "x" }
    try expect { $0.directory = "/x" }
    try expect { $0.target = .standard }
    try expect { $0.reader = .named("read", symbol: nil) }
    try expect { $0.symlink = false }
    try expect { $0.requires = ["cc", "node"] }
    try expect { $0.readers = 30 }
    try expect { $0.glancers = 40 }
    try expect { $0.writers = 50 }
    try expect { $0.extent = .swaps(60) }
    try expect { $0.extent = .duration(TimeSpan(nanoseconds: 5_000_000)) }
    try expect { $0.timeLimit = TimeSpan(nanoseconds: 5_000_000) }
    try expect { $0.confidence = 0.99 }
    try expect { $0.controls = [SubjectDraft(strategy: "exchange")] }
    try expect { $0.required = [.rollback] }
    try expect { $0.acceptable = [.mixed] }
    try expect { $0.rendezvous = false }
    try expect { $0.subjects = [SubjectDraft(strategy: "exchange")] }
    try expect { $0.contents = .generate(size: ByteCount(7), seed: 8) }
    try expect { $0.contents = .files(a: "a", b: "b") }
    try expect { $0.contents = .command("x {a} {b}") }
  }

  @Test("Size and seed replace each their own, and contents of any other origin as a whole")
  func contents() {
    let size = ContentsDraft.generate(size: ByteCount(7), seed: nil)
    let seed = ContentsDraft.generate(size: nil, seed: 8)
    #expect(size.merged(over: seed) == .generate(size: ByteCount(7), seed: 8))
    #expect(seed.merged(over: size) == .generate(size: ByteCount(7), seed: 8))
    #expect(seed.merged(over: .generate(size: ByteCount(7), seed: 9)) == seed.merged(over: size))
    #expect(size.merged(over: .files(a: "a", b: "b")) == size)
    #expect(seed.merged(over: .command("x")) == seed)
    #expect(seed.merged(over: nil) == seed)
  }

  @Test("Copy, signer and staging directory given by flags hold for every subject")
  func everySubject() throws {
    var flags = ScenarioDraft()
    flags.strategies.copy = .write
    flags.strategies.signer = SignerSpec("append")
    flags.strategies.stagingDirectory = "/flag"
    let scenario = try flags.merged(over: file()).resolved(for: .run, defaultSeed: 1)
    let append = SignerSpec("append")
    #expect(
      scenario.subjects == [
        Subject(strategy: "staged", copy: .write, signer: append, stagingDirectory: "/flag"),
        Subject(
          name: "own", strategy: "inplace", copy: .write, signer: append, stagingDirectory: "/flag"),
      ])
  }

  @Test("The file's defaults hold for strategies named by flags")
  func namedByFlags() throws {
    var flags = ScenarioDraft()
    flags.subjects = [SubjectDraft(strategy: "exchange")]
    let scenario = try flags.merged(over: file()).resolved(for: .run, defaultSeed: 1)
    #expect(scenario.subjects == [Subject(strategy: "exchange", copy: .mmap, signer: .none)])
  }

  @Test("Two subjects of one name, or none at all, are wrong usage")
  func faulty() {
    var flags = ScenarioDraft()
    flags.subjects = [SubjectDraft(strategy: "staged"), SubjectDraft(strategy: "staged")]
    #expect(
      throws: Failure(.usage, "got two subjects called \"staged\"; expected another name for each")
    ) { try flags.resolved(for: .run, defaultSeed: 1) }
    flags.subjects = []
    #expect(throws: Failure(.usage, "got no subject; expected at least one")) {
      try flags.resolved(for: .run, defaultSeed: 1)
    }
  }

  @Test("The value of a flag is checked as that of a key is, and is wrong usage")
  func flags() throws {
    let checks = Checks(catalogue)
    #expect(try Checks.flag("--readers", nil, checks.readers) == nil)
    #expect(try Checks.flag("--readers", 8, checks.readers) == 8)
    #expect(
      throws: Failure(.usage, "--readers: got 0; expected a whole number from 1 to 512")
    ) { try Checks.flag("--readers", 0, checks.readers) }
    #expect(
      throws: Failure(.usage, "--strategy: unknown strategy \"stagd\"; did you mean \"staged\"?")
    ) { try Checks.flag("--strategy", "stagd", checks.strategy) }
  }
}
