import Glibc
import RaceModel
import RaceSystem
import Testing

/// What a person can get wrong is refused on one line, with the status for it, before anything is left anywhere.
struct BadInputTests {
  struct Line: Sendable, CustomTestStringConvertible {
    let arguments: [String]
    let fragments: [String]

    init(_ line: String, _ fragments: String...) {
      arguments = line.split(separator: " ").map(String.init)
      self.fragments = fragments
    }

    init(_ arguments: [String], _ fragments: String...) {
      self.arguments = arguments
      self.fragments = fragments
    }

    var testDescription: String { arguments.joined(separator: " ") }
  }

  static let usage = [
    Line("--readers 0", "--readers", "1 to 512"), Line("--readers 513", "--readers", "513"),
    Line("--readers=-1", "--readers"), Line("--readers many", "many"),
    Line("--glancers 513", "--glancers"), Line("--writers 0", "--writers"),
    Line("--writers 65", "--writers"), Line("--swaps 0", "--swaps"), Line("--swaps=-3", "--swaps"),
    Line("--swaps 3 --duration 1s", "--duration", "exclude"),
    Line("--duration 0s", "--duration"), Line("--duration 5", "--duration", "5s"),
    Line("--duration soon", "soon"), Line("--size 0B", "--size"), Line("--size 7.8", "--size"),
    Line("--size=-1B", "--size"), Line("--size 1.5B", "--size"), Line("--size 999TB", "--size"),
    Line("--seed x", "seed"), Line("--strategy stagd", "did you mean \"staged\"?"),
    Line("--strategy zzzzzzzzzzzz", "unknown strategy", "inplace"),
    Line("--strategy staged --strategy staged", "staged"),
    Line("--reader raed", "did you mean \"read\"?"),
    Line("--signer apend", "did you mean \"append\"?"),
    Line("--signer busy", "busy:40ms"), Line("--signer sleep:x", "sleep:40ms"),
    Line("--signer none:1ms", "none"), Line("--signer command:true", "{file}"),
    Line("--copy sendfiel", "did you mean \"sendfile\"?"),
    Line("--target ../x", "--target"), Line("--target /x", "--target"),
    Line("--target a//b", "--target"), Line("--target a/./b", "--target"),
    Line("--contents only-one", "got 1 path;", "two files"), Line("--contents a b c", "two files"),
    Line("--contents a b --size 1MB", "exclude"),
    Line("--frobnicate", "frobnicate", "(see racebench run --help)"),
    Line("gate --frobnicate", "(see racebench gate --help)"),
    Line("--require truth", "--require is for gate and explore"),
    Line("gate --split 4KiB", "--split is for explore"),
    Line("selftest --readers 3", "--readers is for run and gate"),
    Line("--format tabel", "--format"), Line("--output x.nonsense", "x.nonsense"),
    Line("--output nosuffix", "nosuffix"), Line("list nothings", "nothings"), Line("report"),
  ]

  private static let updater = ["--updater", "cp {source} {target}"]

  static let commands = [
    Line("--updater true", "--updater: got \"true\"", "{source}", "RACEBENCH_ROOT", "\" true"),
    Line(["--updater", "cp x ${target}"], "{target} without the $"),
    Line(["--updater", ""], "--updater: got \"\""),
    Line(["--updater", "a\u{1b} {target}"], "\\u{1B}", "control characters"),
    Line(updater + updater, "two subjects called \"cp {source} {target}\""),
    Line(updater + ["--updater", "mv {target}", "--name", "x", "--name", "x"], "called \"x\""),
    Line("--name x", "--name: got 1 name for 0 updaters"),
    Line(updater + ["--name", "x", "--name", "y"], "--name: got 2 names for 1 updater"),
    Line(updater + ["--name", ""], "--name: got \"\""),
    Line(updater + ["--name", "a\nb"], "--name: got \"a\\nb\""),
    Line(updater + ["--signer", "none"], "--signer: this is for strategies", "leave --signer out"),
    Line(updater + ["--copy", "mmap"], "--copy: this is for strategies"),
    Line(updater + ["--staging-directory", "/tmp"], "--staging-directory: this is for strategies"),
    Line("--setup x", "--setup: this is for updaters"),
    Line("--teardown x --strategy staged", "--teardown: this is for updaters"),
    Line("--timeout 1s", "--timeout: this is for updaters"),
    Line("--shell none", "--shell: this is for updaters"),
    Line(updater + ["--timeout", "1"], "--timeout: got \"1\"", "5s"),
    Line(updater + ["--timeout", "0s"], "--timeout"),
    Line(updater + ["--shell", ""], "--shell: got \"\"", "or none"),
    Line(updater + ["--setup", ""], "--setup: got \"\""),
    Line(updater + ["--teardown", " "], "--teardown: got \" \""),
    Line(["--shell", "none", "--updater", "cp '{source} {target}"], "--shell none", "the quote '"),
    Line(updater + ["--shell", "none", "--setup", "a \""], "--shell none", "the quote \""),
    Line("--symbol f", "--symbol: the reader is \"read\""),
    Line("--symbol f --reader mmap", "--symbol: the reader is \"mmap\""),
    Line("--symbol 1f --reader read", "--symbol: got \"1f\""),
    Line("--reader command", "--reader: got \"command\"", "--reader-command 'COMMAND {target}'"),
    Line(["--reader-command", "cat x"], "--reader-command: got \"cat x\"", "{target}"),
    Line(["--reader-command", "cat {source}"], "--reader-command: got", "only an updater has"),
    Line(["--reader-command", "cat {target}", "--reader", "read"], "--reader-command: a command"),
    Line(["--reader-command", "cat {target}", "--symbol", "f"], "--reader-command: a command"),
    Line(["gate"] + updater + ["--require", "rollback"], "--require: rollback shows"),
    Line("gate --require rolback", "--require: unknown contract", "did you mean \"rollback\"?"),
    Line("gate --require truth,durability", "--require: got durability", "racebench explore"),
    Line("--target -x", "Missing value for '--target", "--flag=VALUE"),
  ]

  @Test("Updaters and readers of one's own that mean nothing", arguments: commands)
  func wrongCommands(_ line: Line) throws { try wrongUsage(line) }

  @Test("Flags over a file that has nothing for them")
  func misplacedFlags() throws {
    let racebench = try RaceExecutable()
    let own = try racebench.write("own.yaml", "subjects: [{updater: 'cp {source} {target}'}]\n")
    let built = try racebench.write(
      "built.yaml", "readerCommand: cat {target}\nsubjects: [staged]\n")
    try racebench.expectRefusal(64, [own, "--signer", "none"], saying: "--signer: this is for")
    try racebench.expectRefusal(64, ["gate", own, "--copy", "mmap"], saying: "--copy: this is for")
    try racebench.expectRefusal(64, [built, "--timeout", "1s"], saying: "--timeout: this is for")
    try racebench.expectRefusal(64, [built, "--symbol", "f"], saying: "the reader is a command")
    try racebench.expectRefusal(
      64, [own, "--shell", "none", "--setup", "'"], saying: "--shell none")
  }

  @Test("Directories of a file that are not there")
  func missingDirectories() throws {
    let racebench = try RaceExecutable()
    let path = try racebench.write("s.yaml", "swaps: 1\ndirectory: nowhere\nsubjects: [staged]\n")
    try racebench.expectRefusal(65, [path], saying: "s.yaml:2: directory: \"nowhere\" is not there")
    #expect(
      try racebench.run([path, "--size", "20KB", "--directory", racebench.temporary]).end
        == .exited(status: 0))
    let staging = try racebench.write(
      "t.yaml", "subjects:\n  - strategy: staged\n    stagingDirectory: s.yaml\n")
    try racebench.expectRefusal(
      65, ["gate", staging], saying: "t.yaml:3: stagingDirectory: \"s.yaml\"")
    let file = racebench.files + "/s.yaml"
    try racebench.expectRefusal(
      64, ["run", "--temporary-directory", file], saying: "is no directory")
  }

  @Test("Programs that are not there, looked for before anything is raced")
  func programs() throws {
    let racebench = try RaceExecutable()
    let output = racebench.files + "/out.json"
    let good = try racebench.write("good.yaml", "subjects: [staged]\nswaps: 1\n")
    let names = ["no-such-program", "directory", "plain"]
    try PathCalls.makeDirectory(racebench.files + "/directory")
    try racebench.write("plain", "#!/bin/sh\n")
    // Found along PATH, these must also be programs.
    let shell = "PATH=\(racebench.files):$PATH exec \"$0\" \"$@\""
    for name in names {
      let path = try racebench.write("n.yaml", "requires: [sh, \(name)]\nsubjects: [staged]\n")
      let text = try racebench.expectRefusal(
        69, [good, path, "--output", output], shell: shell)
      let message = "scenario \"\(path)\" needs \"\(name)\", which is not in PATH; install it"
      #expect(text == "racebench: \(message)\n")
      #expect(access(output, F_OK) != 0)
      try racebench.expectRefusal(69, ["gate", path], saying: "needs \"\(name)\"", shell: shell)
    }
    // A name in PATH is no path below the working directory, but where PATH says so.
    chmod(racebench.files + "/plain", 0o755)
    let there = try racebench.write(
      "there.yaml", "requires: [sh, plain]\nsubjects: [staged]\nswaps: 1\nreaders: 1\n")
    let small = ["--size", "4096B"]
    let inDirectory = "cd \(racebench.files) && PATH=\"$PATH\" exec \"$0\" \"$@\""
    try racebench.expectRefusal(69, [there] + small, saying: "\"plain\"", shell: inDirectory)
    for path in [racebench.files + ":$PATH", ":$PATH", "$PATH:"] {
      let shell = "cd \(racebench.files) && PATH=\(path) exec \"$0\" \"$@\""
      #expect(try racebench.run([there] + small, shell: shell).end == .exited(status: 0), "\(path)")
    }
    // What is wrong with a later file is said first.
    let bad = try racebench.write("bad.yaml", "readers: 0\n")
    let needy = try racebench.write("n.yaml", "requires: [no-such-program]\n")
    try racebench.expectRefusal(65, [needy, bad], saying: "bad.yaml")
  }

  @Test("Shells that are not there")
  func shells() throws {
    let racebench = try RaceExecutable()
    let own = try racebench.write(
      "own.yaml", "subjects: [{updater: 'cp {source} {target}', shell: ./no/zsh}]\n")
    try racebench.expectRefusal(
      69, [own], saying: "own.yaml", "needs the shell \"\(racebench.files)/./no/zsh\"")
    for shell in ["/no/zsh", "nozsh", racebench.files] {
      try racebench.expectRefusal(
        69, Self.updater + ["--shell", shell],
        saying:
          "--shell: \"\(shell)\" is not \(shell == "nozsh" ? "in PATH" : "there") or cannot be run")
    }
  }

  @Test("Wrong usage", arguments: usage)
  func wrongUsage(_ line: Line) throws {
    let racebench = try RaceExecutable()
    let text = try racebench.expectRefusal(64, line.arguments)
    for fragment in line.fragments { #expect(text.contains(fragment), "\(text)") }
  }

  @Test("Directories that are not there")
  func directories() throws {
    let racebench = try RaceExecutable()
    let file = try racebench.write("file", "x")
    let missing = racebench.files + "/missing"
    for option in ["--directory", "--staging-directory"] {
      try racebench.expectRefusal(64, [option, missing], saying: missing, "make it")
      try racebench.expectRefusal(64, [option, file], saying: file)
      try racebench.expectRefusal(64, [option, ""], saying: option)
    }
    let shell = "TMPDIR=\(missing) exec \"$0\" \"$@\""
    try racebench.expectRefusal(64, [], saying: missing, shell: shell)
  }

  @Test("Directories that a scenario names have its line, unless a flag takes their place")
  func namedDirectories() throws {
    let racebench = try RaceExecutable()
    for (text, line) in [
      ("directory: nope", "1: directory"),
      ("swaps: 1\ntemporaryDirectory: nope", "2: temporaryDirectory"),
      ("subjects:\n  - strategy: inplace\n    stagingDirectory: nope", "3: stagingDirectory"),
    ] {
      let path = try racebench.write("d.yaml", text + "\n")
      let small = ["--size", "4096B", "--swaps", "1", "--readers", "1"]
      for command in ["run", "gate"] {
        let errors = try racebench.expectRefusal(65, [command, path] + small)
        #expect(
          errors
            == "racebench: \(path):\(line): \"nope\" is not there; make it, or name another one\n")
      }
      let flags = [
        "--directory", racebench.temporary, "--temporary-directory", "same",
        "--staging-directory", racebench.temporary,
      ]
      let outcome = try racebench.run([path] + small + flags)
      #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    }
  }

  @Test("Contents that no race can be held with")
  func contents() throws {
    let racebench = try RaceExecutable()
    let good = try racebench.write("good", "some content")
    let same = try racebench.write("same", "some content")
    let empty = try racebench.write("empty", "")
    let fifo = racebench.files + "/fifo"
    try retrying("mkfifo", fifo) { mkfifo(fifo, 0o600) }
    for bad in [racebench.files + "/missing", racebench.files, fifo, empty, "/dev/zero"] {
      for pair in [[good, bad], [bad, good]] {
        try racebench.expectRefusal(65, ["--contents"] + pair, saying: "content")
      }
    }
    try racebench.expectRefusal(65, ["--contents", good, same], saying: "equal")
    try racebench.expectRefusal(65, ["--contents", good, good], saying: "equal")
  }

  @Test("Contents that may not be read")
  func unreadableContents() throws {
    let racebench = try RaceExecutable()
    let good = try racebench.write("good", "some content")
    let secret = try racebench.write("secret", "other content")
    chmod(good, 0o644)
    chmod(secret, 0)
    guard let shell = Nobody(racebench).shell else { return }
    try racebench.expectRefusal(
      65, ["--contents", good, secret], saying: "secret", "EACCES", shell: shell)
  }

  @Test(
    "Contents that come from a command",
    arguments: [
      ("exit 3; : {a} {b}", Int32(65), "status 3"),
      ("no-such-program {a} {b}", 69, "no-such-program"),
      ("touch {a}; : {b}", 65, "{b}"), ("touch {a} {b}", 65, "empty"),
      ("echo x > {a}; echo x > {b}", 65, "equal"), ("mkdir {a} {b}", 65, "{a}"),
    ])
  func contentsCommand(command: String, status: Int32, fragment: String) throws {
    let racebench = try RaceExecutable()
    let scenario = try racebench.write(
      "bad.yaml", "contents:\n  command: '\(command)'\nsubjects:\n  - strategy: staged\n")
    try racebench.expectRefusal(status, [scenario], saying: fragment)
  }

  @Test(
    "Scenarios",
    arguments: [
      ("readers: [", "bad.yaml"), ("raeders: 3\nsubjects:\n  - strategy: staged\n", "bad.yaml:1"),
      ("readers: 3\nsubjects:\n  - strategy: stagd\n", "bad.yaml:3"), ("", "bad.yaml"),
      ("\u{0}\u{1}\u{2}\u{3}", "bad.yaml"), ("just text", "bad.yaml"),
      ("readers: 0\nsubjects:\n  - strategy: staged\n", "bad.yaml:1"),
    ])
  func scenarios(text: String, place: String) throws {
    let racebench = try RaceExecutable()
    let scenario = try racebench.write("bad.yaml", text)
    try racebench.expectRefusal(65, [scenario], saying: place)
  }

  @Test("Scenarios that cannot be read, and one good one beside a bad one")
  func unreadableScenarios() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(65, [racebench.files + "/no.yaml"], saying: "no.yaml")
    try racebench.expectRefusal(65, [racebench.files], saying: "files")
    let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0) }
    let binary = try racebench.write("binary.yaml", bytes)
    try racebench.expectRefusal(65, [binary], saying: "binary.yaml")
    let good = try racebench.write("good.yaml", "subjects:\n  - strategy: staged\n")
    // Nothing is raced before all is understood.
    let output = racebench.files + "/out.json"
    try racebench.expectRefusal(65, [good, binary, "--output", output], saying: "binary.yaml")
    #expect(access(output, F_OK) != 0)
  }

  @Test("Results that are none")
  func results() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(65, ["report", racebench.files + "/no.json"], saying: "no.json")
    for text in ["", "{", "[]", "{}", "\u{0}", "{\"schema\": \"racebench/2\"}"] {
      let path = try racebench.write("bad.json", text)
      try racebench.expectRefusal(65, ["report", path], saying: "bad.json")
    }
  }

  @Test("A signer that cannot do it")
  func signers() throws {
    let racebench = try RaceExecutable()
    let commands = [
      ("no-such-program {file}", "no-such-program"), ("echo sorry; exit 3; : {file}", "sorry"),
      ("date +%N >> {file}", "other bytes each time"), ("rm {file}", "no regular file"),
      ("rm {file}; mkfifo {file}", "no regular file"), ("kill -9 $$; : {file}", "SIGKILL"),
    ]
    for (command, fragment) in commands {
      try racebench.expectRefusal(
        69, ["--size", "4096B", "--signer", "command:\(command)"], saying: "signer", fragment)
    }
    let equal = ["--size", "4096B", "--signer", "command:echo x > {file}"]
    try racebench.expectRefusal(65, equal, saying: "equal after signing")
    let empty = ["--size", "4096B", "--signer", "command:: > {file}"]
    try racebench.expectRefusal(65, empty, saying: "empty after signing")
  }

  @Test("Help and version are no failures", arguments: ["--help", "--version"])
  func help(argument: String) throws {
    let outcome = try RaceExecutable().run([argument])
    #expect(outcome.end == .exited(status: 0) && outcome.errors == "" && outcome.output != "")
  }
}
