import RaceModel
import Testing

@testable import RaceScenarios

@Suite("A good scenario file says what it means")
struct GoodFileTests {
  @Test("Every key is read")
  func everyKey() throws {
    let scenario = try scenario(
      """
      title: "Über alles: 1"
      description: |-
        first
        second
      contents:
        generate: {size: 64KiB, seed: 18446744073709551615}
      directory: /dev/shm
      target: lib/target.node
      symlink: true
      reader: dlopen
      symbol: _answer2
      readers: 512
      glancers: 2
      writers: 64
      swaps: 1000000
      signer: sleep:1ms
      copy: copy_file_range
      acceptable: [missing, empty]
      rendezvous: true
      subjects:
        - staged
        - strategy: inplace
          name: in place, as before
          copy: sendfile
          signer: "command:codesign --sign - {file}"
          timeout: 7s
          stagingDirectory: /dev/shm
        - updater: ./update.sh {target} < {source}
          setup: |
            mkdir -p {directory}/new
            sync
          teardown: rm -r {directory}/new
          timeout: 1.5s
          shell: /bin/bash
          expect: {verdict: fail, contracts: {truth: broken, rollback: not checked}}
      requires: [node, g++, "7z", "["]
      """)
    let target = try #require(Target("lib/target.node"))
    let expected = Scenario(
      title: "Über alles: 1", description: "first\nsecond",
      contents: .generate(size: ByteCount(65536), seed: .max), directory: "/dev/shm",
      target: target, symlink: true, reader: .named("dlopen", symbol: "_answer2"),
      readers: 512, glancers: 2, writers: 64,
      extent: .swaps(1_000_000),
      subjects: [
        Subject(
          strategy: "staged", copy: .copyFileRange,
          signer: SignerSpec(name: "sleep", argument: "1ms")),
        Subject(
          name: "in place, as before", strategy: "inplace", copy: .sendfile,
          signer: SignerSpec(name: "command", argument: "codesign --sign - {file}"),
          stagingDirectory: "/dev/shm", timeout: TimeSpan(nanoseconds: 7_000_000_000)),
        Subject(
          name: "./update.sh {target} < {source}",
          updater: .command(
            CommandSpec(
              "./update.sh {target} < {source}", setup: "mkdir -p {directory}/new\nsync\n",
              teardown: "rm -r {directory}/new", timeout: TimeSpan(nanoseconds: 1_500_000_000),
              shell: .path("/bin/bash"))),
          expect: Expectation(
            verdict: .fail, contracts: [.truth: .broken, .rollback: .notChecked])),
      ], acceptable: [.missing, .empty], requires: ["node", "g++", "7z", "["], rendezvous: true)
    #expect(scenario == expected)
  }

  @Test("What is not said is as in the reference experiment")
  func defaults() throws {
    let expected = Scenario(
      contents: .generate(size: ByteCount(7_800_000), seed: 591),
      subjects: [Subject(strategy: "inplace"), Subject(strategy: "staged")])
    #expect(try scenario("{}") == expected)
    #expect(try ScenarioDraft().resolved(for: .run, defaultSeed: 591) == expected)
    #expect(expected.readers == 8 && expected.reader == .standard && expected.glancers == 0)
    #expect(expected.writers == 1 && expected.extent == .swaps(30) && expected.target == .standard)
    #expect(
      expected.subjects.compactMap(\.updater.strategy).allSatisfy {
        $0.copy == .write && "\($0.signer)" == "busy:40ms"
      })
  }

  @Test("A race can be measured in time")
  func duration() throws {
    #expect(
      try scenario("duration: 2.5s").extent == .duration(TimeSpan(nanoseconds: 2_500_000_000)))
  }

  @Test(
    "Size and seed of generated contents can each be left out",
    arguments: [
      ("{}", ByteCount(7_800_000), 591),
      ("{size: 1B}", ByteCount(1), 591),
      ("{seed: 7}", ByteCount(7_800_000), 7),
    ] as [(String, ByteCount, UInt64)])
  func generated(_ yaml: String, _ size: ByteCount, _ seed: UInt64) throws {
    #expect(
      try scenario("contents: {generate: \(yaml)}").contents == .generate(size: size, seed: seed))
  }

  @Test("Relative paths begin at the scenario's directory")
  func relativePaths() throws {
    let yaml = """
      contents: {files: [old.so, /abs/new.so]}
      directory: stage
      subjects: [{strategy: staged, stagingDirectory: ../tmp}]
      """
    let draft = try parsed(yaml, path: "lab/race/s.yaml")
    #expect(draft.contents == .files(a: "lab/race/old.so", b: "/abs/new.so"))
    #expect(draft.directory == "lab/race/stage")
    #expect(
      draft.subjects == [SubjectDraft(strategy: "staged", stagingDirectory: "lab/race/../tmp")])
    #expect(try parsed(yaml, path: "/s.yaml").directory == "/stage")
    #expect(try parsed(yaml, path: "s.yaml").directory == "stage")
  }

  @Test("A command that makes contents is kept as it stands")
  func command() throws {
    #expect(
      try scenario("contents: {command: 'head -c 9 /dev/zero > {a} && cp {a} {b}'}").contents
        == .command("head -c 9 /dev/zero > {a} && cp {a} {b}"))
  }

  @Test(
    "Every signer, copy method, reader and strategy of the catalogue is known",
    arguments: [
      "none", "busy:40ms", "sleep:2s", "append", "append:5ms", "fail", "command:x {file}",
    ])
  func signers(_ signer: String) throws {
    #expect(try parsed("signer: '\(signer)'").strategies.signer == SignerSpec(signer))
  }

  @Test(arguments: CopyMethod.allCases)
  func copyMethods(_ copy: CopyMethod) throws {
    #expect(try parsed("copy: \(copy.rawValue)").strategies.copy == copy)
  }

  @Test(arguments: catalogue.strategies.map(\.name))
  func strategies(_ strategy: String) throws {
    #expect(try parsed("subjects: [\(strategy)]").subjects == [SubjectDraft(strategy: strategy)])
  }

  @Test(arguments: Kind.allCases.filter { $0 != .stable })
  func kinds(_ kind: Kind) throws {
    #expect(try parsed("acceptable: [\(kind.rawValue)]").acceptable == [kind])
  }

  @Test(
    "Line ends, a byte order mark and words of YAML 1.1 are no trouble",
    arguments: [
      "title: yes\r\nreaders: 9\r\n", "\u{FEFF}title: yes\nreaders: 9\n",
      "---\ntitle: yes\nreaders: +9\n...\n", "title: !!str yes\nreaders: 009\n",
    ])
  func tolerated(_ yaml: String) throws {
    let draft = try parsed(yaml)
    #expect(draft.title == "yes")
    #expect(draft.readers == 9)
  }

  @Test("Shell text with & and * is no alias")
  func shell() throws {
    let command = "a & b && c 2>&1; rm -f *x; cp {a} {b}"
    #expect(
      try parsed("contents: {command: '\(command)'}").contents == .command(command))
  }

  @Test(
    "A path may hold any characters",
    arguments: [
      " ", "a b", "'", "\"", "\\", "a\nb", "\t", "\r\n", "\u{1}\u{1b}\u{7f}", "-x", "--",
      "\u{301}x",
      "\u{2028}", "{target}", "$HOME", "#a: b", "ü🏁", "*a &a",
    ])
  func paths(_ text: String) throws {
    let quoted =
      "\""
      + text.unicodeScalars.map { scalar in
        let hex = String(scalar.value, radix: 16)
        return "\\U" + String(repeating: "0", count: 8 - hex.count) + hex
      }.joined() + "\""
    let draft = try parsed(
      """
      directory: \(quoted)
      target: \(quoted)
      contents: {files: [\(quoted), \(quoted)]}
      subjects: [{strategy: staged, stagingDirectory: \(quoted)}]
      """, path: "lab/s.yaml")
    #expect(draft.directory == "lab/\(text)")
    #expect(draft.target?.path == text)
    #expect(draft.contents == .files(a: "lab/\(text)", b: "lab/\(text)"))
    #expect(
      draft.subjects == [SubjectDraft(strategy: "staged", stagingDirectory: "lab/\(text)")])
    #expect(try Checks(catalogue).path(text) == text)
    // Absolute and relative are told apart by the first byte.
    #expect(
      try parsed("directory: \"/\(quoted.dropFirst())", path: "lab/s.yaml").directory == "/\(text)")
    #expect(try parsed("directory: x", path: "lab/\(text)/s.yaml").directory == "lab/\(text)/x")
    #expect(try parsed("directory: x", path: "lab/\(text)s.yaml").directory == "lab/x")
  }
}
