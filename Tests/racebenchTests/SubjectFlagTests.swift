import RaceModel
import RaceReports
import RaceSystem
import Testing

/// What flags make of subjects and readers, as reports tell it.
struct SubjectFlagTests {
  private static let quick = ["--size", "4096B", "--swaps", "1", "--readers", "1"]

  private func scenario(_ arguments: [String]) throws -> Scenario {
    try RaceExecutable().run(arguments + Self.quick + ["--format", "json"]).report().scenario
  }

  @Test("Strategies come first, then updaters, each in their order and with their names")
  func order() throws {
    let scenario = try scenario([
      "--updater", "cp {source} {target}", "--strategy", "staged", "--name", "one", "--updater",
      "mv {source} {target}", "--strategy", "inplace", "--name=-two", "--updater",
      "cat {source} > {target}",
    ])
    #expect(
      scenario.subjects == [
        Subject(strategy: "staged", signer: .none), Subject(strategy: "inplace", signer: .none),
        Subject(name: "one", updater: .command(CommandSpec("cp {source} {target}"))),
        Subject(name: "-two", updater: .command(CommandSpec("mv {source} {target}"))),
        Subject(updater: .command(CommandSpec("cat {source} > {target}"))),
      ])
  }

  @Test("What is said of all updaters is said of each, and the shell's path begins at the root")
  func choices() throws {
    let scenario = try scenario([
      "--updater", "cp {source} {target}", "--setup", "true", "--teardown", "true 2", "--timeout",
      "9s", "--shell", "/bin/../bin/sh", "--strategy", "staged", "--signer", "append",
    ])
    #expect(
      scenario.subjects == [
        Subject(strategy: "staged", signer: SignerSpec("append")),
        Subject(
          updater: .command(
            CommandSpec(
              "cp {source} {target}", setup: "true", teardown: "true 2",
              timeout: TimeSpan(nanoseconds: 9_000_000_000), shell: .path("/bin/../bin/sh")))),
      ])
  }

  @Test("A gate of an updater has controls that sign nothing")
  func gate() throws {
    let outcome = try RaceExecutable().run(
      ["gate", "--updater", "cp {source} {target}", "--format", "json", "--rendezvous"]
        + Self.quick)
    // It need not pass: one swap shows too little.
    let report = try #require(
      ReportFile.decode(Array(outcome.output.utf8), path: "standard output").first)
    #expect(
      report.scenario.subjects == [Subject(updater: .command(CommandSpec("cp {source} {target}")))])
    #expect(
      report.scenario.controls
        == ["inplace", "backup-rename", "patch-after-rename"].map {
          Subject(strategy: $0, signer: .none)
        })
  }

  @Test(
    "A target may begin with a dash and hold any character, a symlink too",
    arguments: [["--target=-x"], ["--target=- '\"\n\u{1b}$HOME{target}/\\y"], ["--symlink"]])
  func targets(_ flags: [String]) throws {
    let scenario = try scenario(flags + ["--strategy", "staged"])
    let target = flags[0].split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
    #expect(scenario.target.path == target ?? "target.bin")
    #expect(scenario.symlink == (target == nil))
  }

  @Test("A directory may begin with a dash and hold any character")
  func directories() throws {
    let racebench = try RaceExecutable()
    let names = ["-x", "a b", "it's", "\"q\"", "a\nb", "é\u{2028}"]
    for name in names {
      try PathCalls.makeDirectory("\(racebench.files)/\(name)")
      let shell = "cd \(racebench.files) && exec \"$0\" \"$@\""
      for flag in [["--directory=\(name)"], ["--directory", "./\(name)"]] {
        let outcome = try racebench.run(
          Self.quick + ["--strategy", "staged", "--format", "json"] + flag, shell: shell)
        #expect(try outcome.report().scenario.directory?.hasSuffix("/\(name)") == true)
      }
    }
  }

  @Test("Help names each flag of subjects and readers, with an example")
  func help() throws {
    for command in [[], ["gate"]] {
      let text = try RaceExecutable().run(command + ["--help"]).output
      #expect(text.contains("--updater 'install -m 755 {source} {target}'"))
    }
    let text = try RaceExecutable().run(["run", "--help"]).output
    for flag in [
      "--updater", "--name", "--setup", "--teardown", "--timeout", "--shell", "--symbol",
      "--reader-command", "--symlink", "--target=-x",
    ] {
      #expect(text.contains(flag), "\(flag)")
    }
    for placeholder in Placeholder.allCases {
      #expect(text.contains(placeholder.name) && text.contains(placeholder.variable))
    }
  }

  @Test("Each contract is listed with its promise")
  func contracts() throws {
    let text = try RaceExecutable().run(["list", "contracts"]).output
      .split(whereSeparator: \.isWhitespace).joined(separator: " ")
    for contract in Contract.allCases {
      #expect(text.contains("\(contract.rawValue) \(contract.entry.summary)"))
    }
  }
}
