import Glibc
import RaceModel
import RaceSystem
import Testing

/// Ways to run the program that need rights or tools which may be missing.
struct Nobody {
  /// A script that runs the program as a user without rights; nil, with the reason printed, where that
  /// cannot be done.
  let shell: String?

  init(_ racebench: RaceExecutable) {
    guard geteuid() == 0 else {
      shell = "exec \"$0\" \"$@\""
      return
    }
    guard access("/usr/bin/setpriv", X_OK) == 0 else {
      print("skipped: setpriv is not installed")
      shell = nil
      return
    }
    for path in [racebench.area, racebench.temporary, racebench.files] { chmod(path, 0o777) }
    // The build folder may be out of such a user's reach.
    let copy = racebench.files + "/racebench"
    do {
      try OpenFile(copy, O_WRONLY | O_CREAT, mode: 0o755).copyAll(of: RaceExecutable.path)
      chmod(copy, 0o755)
      shell =
        "exec setpriv --reuid 65534 --regid 65534 --clear-groups --no-new-privs \(copy) \"$@\""
    } catch {
      print("skipped: \(error)")
      shell = nil
    }
  }
}

/// What the machine refuses: the run says so on one line and leaves nothing.
struct FaultTests {
  /// Runs a script with a tmpfs of its own at `room`; nil, with the reason printed, where that is not allowed.
  private func mounted(_ racebench: RaceExecutable, _ options: String) throws -> String? {
    let room = racebench.files + "/room"
    try PathCalls.makeDirectory(room)
    let mount = "mount -t tmpfs -o \(options) none \(room)"
    let probe = try racebench.start(
      [], shell: "exec unshare -m --propagation private sh -c '\(mount)'")
    guard try racebench.finish(probe).end.succeeded else {
      print("skipped: no file system can be mounted here")
      return nil
    }
    return "exec unshare -m --propagation private sh -c '\(mount) && cd \(room) && \"$0\" \"$@\"; "
      + "s=$?; ls -A \(room) > \(racebench.files)/left; exit $s' \"$0\" \"$@\""
  }

  private func left(_ racebench: RaceExecutable) throws -> String {
    let file = try OpenFile(racebench.files + "/left", O_RDONLY)
    return String(decoding: try file.readToEnd(), as: UTF8.self)
  }

  @Test("A full file system")
  func full() throws {
    let racebench = try RaceExecutable()
    guard let shell = try mounted(racebench, "size=1m") else { return }
    let arguments = ["--directory", racebench.files + "/room", "--strategy", "staged"]
    try racebench.expectRefusal(73, arguments, saying: "do not fit", shell: shell)
    #expect(try left(racebench) == "")
  }

  @Test("A file system that is too small for swaps: refused, with what is free")
  func fillsUp() throws {
    let racebench = try RaceExecutable()
    // Two sources, two targets and a staging file of 200 KB each want a megabyte.
    guard let shell = try mounted(racebench, "size=700k") else { return }
    try racebench.expectRefusal(
      73,
      [
        "--directory", racebench.files + "/room", "--strategy", "staged", "--size", "200KB",
        "--swaps", "2", "--readers", "1", "--format", "json", "--signer", "none",
      ], saying: "free", shell: shell)
    #expect(try left(racebench) == "")
  }

  @Test("A directory that is only read")
  func readOnly() throws {
    let racebench = try RaceExecutable()
    guard let shell = try mounted(racebench, "ro") else { return }
    let room = racebench.files + "/room"
    try racebench.expectRefusal(73, ["--directory", room], saying: room, "EROFS", shell: shell)
    try racebench.expectRefusal(
      73, ["--output", room + "/x.json"], saying: "x.json", "EROFS", shell: shell)
  }

  @Test("A directory that nobody may write in")
  func forbidden() throws {
    let racebench = try RaceExecutable()
    let room = racebench.files + "/room"
    try PathCalls.makeDirectory(room)
    guard let shell = Nobody(racebench).shell else { return }
    chmod(room, 0o555)
    try racebench.expectRefusal(73, ["--directory", room], saying: room, "EACCES", shell: shell)
    let staging = ["--size", "64KiB", "--staging-directory", room]
    try racebench.expectRefusal(73, staging, saying: room, shell: shell)
  }

  @Test("Outputs that cannot be written are found before the race")
  func outputs() throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(73, ["--output", racebench.files + "/no/x.json"], saying: "x.json")
    let directory = racebench.files + "/dir.json"
    try PathCalls.makeDirectory(directory)
    try racebench.expectRefusal(73, ["--output", directory], saying: "is a directory")
  }

  static let short = [
    "--strategy", "staged", "--size", "64KiB", "--swaps", "1", "--readers", "1", "--signer", "none",
  ]

  @Test("Standard output that takes nothing")
  func standardOutput() throws {
    let racebench = try RaceExecutable()
    for arguments in [Self.short, ["list"], ["--help"]] where arguments != ["--help"] {
      try racebench.expectRefusal(73, arguments, saying: "standard output", output: "/dev/full")
      try racebench.expectRefusal(
        73, arguments, saying: "standard output", shell: "exec \"$0\" \"$@\" >&-")
    }
    // Files come first, and cost nothing where printing fails.
    let saved = racebench.files + "/saved.json"
    try racebench.expectRefusal(
      73, Self.short + ["--output", saved], saying: "standard output", output: "/dev/full")
    #expect(access(saved, F_OK) == 0)
  }

  @Test("No standard streams at all")
  func noStreams() throws {
    let racebench = try RaceExecutable()
    let saved = racebench.files + "/saved.json"
    let outcome = try racebench.run(
      Self.short + ["--output", saved], shell: "exec \"$0\" \"$@\" <&- >&- 2>&-")
    #expect(outcome.end == .exited(status: 73))
    #expect(try racebench.run(["report", saved]).end == .exited(status: 0))
  }

  @Test("Too few open files", arguments: [4, 5, 6, 8, 12, 16, 24, 63])
  func openFiles(limit: Int) throws {
    let racebench = try RaceExecutable()
    try racebench.expectRefusal(
      69, Self.short, saying: "open files", shell: "ulimit -n \(limit); exec \"$0\" \"$@\"")
  }

  @Test("As many open files as are asked for")
  func enoughOpenFiles() throws {
    let racebench = try RaceExecutable()
    let arguments = [
      "--strategy", "staged", "--size", "64KiB", "--swaps", "2", "--readers", "64", "--writers",
      "8", "--signer", "command:echo x >> {file}",
    ]
    let outcome = try racebench.run(arguments, shell: "ulimit -n 64; exec \"$0\" \"$@\"")
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
  }

  @Test("Too few processes", arguments: [1, 2, 3, 4, 6])
  func processes(limit: Int) throws {
    let racebench = try RaceExecutable()
    guard let nobody = Nobody(racebench).shell, geteuid() == 0 else {
      return print("skipped: other processes of this user count too")
    }
    // The limit is on all processes of a user, and that user may have others: a number of its own has none.
    let user = 200_000 + Int.random(in: 0..<1_000_000)
    let limited = nobody.replacing("65534", with: "\(user)")
      .replacing("exec ", with: "exec prlimit --nproc=\(limit) ")
    try racebench.expectRefusal(
      69, ["--readers", "8", "--size", "64KiB", "--swaps", "1"], shell: limited)
  }

  @Test(
    "The most of everything",
    arguments: [
      ["--readers", "512", "--swaps", "2"],
      ["--glancers", "512", "--swaps", "1", "--readers", "1"],
      ["--writers", "64", "--swaps", "2", "--readers", "2"],
    ])
  func most(arguments: [String]) throws {
    let racebench = try RaceExecutable()
    let common = [
      "--strategy", "staged", "--size", "64KiB", "--signer", "none", "--format", "json",
    ]
    let run = try racebench.run(common + arguments).run("staged")
    #expect(run.swaps == run.writers * (Int(arguments[3]) ?? 0))
    #expect(run.tally.partialReads + run.tally.lostReads + run.tally.lostGlances == 0)
  }

  @Test("The least of everything", arguments: ["inplace", "staged", "symlink-relink"])
  func least(strategy: String) throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run([
      "--strategy", strategy, "--size", "1B", "--swaps", "1", "--readers", "1", "--signer", "none",
      "--rendezvous", "--format", "json",
    ]).run(strategy)
    #expect(run.swaps == 1 && run.contents.a.bytes == 1)
  }

  @Test("A gigabyte", .enabled(if: getenv("RACEBENCH_LARGE_TESTS") != nil))
  func large() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run([
      "--strategy", "staged", "--size", "1GiB", "--swaps", "1", "--readers", "1", "--format",
      "json",
    ]).run("staged")
    #expect(run.swaps == 1)
  }
}
