import RaceModel
import TestSupport
import Testing

/// Reads in progress while a whole file is written again.
struct ExploreTornTests {
  private func explore(
    _ a: [UInt8], _ b: [UInt8], _ updater: String, in racebench: RaceExecutable
  ) throws -> Explored {
    try racebench.explore(
      [
        "--updater", updater, "--contents", racebench.write("old", a), racebench.write("new", b),
        "--settle", "0", "--split", "32KiB",
      ])
  }

  private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }
  private static let many = [UInt8](repeating: 65, count: 70_000)
  private static let others = [UInt8](repeating: 66, count: 70_000)
  private static let rename = "cp {source} {target}.n && mv {target}.n {target}"

  static let torn = [
    // One write in place.
    "dd if={source} of={target} conv=notrunc bs=1M status=none",
    // The old file after the rename.
    "exec 3<>{target}; \(rename); dd if=/dev/zero bs=1k count=3 status=none >&3",
    "ln {target} {root}/o; \(rename); truncate -s 0 {root}/o; rm {root}/o",
    "ln {target} {root}/o; \(rename); cat {source} > {root}/o; rm {root}/o",
    // What is added to the old file is read by those that read on to its end.
    "ln {target} {root}/o; \(rename); echo more >> {root}/o; rm {root}/o",
    // The new file once it is the target.
    "\(rename); dd if=/dev/zero of={target} conv=notrunc bs=10 count=1 status=none; \(rename)",
  ]

  @Test("A write into a file that readers hold tears their reads", arguments: torn)
  func isTorn(_ updater: String) throws {
    for (a, b) in [
      (Self.many, Self.others), (Self.bytes("port=1 a=1\n"), Self.bytes("port=2 a=2\n")),
    ] {
      let found = try explore(a, b, updater, in: RaceExecutable())
      #expect(found.verdict == .fail)
      let state = try #require(found.torn)
      #expect(state.kind == .mixed && state.observation.digest == nil)
      #expect(
        found.exploration.violations.contains {
          $0.contract == .content && $0.place.step == state.firstStep
            && $0.evidence.hasPrefix("a read in progress at step \(state.firstStep) can ")
        })
      #expect(found.exploration.contracts[.content]?.name == .broken)
    }
  }

  static let whole: [(String, String, String)] = [
    ("port=1\n", "port=2\n", "dd if={source} of={target} conv=notrunc bs=1M status=none"),
    ("abc", "abcdef", "printf def >> {target}"),
    ("abcd", "abc", "truncate -s 3 {target}"),
    ("port=1 a=1", "port=2 a=2", rename),
    (
      "port=1 a=1", "port=2 a=2", "ln {target} {root}/o; \(rename); chmod 600 {root}/o; rm {root}/o"
    ),
    // Equal bytes over themselves.
    (
      "port=1 a=1", "port=2 a=2",
      "cp {target} {root}/k; dd if={root}/k of={target} conv=notrunc status=none; rm {root}/k; \(rename)"
    ),
    (
      "port=1 a=1", "port=2 a=2",
      "cp {source} {target}.n; echo >> {target}.n; cp {source} {target}.n; mv {target}.n {target}"
    ),
  ]

  @Test("What leaves each read whole is no finding", arguments: whole)
  func isWhole(_ a: String, _ b: String, _ updater: String) throws {
    let found = try explore(Self.bytes(a), Self.bytes(b), updater, in: RaceExecutable())
    #expect(found.torn == nil && found.verdict == .pass, "\(found.exploration.judgement.reason)")
  }
}
