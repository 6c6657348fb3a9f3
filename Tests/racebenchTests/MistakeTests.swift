import Glibc
import RaceModel
import Testing

/// Mistakes that are named before anything is raced, and what only looks like one.
struct MistakeTests {
  private static let race = [
    "--size", "64KiB", "--seed", "1", "--readers", "2", "--format", "json", "--time-limit", "30s",
  ]

  @Test(
    "An updater that writes another name",
    arguments: [
      ("cp {source} {directory}/tool", "tool"),
      ("mkdir -p {root}/bin && install {source} {root}/bin/tool", "bin/tool"),
      ("cp {source} {target}.new", "target.bin.new"),
    ])
  func otherName(_ updater: String, _ name: String) throws {
    let text = "the updater made \"\(name)\"; did you mean --target \(name)?"
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(64, ["gate"] + Self.race + ["--updater", updater], saying: text)
    try racebench.expectRefusal(
      64, ["run", "--size", "64KiB", "--swaps", "2", "--updater", updater], saying: text)
    try racebench.expectRefusal(
      64, ["explore", "--size", "64KiB", "--updater", updater], saying: text)
  }

  @Test("One that is renamed in the background later, or that does nothing, is no such mistake")
  func noOtherName() throws {
    let racebench = try RaceExecutable()
    for updater in ["(cp {source} {target}.n; sleep 0.2; mv {target}.n {target}) &", ": {target}"] {
      let outcome = try racebench.run(
        ["run", "--size", "64KiB", "--swaps", "1", "--readers", "1", "--updater", updater])
      #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    }
  }

  @Test("An unknown placeholder is refused, and what is a shell's own is not")
  func placeholders() throws {
    let racebench = try RaceExecutable()
    for (word, near) in [("dest", "target"), ("dst", "target"), ("src", "source")] {
      try racebench.expectRefusal(
        64, ["gate", "--updater", "cp {source} {target}; : {\(word)}"],
        saying: "unknown {\(word)}; did you mean {\(near)}?")
    }
    for extra in ["awk '{print}' /dev/null", ": ${dest}", "{ :; }", "echo {a,b}", "echo {{dest}}"] {
      let outcome = try racebench.run(
        [
          "run", "--size", "4096B", "--swaps", "1", "--readers", "1", "--updater",
          "\(extra); cp {source} {target}",
        ])
      #expect(outcome.end == .exited(status: 0), "\(extra): \(outcome.errors)")
    }
  }

  @Test("One that names no source and leaves what is neither content fails")
  func namesNoSource() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(["gate"] + Self.race + ["--updater", "printf other >{target}"])
    #expect(outcome.end == .exited(status: 1), "\(outcome.errors)")
  }

  @Test("One that reads its source from the environment is raced")
  func readsEnvironment() throws {
    let racebench = try RaceExecutable()
    for (script, learned) in [("cp", false), ("tr a b <", true)] {
      let path = try racebench.write(
        "update.sh",
        "\(script) \"$RACEBENCH_SOURCE\" \(learned ? ">" : "") \"$RACEBENCH_TARGET\"\n")
      let outcome = try racebench.run([
        "run", "--size", "64KiB", "--swaps", "2", "--readers", "1", "--format", "json",
        "--updater", "sh \(path) {target}",
      ])
      let run = try #require(try outcome.report().runs.first)
      #expect(run.swaps == 2 && (run.contents.learned == true) == learned)
      #expect(run.contracts[.truth] == .kept)
    }
  }

  @Test("A program that cannot be run is named, with what to do", arguments: ["/bin/sh", "none"])
  func unrunnable(_ shell: String) throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write("update.sh", "#!/no/such/interpreter\n")
    func refused(_ updater: String, _ advice: String) throws {
      for command in ["run", "gate"] {
        try racebench.expectRefusal(
          69, [command, "--size", "64KiB", "--shell", shell, "--updater", "\(updater) {target}"],
          saying: "the updater cannot be run (", "), before anything was raced; \(advice)")
      }
    }
    try refused(script, "chmod +x \(script)")
    chmod(script, 0o755)
    try refused(script, "")
    try refused("./no/such.sh", "correct its path; commands run in /")
    try refused("no-such-program", "install no-such-program, or correct its name")
  }

  @Test("A path in quotes of its own is named where the command fails")
  func quotedTwice() throws {
    let racebench = try RaceExecutable()
    let advice = "paths are quoted already; remove the quotes around {source}"
    try racebench.expectRefusal(
      69, ["gate"] + Self.race + ["--updater", "cp \"{source}\" \"{target}\""],
      saying: "cannot stat", "before anything was raced; \(advice)")
    // Without a shell, and within single quotes, they are as good as any.
    for arguments in [
      ["--shell", "none", "--updater", "cp \"{source}\" \"{target}\""],
      ["--updater", "sh -c 'cp \"{source}\" \"{target}\"'"],
    ] {
      let outcome = try racebench.run(
        ["run", "--size", "4KiB", "--swaps", "1", "--readers", "1"] + arguments)
      #expect(outcome.end == .exited(status: 0) && !outcome.output.contains("quoted already"))
    }
  }

  @Test("What it says of its temporary directory keeps the name")
  func temporary() throws {
    try RaceExecutable().expectRefusal(
      69,
      ["gate"] + Self.race + ["--updater", "echo cannot write $TMPDIR/x >&2; exit 1; : {target}"],
      saying: "status 1: cannot write {tmpdir}/x, and so each time")
  }

  @Test("One that fails each time ends the gate at once, with its output")
  func failing() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69, ["gate"] + Self.race + ["--updater", "echo one; echo sorry >&2; exit 3; : {target}"],
      saying: "exited with status 3: sorry", "one", "and so each time, before anything was raced")
    // One that does harm is raced, and so is one of which that is expected.
    let harmful = try racebench.run(
      ["gate"] + Self.race + ["--updater", "head -c 100 {source} > {target}; exit 3"])
    #expect(harmful.end == .exited(status: 1), "\(harmful.errors)")
    let scenario = try racebench.write(
      "s.yaml",
      "subjects: [{updater: 'exit 3; : {target}', expect: {verdict: inconclusive}}]\n")
    let expected = try racebench.run(
      ["gate", scenario, "--size", "64KiB", "--readers", "2", "--time-limit", "2s", "--quiet"])
    #expect(expected.end == .exited(status: 0), "\(expected.errors)")
  }
}
