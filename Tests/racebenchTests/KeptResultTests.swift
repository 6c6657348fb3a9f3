import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

/// What was raced is printed and written, whatever keeps the race from going on.
@Suite struct KeptResultTests {
  private static let swap = "cp {source} {target}.n && mv {target}.n {target}"

  @Test(arguments: ["run", "gate"], ["--setup", "--teardown"])
  func aCommandThatFailsLaterCostsNoResult(_ command: String, _ flag: String) throws {
    let racebench = try RaceExecutable()
    let calls = "\(racebench.files)/calls"
    let output = "\(racebench.files)/out.json"
    // Some of the calls are made to learn what the updater publishes.
    let failing = "echo x >> '\(calls)'; [ $(wc -l < '\(calls)') -lt 9 ]"
    let outcome = try racebench.run([
      command, "--size", "20KB", "--updater", Self.swap, flag, failing, "--output", output,
    ])
    #expect(outcome.end == .exited(status: 69), "\(outcome.errors)")
    #expect(outcome.errors.contains("the race ended early"), "\(outcome.errors)")
    #expect(outcome.errors.contains("\(flag) exited with status 1"))
    #expect(outcome.output.contains("20 KB generated"))
    let again = try racebench.run(["report", output])
    #expect(again.end == .exited(status: 0), "\(again.errors)")
    #expect(again.output == outcome.output)
  }

  /// What racebench needs itself is gone.
  @Test func aStageThatCannotBeWrittenCostsNoResult() throws {
    let racebench = try RaceExecutable()
    let output = "\(racebench.files)/out.json"
    let calls = "\(racebench.files)/calls"
    let removing =
      "\(Self.swap); echo x >> '\(calls)'; [ $(wc -l < '\(calls)') -lt 12 ]"
      + " || rm -rf \"$(dirname \"$(dirname \"$RACEBENCH_ROOT\")\")/sources\""
    let outcome = try racebench.run([
      "run", "--size", "20KB", "--output", output, "--updater", removing, "--teardown", "true",
    ])
    #expect(outcome.end == .exited(status: 2), "\(outcome.errors)")
    #expect(outcome.errors.contains("the race ended early"), "\(outcome.errors)")
    #expect(outcome.errors.contains("sources"), "\(outcome.errors)")
    #expect(outcome.errors.contains("is gone"), "\(outcome.errors)")
    #expect(outcome.output.contains("20 KB generated"), "\(outcome.errors)")
    #expect(racebench.exists("out.json"))
  }

  /// Then what readers saw says nothing of the updater.
  @Test func aStageThatIsRemovedIsToldOf() throws {
    let racebench = try RaceExecutable()
    let calls = "\(racebench.files)/calls"
    let removing =
      "\(Self.swap); echo x >> '\(calls)'; [ $(wc -l < '\(calls)') -lt 12 ]"
      + " || rm -rf \"$(dirname \"$(dirname \"$RACEBENCH_ROOT\")\")\""
    let outcome = try racebench.finish(
      racebench.start([
        "run", "--size", "20KB", "--updater", removing, "--teardown", "true",
      ]))
    #expect(outcome.end == .exited(status: 2), "\(outcome.errors)")
    #expect(outcome.errors.contains("is gone"), "\(outcome.errors)")
    #expect(outcome.output.contains("20 KB generated"))
  }

  /// Old versions that racebench's own readers hold open are not what the updater writes.
  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"))
  func oldVersionsThatAreStillReadDoNotCount() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.finish(
      racebench.start(
        [
          "gate", "--size", "1MB", "--size-limit", "9MB", "--time-limit", "4s", "--readers", "16",
          "--temporary-directory", "same", "--updater", Self.swap,
        ],
        shell: "exec unshare -m --propagation private sh -c "
          + "'mount -t tmpfs -o size=64m none \"$TMPDIR\"; exec \"$0\" \"$@\"' \"$0\" \"$@\""))
    #expect([.exited(status: 0), .exited(status: 2)].contains(outcome.end), "\(outcome.errors)")
    #expect(!outcome.errors.contains("too much"), "\(outcome.errors)")
  }

  /// Holes take room in a file system in memory as soon as they are read through a mapping.
  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"))
  func contentsWithHolesThatDoNotFitAreRefused() throws {
    let racebench = try RaceExecutable()
    let path = try racebench.write(
      "holes.yaml",
      "contents: {command: 'truncate -s 100M {a}; echo x > {b}'}\nsubjects: [staged]\n")
    for command in ["run", "gate"] {
      try racebench.expectRefusal(
        73, [command, path], saying: "do not fit",
        shell: "exec unshare -m --propagation private sh -c "
          + "'mount -t tmpfs -o size=20m none \"$TMPDIR\"; exec \"$0\" \"$@\"' \"$0\" \"$@\"")
    }
  }
}
