import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

/// What an updater does to its own stage costs nothing outside of it, and no result.
@Suite struct HarmTests {
  private static let swap = "cp {source} {target}.n && mv {target}.n {target}"
  private static let explore = ["explore", "--size", "20KB", "--settle", "0"]

  /// Runs in mounts of its own, which are gone afterwards; the stage is what is left then.
  private func inMounts(_ before: String = "") -> String {
    "exec unshare -m --propagation private sh -c '\(before) exec \"$0\" \"$@\"' \"$0\" \"$@\""
  }

  private func outside(_ racebench: RaceExecutable) throws -> String {
    let outside = "\(racebench.files)/outside"
    try PathCalls.makeDirectories("\(outside)/deep")
    for name in ["keep", "deep/keep", "target.bin", "fresh-0", ".racebench-scratch"] {
      try OpenFile("\(outside)/\(name)", O_WRONLY | O_CREAT).write([1])
    }
    return outside
  }

  private func expectUntouched(_ outside: String) throws {
    #expect(
      try PathCalls.entries(outside)
        == [".racebench-scratch", "deep", "fresh-0", "keep", "target.bin"])
    #expect(try PathCalls.entries("\(outside)/deep") == ["keep"])
  }

  private func clear(_ racebench: RaceExecutable) throws {
    for name in try PathCalls.entries(racebench.temporary) {
      try TreeRemoval.remove("\(racebench.temporary)/\(name)")
    }
  }

  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: ["{root}", "{directory}", "{root}/../..", "{root}/.."])
  func whatIsMountedOverTheStageIsNotEmptied(_ place: String) throws {
    let racebench = try RaceExecutable()
    let outside = try outside(racebench)
    let mounting = ["--updater", "\(Self.swap) && mount --bind '\(outside)' \(place)"]
    let explored = try racebench.finish(
      racebench.start(Self.explore + mounting, shell: inMounts()))
    #expect(explored.end == .exited(status: 73), "\(explored.errors)")
    #expect(explored.output.contains("mv"), "the result is printed: \(explored.output)")
    #expect(explored.errors.contains("something is mounted there (EBUSY)"))
    try expectUntouched(outside)
    let raced = try racebench.finish(
      racebench.start(["run", "--size", "20KB", "--swaps", "2"] + mounting, shell: inMounts()))
    #expect(raced.end == .exited(status: 73), "\(raced.errors)")
    try expectUntouched(outside)
    try clear(racebench)
  }

  @Test(arguments: [
    "mv {root} {root}.away && ln -s OUTSIDE {root}",
    "mv {root}/../.. {root}/../../../away; ln -s OUTSIDE \"$(dirname \"$(dirname {root})\")\"",
    "mv {root}/.. {root}/../../away && ln -s OUTSIDE \"$(dirname {root})\"",
  ])
  func aLinkInTheStagesPlaceIsNotFollowed(_ replacing: String) throws {
    let racebench = try RaceExecutable()
    let outside = try outside(racebench)
    let text = replacing.split(separator: "OUTSIDE", omittingEmptySubsequences: false)
      .joined(separator: "'\(outside)'")
    _ = try racebench.finish(
      racebench.start(Self.explore + ["--updater", "\(Self.swap) && \(text)"]))
    try expectUntouched(outside)
    try clear(racebench)
  }

  @Test(.enabled(if: Needs.root, "\(Needs.rootReason)"))
  func aFileThatCannotBeRemovedCostsNoResult() throws {
    guard Needs.program("chattr") else { return }
    let racebench = try RaceExecutable()
    let outcome = try racebench.finish(
      racebench.start(
        Self.explore + ["--updater", "\(Self.swap) && touch {root}/x && chattr +i {root}/x"]))
    let stages = try PathCalls.entries(racebench.temporary)
    for stage in stages {
      _ = try Command("chattr -R -i \(racebench.temporary)/\(stage)").run()
    }
    #expect(outcome.end == .exited(status: 73), "\(outcome.errors)")
    #expect(outcome.errors.contains("chattr +i") && outcome.errors.contains("subjects/0/x"))
    #expect(outcome.output.contains("20 KB"))
    try clear(racebench)
  }

  @Test func aTeardownThatFailsCostsNoResult() throws {
    let racebench = try RaceExecutable()
    let command = ["--updater", Self.swap, "--teardown", "exit 3"]
    let explored = try racebench.run(Self.explore + command)
    #expect(explored.end == .exited(status: 69) && explored.output.contains("20 KB"))
    #expect(explored.errors.contains("exit"), "\(explored.errors)")
  }

  @Test(arguments: ["(yes >> {target}) &", "yes >> {target}.x", "yes > {root}/x & wait"])
  func anUpdaterThatWritesWithoutEndIsEnded(_ updater: String) throws {
    let racebench = try RaceExecutable()
    let limit = ["--size-limit", "4MB", "--updater"]
    let explored = try racebench.run(
      Self.explore + ["--timeout", "60s", "--format", "json"] + limit + [updater])
    #expect([.exited(status: 1), .exited(status: 2)].contains(explored.end), "\(explored.errors)")
    #expect(explored.output.contains("\"sizeLimit\""))
    #expect(explored.output.contains("\"verdict\" : \"pass\"") == false)
    // A race does not wait for what runs in the background: without that wait it may be over before there is too much.
    let separator = updater.hasSuffix("&") ? "" : ";"
    let waits = updater.hasSuffix("wait") ? updater : "\(updater)\(separator) wait"
    let raced = try racebench.run(["run", "--size", "20KB", "--swaps", "2"] + limit + [waits])
    #expect(raced.end == .exited(status: 2), "\(raced.errors)")
    #expect(raced.errors.contains("--size-limit"))
  }

  /// It has no name any more, or one at the end of a long way, and takes room all the same.
  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: [
      "exec 3>{root}/x; rm {root}/x; yes >&3",
      "exec 3>\"$TMPDIR/x\"; rm \"$TMPDIR/x\"; yes >&3",
      "cd {root}; for i in $(seq 200); do mkdir d; cd d; done; yes >x",
    ])
  func whatHasNoNameAtHandCounts(_ flood: String) throws {
    let racebench = try RaceExecutable()
    // Both are small, so that nothing is filled where it does not count.
    let other = "\(racebench.files)/other"
    try PathCalls.makeDirectories(other)
    let options = ["--timeout", "60s", "--size-limit", "4MB", "--temporary-directory", other]
    let small = "mount -t tmpfs -o size=64m none"
    let outcome = try racebench.finish(
      racebench.start(
        Self.explore + options + ["--updater", "\(Self.swap); \(flood)"],
        shell: inMounts("\(small) \"$TMPDIR\"; \(small) \"\(other)\";")))
    #expect(outcome.end == .exited(status: 2), "\(outcome.errors)")
    #expect(outcome.output.contains("--size-limit"))
  }

  /// Nothing of racebench's own may keep a mount busy that the updater, or what is run beside it, wants to undo.
  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: [
      ["--updater", "umount {target} && \(swap)"],
      ["--updater", "cat {source} > {target}", "--teardown", "umount {target}"],
    ])
  func whatIsMountedOverTheTargetCanBeUnmounted(_ updater: [String]) throws {
    let racebench = try RaceExecutable()
    let mounting = updater + ["--setup", "mount --bind {target} {target}"]
    let explored = try racebench.run(Self.explore + mounting, shell: inMounts())
    let isWhole = updater.count == 2
    #expect(explored.end == .exited(status: isWhole ? 0 : 1), "\(explored.errors)")
    #expect(!explored.output.contains("busy"))
    guard !isWhole else { return }
    for reader in ["read", "mmap"] {
      let raced = try racebench.run(
        ["run", "--size", "20KB", "--swaps", "3", "--readers", "2", "--reader", reader] + mounting,
        shell: inMounts())
      #expect(raced.end == .exited(status: 0), "\(raced.errors)")
    }
  }

  @Test func anOrdinaryUpdaterKeepsTheLimit() throws {
    let racebench = try RaceExecutable()
    let explored = try racebench.explore(
      ["--size", "20KB", "--settle", "0", "--size-limit", "1MB", "--updater", Self.swap])
    #expect(explored.exploration.limits.isEmpty)
  }

  @Test func contentsThatDoNotFitAreRefusedAtOnce() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      73, ["run", "--size", "200TiB"], saying: "do not fit", "are needed", "are free")
    try racebench.expectRefusal(73, ["explore", "--size", "200TiB", "--strategy", "staged"])
    try racebench.expectRefusal(
      73, ["run", "--size", "1MB"], saying: "no more than", "ulimit -f",
      shell: "ulimit -f 50; exec \"$0\" \"$@\"")
  }

  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"))
  func aDiskThatFillsDuringTheRaceIsOneThatCannotBeWritten() throws {
    let racebench = try RaceExecutable()
    let updater = "\(Self.swap); head -c 60M /dev/zero > \"$RACEBENCH_ROOT/../../sources/x\"; true"
    let outcome = try racebench.finish(
      racebench.start(
        ["run", "--size", "200KB", "--swaps", "3", "--size-limit", "1GB", "--updater", updater],
        shell: inMounts("mount -t tmpfs -o size=8m none \"$TMPDIR\";")))
    #expect(outcome.end == .exited(status: 73), "\(outcome.errors)")
    #expect(outcome.errors.contains("ENOSPC"))
  }

  @Test(arguments: ["/dev/zero", "fifo", "sparse", "."])
  func inputsAreBounded(_ input: String) throws {
    let racebench = try RaceExecutable()
    let path = input.hasPrefix("/") ? input : "\(racebench.files)/\(input)"
    if input == "fifo" { #expect(mkfifo(path, 0o600) == 0) }
    if input == "sparse" { try OpenFile(path, O_WRONLY | O_CREAT).truncate(to: 1 << 42) }
    try racebench.expectRefusal(65, ["report", path])
    try racebench.expectRefusal(65, ["compare", path, path])
    try racebench.expectRefusal(65, ["gate", path])
  }
}
