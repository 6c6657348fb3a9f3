import Glibc
import RaceModel
import RaceReports
import RaceSystem
import Testing

/// `racebench init` from outside: what it writes, and what it leaves alone.
struct InitTests {
  private static let workflow = ".github/workflows/racebench.yml"
  private static let job = ".gitlab/racebench.gitlab-ci.yml"

  @Test(
    "It writes what was asked for and says so",
    arguments: [
      ([], ["racebench.yaml"]), (["--ci", "github"], ["racebench.yaml", workflow]),
      (["--ci", "gitlab"], ["racebench.yaml", job, ".gitlab-ci.yml"]),
      (
        ["--ci", "github", "--scenario", "ci/gate/race bench.yaml"],
        ["ci/gate/race bench.yaml", workflow]
      ),
    ])
  func writes(arguments: [String], files: [String]) throws {
    let project = try Project()
    let outcome = try project.initialize(arguments)
    #expect(outcome.end == .exited(status: 0) && outcome.errors == "", "\(outcome.errors)")
    #expect(try project.files() == files.sorted())
    let root = project.root
    let lines = outcome.output.split(separator: "\n")
    #expect(lines.count == files.count + 1)
    for (line, file) in zip(lines, files) { #expect(line.hasPrefix("wrote \(root)/\(file)")) }
    let quote = files[0].contains(" ") ? "'" : ""
    #expect(lines.last == "next: racebench gate \(quote)\(root)/\(files[0])\(quote)")
    #expect(files.count == 1 || lines[1].contains("RACEBENCH_REPOSITORY"))
    let mask = try project.mask
    for file in files { #expect(try project.status(file).st_mode & 0o777 == 0o666 & ~mask) }
  }

  @Test("New directories have the mode that the user wants")
  func directories() throws {
    let project = try Project()
    _ = try project.initialize(["--ci", "github"])
    let mask = try project.mask
    for path in [".github", ".github/workflows"] {
      #expect(try project.status(path).st_mode & 0o777 == 0o777 & ~mask)
    }
  }

  /// In lock-step, where how busy the machine is decides nothing.
  @Test("The scenario runs as it is, and its gate passes")
  func runs() throws {
    let project = try Project()
    _ = try project.initialize([])
    let outcome = try project.racebench.run(
      ["gate", project.root + "/racebench.yaml", "--rendezvous", "--format", "json"])
    let report = try #require(
      try ReportFile.decode(Array(outcome.output.utf8), path: "standard output").first)
    let subjects = report.runs.filter { $0.role == .subject }
    #expect(subjects.map(\.subject.name) == ["staged", "inplace"])
    #expect(subjects.map(\.partialLooks)[0] == 0)
    #expect(subjects.map(\.judgement.verdict) == [.pass, .fail])
    #expect(outcome.end == .exited(status: 0) && outcome.errors == "", "\(outcome.errors)")
  }

  @Test("Without a directory it writes where it is")
  func here() throws {
    let project = try Project()
    let outcome = try project.racebench.run(
      ["init"], shell: "cd \(project.root) && exec \"$0\" \"$@\"")
    #expect(outcome.output == "wrote racebench.yaml\nnext: racebench gate racebench.yaml\n")
    #expect(try project.files() == ["racebench.yaml"])
  }

  @Test(
    "Nothing is changed where one of the files is there",
    arguments: ["racebench.yaml", workflow], ["file", "link", "directory"])
  func refuses(name: String, what: String) throws {
    let project = try Project()
    try project.occupy(name, by: what)
    let before = try project.listing()
    try project.refuse(73, ["--ci", "github"], saying: "\(project.root)/\(name)", "--force")
    #expect(try project.listing() == before)
  }

  @Test("A second time is refused")
  func twice() throws {
    for system in ["github", "gitlab"] {
      let project = try Project()
      _ = try project.initialize(["--ci", system])
      let before = try project.listing()
      try project.refuse(73, ["--ci", system], saying: "racebench.yaml", "--force")
      try project.refuse(
        73, ["--ci", system, "--scenario", "b.yaml"], saying: "racebench", "--force")
      #expect(try project.listing() == before)
    }
  }

  @Test("With --force files are replaced, links are not followed, and modes stay")
  func force() throws {
    let project = try Project()
    try project.occupy("racebench.yaml", by: "file")
    chmod("\(project.root)/racebench.yaml", 0o640)
    try project.occupy(Self.workflow, by: "link")
    try project.racebench.write("outside", "mine")
    let outcome = try project.initialize(["--ci", "github", "--force"])
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    #expect(try project.status("racebench.yaml").st_mode & 0o777 == 0o640)
    #expect(try project.text("racebench.yaml").hasPrefix("# What racebench races"))
    #expect(try project.status(Self.workflow).st_mode & S_IFMT == S_IFREG)
    #expect(try project.text("../outside") == "mine")
    #expect(try project.files() == [Self.workflow, "racebench.yaml"])
  }

  @Test("Even with --force nothing but files and links is replaced")
  func directoryInTheWay() throws {
    let project = try Project()
    try project.occupy(Self.workflow, by: "directory")
    let before = try project.listing()
    try project.refuse(73, ["--ci", "github", "--force"], saying: Self.workflow, "no file")
    #expect(try project.listing() == before)
  }

  @Test(
    "An existing GitLab pipeline is left alone", arguments: [[], ["--force"]], ["file", "link"])
  func pipeline(arguments: [String], what: String) throws {
    let project = try Project()
    try project.occupy(".gitlab-ci.yml", by: what)
    let before = try project.listing()
    let outcome = try project.initialize(["--ci", "gitlab"] + arguments)
    #expect(outcome.end == .exited(status: 0), "\(outcome.errors)")
    #expect(try project.listing().contains(before[0]))
    #expect(try project.files() == [".gitlab-ci.yml", Self.job, "racebench.yaml"])
    #expect(outcome.output.contains("left \(project.root)/.gitlab-ci.yml"))
    #expect(outcome.output.contains("include: [{local: \(Self.job)}]"))
  }

  @Test("Links among the directories are followed only below the given one")
  func linkedParents() throws {
    let project = try Project()
    let outside = project.racebench.files + "/elsewhere"
    try PathCalls.makeDirectory(outside)
    for content in [outside, "../elsewhere", "nowhere"] {
      try PathCalls.symlink(content, at: "\(project.root)/.github")
      for flags in [[], ["--force"]] {
        try project.refuse(73, ["--ci", "github"] + flags, saying: Self.workflow)
      }
      #expect(try project.files() == [".github"])
      #expect(try PathCalls.entries(outside) == [])
      try PathCalls.unlink("\(project.root)/.github")
    }
    try PathCalls.makeDirectory("\(project.root)/real")
    try PathCalls.symlink("real", at: "\(project.root)/.github")
    #expect(try project.initialize(["--ci", "github"]).end == .exited(status: 0))
    #expect(try project.files() == [".github", "racebench.yaml", "real/workflows/racebench.yml"])
  }

  @Test("A file in the place of a directory")
  func fileAsParent() throws {
    let project = try Project()
    try project.write(".github", "mine")
    try project.refuse(73, ["--ci", "github"], saying: Self.workflow, "no directory")
    #expect(try project.listing() == [".github: mine"])
  }

  @Test("A directory that may not be written")
  func readOnly() throws {
    let project = try Project()
    try PathCalls.makeDirectories("\(project.root)/.github/workflows")
    for path in [project.root, "\(project.root)/.github"] { chmod(path, 0o755) }
    guard let shell = Nobody(project.racebench).shell else { return }
    // Of the two places only the second is closed: the first file must not be written either.
    chmod(project.root, 0o777)
    chmod("\(project.root)/.github/workflows", 0o555)
    let before = try project.status(".").st_mtim
    try project.refuse(73, ["--ci", "github"], saying: Self.workflow, "EACCES", shell: shell)
    #expect(try project.files() == [])
    // Not written and removed again: nothing was begun.
    let after = try project.status(".").st_mtim
    #expect((after.tv_sec, after.tv_nsec) == (before.tv_sec, before.tv_nsec))
  }

  @Test("Wrong usage")
  func usage() throws {
    let project = try Project()
    let arguments = [
      ["--ci", "jenkins"], ["--ci", ""], ["--scenario", "../x.yaml"], ["--scenario", ""],
      ["--scenario", ".github", "--ci", "github"],
      ["--scenario", ".gitlab-ci.yml", "--ci", "gitlab"],
      ["--scenario", "\(Self.workflow)/x.yaml", "--ci", "github"], ["surplus"],
    ]
    for arguments in arguments { try project.refuse(64, arguments, saying: "") }
    try project.racebench.expectRefusal(
      64, ["init", "--directory", project.root + "/missing"], saying: "missing", "make it")
    let file = try project.racebench.write("file", "x")
    try project.racebench.expectRefusal(64, ["init", "--directory", file], saying: file)
    try project.racebench.expectRefusal(64, ["init", "--directory", ""], saying: "--directory")
    #expect(try project.files() == [])
  }

  @Test("Of several at the same time one writes, and all of its files")
  func together() throws {
    let project = try Project()
    let running = try (0..<4).map { _ in
      try project.racebench.start(["init", "--ci", "github", "--directory", project.root])
    }
    let outcomes = try running.map { try project.racebench.finish($0) }
    #expect(outcomes.filter { $0.end == .exited(status: 0) }.count == 1)
    #expect(outcomes.filter { $0.end == .exited(status: 73) }.count == 3)
    #expect(try project.files() == [Self.workflow, "racebench.yaml"])
  }

  @Test("A full file system gets nothing")
  func full() throws {
    guard geteuid() == 0, access("/usr/bin/unshare", X_OK) == 0 else {
      print("skipped: needs root and unshare(1), for mounts of its own")
      return
    }
    let project = try Project()
    let list = project.racebench.files + "/list"
    // One page: it takes the first file and not the second.
    let inner =
      "mount -t tmpfs -o size=4k none \(project.root) || exit 99; \"$0\" \"$@\"; status=$?; "
      + "find \(project.root) -mindepth 1 > \(list); exit $status"
    try project.refuse(
      73, ["--ci", "github"], saying: "ENOSPC",
      shell: "exec unshare -m --propagation private /bin/sh -c '\(inner)' \"$0\" \"$@\"")
    #expect(try project.text("../list") == "")
  }
}
