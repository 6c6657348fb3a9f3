import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// What a person can get wrong with `explore` is refused on one line, and nothing is left.
struct ExploreInputTests {
  typealias Line = BadInputTests.Line

  private static let updater = ["--updater", "cp {source} {target}"]

  static let usage = [
    Line("--split 0", "--split: got \"0\"", "64KiB"), Line("--split 0B", "--split", "1 B to"),
    Line("--split=-1B", "--split"), Line("--split 1.5B", "--split"),
    Line("--split 999TB", "--split"),
    Line("--split many", "many"), Line("--settle 5", "--settle: got \"5\"", "5s"),
    Line("--settle=-1ms", "--settle"), Line("--settle soon", "soon"),
    Line(updater + ["--timeout", "0s"], "--timeout"),
    Line(updater + ["--timeout", "1"], "--timeout: got \"1\"", "5s"),
    Line("--require rolback", "--require: unknown contract", "did you mean \"rollback\"?"),
    Line("--require monotone", "--require: got monotone", "racebench run and gate"),
    Line("--require truth,monotone", "--require: got monotone"),
    Line(["--require", ""], "--require: unknown contract \"\""),
    Line("--strategy stagd", "did you mean \"staged\"?"), Line("--size 0B", "--size"),
    Line("--updater true", "--updater: got \"true\"", "{source}"),
    Line(["--updater", ""], "--updater: got \"\""),
    Line(updater + ["--signer", "none"], "--signer: this is for strategies"),
    Line(["--shell", "none", "--updater", "cp '{source} {target}"], "--shell none", "the quote '"),
    Line("--readers 3", "--readers is for run and gate; explore has no readers"),
    Line("--swaps 3", "--swaps is for run and gate (see racebench explore --help)"),
    Line("--rendezvous", "--rendezvous"),
    Line("x.yaml", "x.yaml", "explore takes no scenario; use --updater or --strategy"),
    Line("--target ../x", "--target"),
    Line("--format tabel", "--format: got \"tabel\""), Line("--format html", "--format"),
    Line("--output x.nonsense", "x.nonsense"), Line("--output nosuffix", "nosuffix"),
    Line("--contents only-one", "two files"), Line("--contents a b --size 1MB", "exclude"),
    Line("--directory /no/such/place", "\"/no/such/place\" is not there"),
    Line("--directory /etc/passwd", "/etc/passwd"),
    Line("--strategy staged --staging-directory /no/such/place", "/no/such/place"),
  ]

  @Test("What means nothing", arguments: usage)
  func wrongUsage(_ line: Line) throws {
    let racebench = try RaceExecutable()
    let text = try racebench.expectRefusal(64, ["explore"] + line.arguments)
    for fragment in line.fragments { #expect(text.contains(fragment), "\(text)") }
  }

  @Test("Contents that are none")
  func contents() throws {
    let racebench = try RaceExecutable()
    let a = try racebench.write("a", "abc")
    let same = try racebench.write("same", "abc")
    let empty = try racebench.write("empty", "")
    for (b, fragment) in [
      (same, "equal"), (empty, "empty"), (racebench.files, "not a regular file"),
      ("/dev/null", "not a regular file"), (racebench.files + "/missing", "ENOENT"),
    ] {
      try racebench.expectRefusal(65, ["explore", "--contents", a, b], saying: fragment)
    }
  }

  static let programs: [(arguments: [String], fragment: String)] = [
    (["--updater", "no-such-program {target}"], "no-such-program"),
    (["--updater", "no-such-program {target}", "--shell", "none"], "ENOENT"),
    // Not executable.
    (["--updater", "/etc/passwd {target}"], "/etc/passwd"),
    (["--updater", "/etc/passwd {target}", "--shell", "none"], "EACCES"),
    (updater + ["--shell", "/no/such/shell"], "/no/such/shell"),
    (updater + ["--setup", "exit 7"], "--setup exited with status 7"),
    (["--signer", "command:no-such-program {file}"], "no-such-program"),
  ]

  @Test("Programs that are not there, or fail where they must not", arguments: programs.indices)
  func missingProgram(_ index: Int) throws {
    let racebench = try RaceExecutable()
    let (arguments, fragment) = Self.programs[index]
    try racebench.expectRefusal(
      69, ["explore", "--size", "64KiB"] + arguments, saying: fragment)
  }

  @Test("A program that fails like one that is not there, but has shown something, is a finding")
  func lateMissingProgram() throws {
    let racebench = try RaceExecutable()
    let found = try racebench.explore(
      ["--updater", "rm {target}; no-such-program"] + racebench.contents())
    #expect(found.verdict == .fail && found.exploration.ending == .exited(status: 127))
  }

  @Test("Outputs that cannot be written")
  func outputs() throws {
    let racebench = try RaceExecutable()
    let arguments = ["explore", "--strategy", "staged", "--size", "64KiB"]
    try racebench.expectRefusal(
      73, arguments + ["--output", "/no/such/place/x.json"], saying: "/no/such/place/x.json")
    let kept = try racebench.write("kept.json", "before")
    try racebench.expectRefusal(
      64, arguments + ["--split", "0B", "--output", kept], saying: "--split")
    #expect(try Files.read(kept) == Array("before".utf8))
  }

  @Test("A directory that cannot be written, as an ordinary user")
  func forbidden() throws {
    let racebench = try Self.forNobody()
    try racebench.expectRefusal(
      73, ["explore", "--strategy", "staged", "--directory", "/"],
      saying: "cannot write in directory \"/\"",
      shell: Self.asNobody)
    try racebench.expectRefusal(
      65, ["explore", "--contents", "/etc/passwd", "/etc/shadow"], saying: "/etc/shadow",
      shell: Self.asNobody)
  }

  static let unprivileged: [(subject: [String], kinds: [Kind], broken: String)] = [
    (["--strategy", "staged-durable", "--signer", "append"], [], ""),
    (
      ["--strategy", "overwrite", "--signer", "none"], [.truncated, .mixed],
      "content inode durability"
    ),
    (["--updater", "cp {source} {target}"], [.empty, .truncated], "content inode durability"),
    (["--updater", "sh -c 'mv \"$1\" \"$2\"' - {source} {target}"], [], "metadata durability"),
  ]

  @Test("It needs no privilege", arguments: unprivileged.indices)
  func ordinaryUser(_ index: Int) throws {
    let racebench = try Self.forNobody()
    let (subject, kinds, broken) = Self.unprivileged[index]
    let contents = try racebench.contents()
    for name in ["a", "b"] { chmod("\(racebench.files)/\(name)", 0o644) }
    let found = try racebench.explore(subject + contents, shell: Self.asNobody)
    #expect(found.kinds == KindSet(kinds) && found.contracts(.broken) == broken)
    let owner = geteuid() == 0 ? "65534:65534" : "\(geteuid()):\(getegid())"
    #expect(found.exploration.start.owner == owner)
  }

  @Test(
    "Where tracing is not allowed it says what to do",
    arguments: ["ptrace", "ptrace-unknown", "seccomp", "seccomp-unknown", "privileges"],
    [["--strategy", "staged"], updater])
  func notAllowed(_ refusal: String, _ subject: [String]) throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69, ["explore", "--size", "64KiB"] + subject,
      saying: "stepping is not allowed here", "ptrace(2)", "seccomp(2)", "--cap-add=SYS_PTRACE",
      shell: try Self.refusing(refusal))
  }

  @Test("A kernel that does not tell at which call a process stands is said to be too old")
  func oldKernel() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69, ["explore", "--strategy", "inplace", "--size", "64KiB"], saying: "5.3",
      shell: try Self.refusing("call-info"))
  }

  @Test("Under another tracer", .enabled(if: Needs.program("strace"), "needs strace"))
  func traced() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69, ["explore", "--strategy", "staged", "--size", "64KiB"],
      saying: "do not trace racebench itself", shell: "exec strace -f -o /dev/null \"$0\" \"$@\"")
  }

  @Test("A strategy that takes too long is killed too")
  func timeout() throws {
    let racebench = try RaceExecutable()
    let found = try racebench.explore(
      [
        "--strategy", "staged", "--signer",
        "command:case {file} in */published/*) ;; *) sleep 60; esac",
        "--timeout", "200ms",
      ] + racebench.contents())
    #expect(found.exploration.ending == .timedOut && found.verdict == .inconclusive)
  }

  /// A script that runs the program with a call refused.
  private static func refusing(_ name: String) throws -> String {
    let helper = "\(PathCalls.parent(of: RaceExecutable.path))/race-helper"
    return "exec \(Command.quoted(helper)) refusing \(name) \"$0\" \"$@\""
  }

  /// A script that runs the program as a user whom permissions bind.
  private static let asNobody = "exec \(Helper.asNobody) \"$0\" \"$@\""

  /// A place where that user may write.
  private static func forNobody() throws -> RaceExecutable {
    let racebench = try RaceExecutable()
    for path in [racebench.area, racebench.temporary, racebench.files] { chmod(path, 0o777) }
    return racebench
  }
}
