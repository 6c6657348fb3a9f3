import RaceSystem
import TestSupport
import Testing

/// Whatever stands on the command line or is printed by an updater, neither stream moves a cursor or is a command to a
/// runner.
struct InertOutputTests {
  private static let hostile = "\u{1B}[2J\u{202E}\n::error::x ##[error]y \u{9B}31m"

  @Test(arguments: [
    ["--\(hostile)"], [hostile], ["gate", hostile], ["explore", "--strategy", hostile],
    ["report", hostile], ["compare", hostile, hostile], ["--format", hostile],
    ["--output", hostile], ["--output", "/none/\(hostile).json"],
    ["--directory", "/none/\(hostile)"],
    ["--target", "/\(hostile)"], ["--size", hostile], ["--signer", hostile],
    ["--require", hostile],
    ["--contents", hostile, hostile], ["init", "--directory", "/none/\(hostile)"],
    ["init", "--scenario", "/\(hostile)"], ["list", hostile], ["--updater", hostile],
    ["explore", "--updater", hostile], ["explore", "--require", hostile],
    ["--reader-command", hostile], ["--updater", "cp {source} {target}", "--shell", "/\(hostile)"],
    ["explore", "--updater", "true {source} {target}", "--setup", "\(hostile)"],
  ])
  func messagesAreInert(_ arguments: [String]) throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(arguments + [])
    #expect(outcome.end != .exited(status: 0))
    #expect(outcome.errors.hasPrefix("racebench: "))
    #expect(outcome.errors.split(separator: "\n").count == 1)
    #expect(HostileText.problem(in: outcome.errors) == nil)
    #expect(HostileText.problem(in: outcome.output) == nil)
  }

  @Test(arguments: ["table", "markdown", "json", "csv", "junit"])
  func whatAnUpdaterPrintsIsInert(_ format: String) throws {
    let racebench = try RaceExecutable()
    let printing =
      #"printf '\033[2J\n::stop-commands::y\n  ::error::z\n##[error]w\n\302\233x \377\n' >&2; touch "{target}.$(printf '\033[31m')"; : {source}; exit 3"#
    for command in ["explore", "run"] {
      let outcome = try racebench.run(
        [command, "--size", "20KB", "--name", "\u{202E}n ::error::", "--format", format]
          + ["--target", "a\u{1B}[31m/::error::b", "--updater", printing]
          + (command == "run" ? ["--swaps", "1", "--readers", "1"] : []))
      #expect(HostileText.problem(in: outcome.output) == nil, "\(command)")
      #expect(HostileText.problem(in: outcome.errors) == nil, "\(command)")
    }
  }

  /// What was meant is said, and the status is that of wrong usage.
  @Test(arguments: [
    (["exlpore"], "unknown subcommand \"exlpore\"; did you mean \"explore\"?"),
    (["gaet"], "did you mean \"gate\"?"), (["--stratgy", "x"], "'--strategy'"),
    (["compar"], "did you mean \"compare\"?"), (["zzzzzzzz"], "neither a scenario file"),
  ])
  func aMistypedWordIsWrongUsage(_ arguments: [String], _ fragment: String) throws {
    let outcome = try RaceExecutable().run(arguments)
    #expect(outcome.end == .exited(status: 64))
    #expect(outcome.errors.contains(fragment))
  }

  /// The contents are as they should be; it is the mount that forbids.
  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"), arguments: ["exec", "dlopen"])
  func aMountThatForbidsExecutionIsNamed(_ reader: String) throws {
    let racebench = try RaceExecutable()
    let mount = racebench.files + "/mount"
    try PathCalls.makeDirectory(mount)
    let outcome = try racebench.run(
      ["--directory", mount, "--reader", reader, "--contents", "/bin/true", "/bin/echo"]
        + ["--swaps", "1", "--readers", "1"],
      shell:
        "exec unshare -m --propagation private sh -c 'mount -t tmpfs -o noexec,size=64m none \(mount) && exec \"$0\" \"$@\"' \"$0\" \"$@\""
    )
    #expect(outcome.end == .exited(status: 69))
    #expect(outcome.errors.contains("mounted at \"\(mount)\" has the option noexec"))
  }

  @Test func stepsSayWhichProgramTookThem() throws {
    let outcome = try RaceExecutable().run(
      ["explore", "--size", "20KB", "--settle", "0", "--updater"]
        + ["cp {source} {target}.n; mv {target}.n {target}; sync {directory}"])
    #expect(outcome.output.contains("cp: openat(\"target.bin.n\""))
    #expect(outcome.output.contains("mv: rename"))
    #expect(outcome.output.contains("sync: fsync(\"{directory}\")"))
    #expect(!outcome.output.contains("= EEXIST"))
  }

  @Test func aCallThatFailedAndExplainsTheRestIsShown() throws {
    let outcome = try RaceExecutable().run(
      ["explore", "--size", "20KB", "--settle", "0", "--updater"]
        + [
          "cp {source} {target}.n; ln {target}.n {target}/x; mkdir {target}.d; mv -T {target}.n {target}.d"
        ])
    #expect(outcome.output.contains("= ENOTDIR"))
    #expect(outcome.output.contains("= EEXIST"))
  }
}
