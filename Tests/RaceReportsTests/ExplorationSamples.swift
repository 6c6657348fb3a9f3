import RaceModel
import TestSupport

/// Made-up explorations that fit together.
enum ExplorationSamples {
  static func report(
    _ exploration: Exploration, requiring required: [Contract] = [],
    _ change: (inout ExplorationReport) -> Void = { _ in }
  ) -> ExplorationReport {
    var report = ExplorationReport(
      toolVersion: "0.1.0",
      host: Host(
        kernel: "Linux 6.1.0-18-amd64", architecture: "x86_64", cpus: 2, cpuModel: nil,
        fileSystem: "ext4"),
      seed: 20_260_203, startedAt: "2026-02-03T04:05:06Z",
      plan: ExplorationPlan(
        contents: .generate(size: ByteCount(8_000_000), seed: 20_260_203),
        subject: exploration.subject, required: required),
      exploration: ExplorationJudge.judge(exploration, requiring: required))
    change(&report)
    return report
  }

  /// A good swap, explored twice.
  static let staged = report(
    ExplorationBuilder.staged.exploration(again: .init(isSame: true)),
    requiring: [.durability, .inode])

  /// A copy in place whose writes were cut to 1,392 pieces.
  static let inPlace: ExplorationReport = {
    var exploration = ExplorationBuilder.inPlace(writes: 1392).exploration()
    exploration.split = 5460
    let bytes = ExplorationBuilder.contents.b.bytes
    exploration.states.append(
      .torn(
        Anatomy(runs: [.init(source: .a, end: 1), .init(source: .other, end: bytes / 1392)]),
        step: 2
      ))
    return report(exploration) { $0.plan.split = ByteCount(5460) }
  }()

  /// Nothing was published, and what was required is not checked.
  static let failing: ExplorationReport = {
    var builder = ExplorationBuilder()
    builder.subject = Subject(
      name: "own", updater: .command(CommandSpec("./update --to {target}", shell: .none)))
    builder.files.append(SteppedFile(number: 2, path: "new"))
    builder.call("openat(\"new\", O_WRONLY|O_CREAT, 0644)", [.created(file: 2, exclusively: false)])
    { $0.entries = ["new"] }
    builder.call("write(\"new\", 7600000)", [.wrote(file: 2)], result: .failed(errno: 28))
    var exploration = builder.exploration(
      .exited(status: 1), failure: "update: no space left on device")
    exploration.failureOutput = "copying\r\n::error::no\nupdate: no space left on device\n"
    return report(exploration, requiring: [.leftovers])
  }()

  /// All that is rare: two processes, a symlink, a gap, mapped stores, calls that fail, what is left behind, limits,
  /// another second run, and names that no terminal should get.
  static let odd: ExplorationReport = {
    var builder = ExplorationBuilder(entries: ["real.bin"], linkedTo: "lib/real.bin")
    builder.subject = Subject(
      name: "odd\n::warning::| `x` @you",
      updater: .command(CommandSpec("python3 -c 'x' {target}", setup: "true")))
    builder.files.append(SteppedFile(number: 2, path: "a\"|\nb", isBesideTarget: false))
    builder.call("mkdir(\"t\u{1B}[31m\")", process: 2, result: .failed(errno: 17))
    builder.call(
      "openat(\"a\\\"|\nb\", O_CREAT)", [.created(file: 2, exclusively: false)], process: 2
    ) { $0.entries += ["a\"|\nb", "x\u{202E}y"] }
    builder.call(
      "unlink(\"target.bin\")", process: 2, sees: .missing
    ) { ($0.isLink, $0.resolved) = (false, nil) }
    builder.call("rename(\"a\\\"|\\nb\" → \"target.bin\")", sees: .prefix(4096), file: 2) {
      ($0.mode, $0.owner, $0.entries) = (0o600, "0:0", ["real.bin", "x\u{202E}y"])
      $0.metadataProblem = "mode 0600 where 0755 was"
    }
    builder.call("mmap(\"target.bin\", MAP_SHARED)")
    builder.call("munmap(\"target.bin\")", before: .prefix(8192))
    builder.call(
      "write(\"target.bin\", 9)", [.wrote(file: 2)], result: .lost, sees: .b)
    builder.call("fchmod(\"target.bin\", 0755)", [.altered(file: 2)]) {
      ($0.mode, $0.metadataProblem) = (0o755, nil)
    }
    builder.call("fsync(\"real.bin\")", [.synced(file: 1)])
    builder.call("sync()", [.syncedAll])
    var exploration = builder.exploration(
      stepsAtEnd: 8,
      again: .init(isSame: false, firstDifference: 3, sharedNames: ["a\"|\nb"]),
      limits: [.unobservedStores(step: 5), .stillRunning(processes: 2)]
    ) { $0.mode = 0o700 }
    exploration.mishandlesShortWrites = true
    exploration.nextSwap = "step 1, open(\"v|2\"): 0 B empty"
    return report(exploration, requiring: [.truth, .symlink, .content]) {
      $0.plan.symlink = true
      $0.plan.contents = .files(a: "a", b: "b")
      $0.seed = nil
      $0.host.cpuModel = "A | processor\u{7}"
    }
  }()

  static let all = [staged, inPlace, failing, odd]
}
