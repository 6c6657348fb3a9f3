import Foundation
import RaceModel
import Testing

@testable import RaceScenarios

@Suite("The scenario in a report is a scenario file")
struct RoundTripTests {
  private static let target = Target("lib/x.node") ?? .standard

  private static let scenarios = [
    Scenario(
      contents: .generate(size: ByteCount(7_800_000), seed: .max),
      subjects: [Subject(strategy: "inplace"), Subject(strategy: "staged")]),
    Scenario(
      title: "quotes \" and \\ and / and ü and 🏁", description: "two\nlines\tand a tab\n",
      contents: .files(a: "/old file.so", b: "/new: #file.so"), directory: "/dev/shm",
      target: target, reader: .named("mmap", symbol: nil), readers: 1, glancers: 3, writers: 2,
      extent: .duration(TimeSpan(nanoseconds: 1_234_567_891)),
      subjects: [
        Subject(
          name: "yes", strategy: "inplace", copy: .copyFileRange, signer: SignerSpec("append"),
          stagingDirectory: "/tmp/*a &a"),
        Subject(
          name: "8", strategy: "inplace", copy: .mmap,
          signer: SignerSpec("command:sign \"{file}\" && echo 'ok'"), stagingDirectory: nil,
          timeout: TimeSpan(nanoseconds: 3)),
      ], acceptable: [.missing, .crash], rendezvous: true),
    Scenario(
      contents: .command("make-it {a} {b}\nsync"),
      subjects: [Subject(strategy: "exchange", signer: .none)]),
    Scenario(
      contents: .files(a: "/\u{301}a\nb\t\u{1}'\"\\", b: "/-x"),
      directory: "/a\r\nb \u{2028}\u{2029}\u{85}\u{7f}\u{9f}\u{FEFF}\u{FFFF}\\\u{80}\"\u{81}",
      target: Target("-x\n'\" y/\u{1b}z") ?? .standard, symlink: true,
      reader: .command("cat {target}\n\t| wc -c 'x' \"y\""),
      subjects: [
        Subject(updater: .command(CommandSpec("cp {source} {target}"))),
        Subject(
          name: "own: #1",
          updater: .command(
            CommandSpec(
              "if true\nthen cp {source} {target}; fi\n", setup: "true", teardown: "- 'x'",
              timeout: TimeSpan(nanoseconds: 1), shell: .path("bash")))),
        Subject(
          updater: .command(
            CommandSpec(
              "cp -- {source} {target}", timeout: TimeSpan(nanoseconds: 2), shell: .none))),
        Subject(strategy: "staged", signer: .none, stagingDirectory: "/x\ny"),
      ], requires: ["node", "8"]),
    Scenario(
      contents: .generate(size: ByteCount(1), seed: 1), reader: .named("dlopen", symbol: "answer"),
      subjects: [Subject(strategy: "staged")]),
    Scenario(
      contents: .generate(size: ByteCount(1), seed: 1), reader: .named("dlopen", symbol: nil),
      subjects: [Subject(updater: .command(CommandSpec("mv {source} {target}")))]),
  ]

  private static let gates = [
    Scenario(
      contents: .generate(size: ByteCount(7_800_000), seed: 1), glancers: 4,
      extent: .untilDecided(within: TimeSpan(nanoseconds: 1_234_567_891)),
      subjects: [
        Subject(
          strategy: "staged",
          expect: Expectation(
            verdict: .pass, partialReads: CountCondition(.exactly, 0), kinds: [.stable],
            contracts: [.content: .kept, .presence: .kept, .rollback: .notChecked])),
        Subject(
          strategy: "inplace",
          expect: Expectation(verdict: .fail, partialReads: CountCondition(.atLeast, .max))),
        Subject(strategy: "exchange"),
      ],
      controls: [
        Subject(strategy: "inplace", copy: .mmap, signer: SignerSpec("fail")),
        Subject(
          name: "8", strategy: "backup-rename", copy: .sendfile, signer: .none,
          stagingDirectory: "/tmp"),
      ], confidence: 0.9999999),
    Scenario(
      contents: .generate(size: ByteCount(1), seed: 1), extent: .swaps(1),
      subjects: [Subject(strategy: "staged", signer: .none)],
      controls: [Subject(strategy: "staged", signer: .none)], confidence: 0.501),
    Scenario(
      contents: .generate(size: ByteCount(1), seed: 1), extent: .swaps(1),
      subjects: [
        Subject(
          updater: .command(CommandSpec("mv {source} {target}")),
          expect: Expectation(contracts: [.truth: .kept, .inode: .kept, .leftovers: .broken]))
      ],
      controls: [
        Subject(name: "8", updater: .command(CommandSpec("cp {source} {target}", setup: "true"))),
        Subject(strategy: "inplace", signer: .none),
      ]),
  ]

  /// Raw values of output formats, which test reports can print: bare, for people, and as reports are written.
  private static let formats: [UInt] = [
    [], .prettyPrinted, [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes],
  ].map { (format: JSONEncoder.OutputFormatting) in format.rawValue }

  @Test(arguments: scenarios, formats)
  func json(_ scenario: Scenario, _ format: UInt) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = JSONEncoder.OutputFormatting(rawValue: format)
    let bytes = Array(try encoder.encode(scenario))
    #expect(try parsed(bytes: bytes).resolved(for: .run, defaultSeed: 0) == scenario)
  }

  @Test(arguments: gates, formats)
  func gate(_ scenario: Scenario, _ format: UInt) throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = JSONEncoder.OutputFormatting(rawValue: format)
    let draft = try parsed(bytes: Array(try encoder.encode(scenario)))
    #expect(try draft.resolved(for: .gate(catalogue), defaultSeed: 0) == scenario)
  }
}
