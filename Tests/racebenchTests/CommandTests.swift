import Glibc
import RaceModel
import RaceSystem
import Testing

/// Updaters that are commands, raced to the end: what is seen of them, and what looking into each swap finds.
struct CommandTests {
  private static let small = ["--size", "64KiB", "--seed", "1", "--readers", "2", "--swaps", "4"]

  private func race(
    _ updater: String, _ more: [String] = [], in racebench: RaceExecutable? = nil
  ) throws -> Run {
    let racebench = try racebench ?? RaceExecutable()
    let outcome = try racebench.run(
      Self.small + ["--updater", updater, "--name", "it", "--format", "json"] + more)
    return try outcome.run("it")
  }

  @Test("What is looked into after each swap", arguments: Self.marks)
  func contracts(_ updater: String, _ options: [String], _ broken: [Contract: String]) throws {
    let run = try race(updater, options)
    #expect(run.failureOutput == nil && run.swaps == 4 && run.foreignRests == 0)
    #expect(run.windows.allSatisfy { $0.published == true })
    let isLink = options.contains("--symlink")
    for contract in [Contract.truth, .inode, .metadata, .leftovers] + (isLink ? [.symlink] : []) {
      let inspection = try #require(run.inspections[contract], "\(contract)")
      // A link that was replaced is none any more.
      let once = contract == .symlink && broken[.symlink] != nil
      #expect(inspection.checked == (once ? 1 : 4), "\(contract)")
      #expect(inspection.first == broken[contract], "\(contract)")
    }
    #expect((run.inspections[.symlink] != nil) == isLink)
  }

  private static let written =
    "the old file was written: a process that had it open saw its bytes change"
  private static let attribute = "lost extended attribute user.racebench"
  static let marks: [(String, [String], [Contract: String])] = [
    ("cp {source} {target}", [], [.inode: written]),
    ("cp {source} {target}", ["--symlink"], [.inode: written]),
    ("mv {source} {target}", [], [.metadata: attribute]),
    (
      "mv {source} {target}", ["--symlink"],
      [.metadata: attribute, .symlink: "the symlink was replaced by what it led to"]
    ),
    (
      "chmod 600 {source} && mv {source} {target}", [], [.metadata: "mode 0600 where 0755 was"]
    ),
  ]

  @Test("What an updater leaves in its directory is told by its name")
  func leftovers() throws {
    let run = try race("cp {source} {target} && : >{target}.$$.bak", ["--target", "a/b"])
    let leftovers = try #require(run.inspections[.leftovers])
    #expect(leftovers.broken == 4)
    #expect(leftovers.first?.hasPrefix("it left \"b.") == true)
  }

  @Test("A failing updater is counted, and shows what it said")
  func failing() throws {
    let run = try race("echo once; echo more >&2; exit 3 # {target}")
    #expect(run.swaps == 0 && run.failedSwaps == 4)
    #expect(run.firstFailure == "the updater exited with status 3: more")
    #expect(run.failureOutput == "once\nmore\n")
    #expect(run.contracts[.truth] == .kept)
    #expect(run.judgement.verdict == .inconclusive)
    #expect(run.judgement.reason.hasPrefix("no swap succeeded: the updater exited with status 3"))
    #expect(run.windows.allSatisfy { $0.phases.isEmpty && $0.rest == .stable(.a) })
  }

  @Test("The end of a long output is kept")
  func longOutput() throws {
    let run = try race("seq 1 100000; exit 1 # {target}")
    let output = try #require(run.failureOutput)
    #expect(output.utf8.count == 65536 && output.hasSuffix("\n99999\n100000\n"))
  }

  @Test("What an updater says is held against what it has done")
  func truth() throws {
    let idle = try race("true # {target}")
    #expect(idle.judgement.verdict == .inconclusive)
    #expect(
      idle.judgement.reason
        == "the updater changes nothing: after 4 swaps that said that they had succeeded the target still held A"
    )
    #expect(
      idle.contracts[.truth]
        == .broken("it said that it had succeeded, and the target still held A"))
    // Looked into nowhere but where something was published.
    #expect(idle.inspections[.metadata] == nil && idle.inspections[.leftovers] == nil)
    let gone = try race("rm -f {target}")
    #expect(gone.judgement.verdict == .fail)
    #expect(
      gone.contracts[.truth] == .broken("it said that it had succeeded, and there was no target"))
    #expect(gone.foreignRests == gone.windows.count)
    let broken = try race("head -c 100 {source} >{target}; false")
    #expect(broken.judgement.verdict == .fail)
    #expect(broken.judgement.reason.contains("foreign at rest: after"))
    #expect(
      broken.contracts[.truth]
        == .broken("it said that it had failed, and the target was truncated")
    )
  }

  /// Published content that nobody gave it, but always the same of each source.
  @Test("What an updater makes of its source is learned")
  func learned() throws {
    let run = try race(
      "printf signed >>{source} && chmod 755 {source} && mv {source} {target}")
    #expect(run.contents.learned == true)
    #expect(run.contents.a.bytes == 65536 + 6 && run.swaps == 4)
    #expect(run.foreignRests == 0 && run.tally.partialReads == 0 && run.contracts[.truth] == .kept)
    let inPlace = try race("cp {source} {target} && printf signed >>{target}")
    #expect(inPlace.contents.learned == true && inPlace.foreignRests == 0)
  }

  @Test(
    "What is learned is what the updater leaves, not the mode that it loses nor what --teardown does"
  )
  func learnedBytesAlone() throws {
    let sign = "printf signed >>{source} && chmod 644 {source} && mv {source} {target}"
    let run = try race(sign)
    #expect(run.contents.learned == true)
    #expect(run.contracts[.metadata]?.evidence == "mode 0644 where 0755 was")
    try RaceExecutable().expectRefusal(
      69, Self.small + ["--updater", sign, "--name", "it", "--teardown", "truncate -s 9 {target}"],
      saying: "it: after --teardown the target holds neither content")
    // Padding is the source's as well.
    let padded = try race("truncate -s 70000 {source} && mv {source} {target}")
    #expect(padded.contents.learned == true && padded.contents.b.bytes == 70000)
    #expect(padded.foreignRests == 0)
  }

  @Test("A link to the source leads somewhere until the next swap has ended")
  func linked() throws {
    let run = try race("ln -sfn {source} {directory}/.l && mv -T {directory}/.l {target}")
    #expect(run.swaps == 4 && run.tally.partialReads == 0 && run.foreignRests == 0)
    #expect(run.contracts[.truth] == .kept)
  }

  @Test("However many subjects take turns, no more than two copies of a content wait for each")
  func copies() throws {
    let racebench = try RaceExecutable()
    let log = "'\(racebench.files)/log'"
    let updater = "ls -d {root}/../../sources/next-* | wc -l >>\(log); cp {source} {target}"
    let outcome = try racebench.run([
      "--size", "4KiB", "--readers", "1", "--swaps", "120", "--format", "json", "--updater",
      updater,
      "--name", "one", "--updater", ": {root}; \(updater)", "--name", "two",
    ])
    #expect(try outcome.report().runs.map(\.swaps) == [120, 120])
    let counts = try String(
      decoding: OpenFile("\(racebench.files)/log", O_RDONLY).readToEnd(), as: UTF8.self
    ).split(whereSeparator: \.isWhitespace).compactMap { Int($0) }
    #expect(counts.max() ?? 99 <= 4, "\(counts)")
  }

  @Test("What setup leaves in the background is ended after each swap, also without a teardown")
  func setupAlone() throws {
    let racebench = try RaceExecutable()
    let pid = "'\(racebench.files)/pid'"
    let run = try race(
      "cp {source} {target}",
      [
        "--setup",
        "if [ -e \(pid) ] && kill -0 $(cat \(pid)); then exit 9; fi; sleep 1000 & echo $! >\(pid)",
      ],
      in: racebench)
    #expect(run.swaps == 4)
  }

  @Test(
    "What does not come from its source is not",
    arguments: [
      "cat {source} >>{target}", "head -c 1000 {source} >{target}", ": >{target}",
      "date +%N >>{source} && cat /proc/sys/kernel/random/uuid >>{source} && mv {source} {target}",
      "printf other >{target} # {source}",
    ])
  func notLearned(_ updater: String) throws {
    let run = try race(updater)
    #expect(run.contents.learned == nil)
    #expect(run.judgement.verdict == .fail)
    #expect(run.foreignRests > 0 && run.contracts[.truth]?.name == .broken)
  }

  @Test("An updater that takes too long is killed with its group")
  func timeout() throws {
    let racebench = try RaceExecutable()
    let run = try race(
      "sleep 1000 & sleep 1000 # {target}", ["--timeout", "50ms"], in: racebench)
    #expect(run.failedSwaps == 4)
    #expect(run.firstFailure == "the updater did not end within 50ms and was killed")
  }

  @Test("Setup and teardown surround each swap, and what setup leaves running lives in between")
  func attended() throws {
    let racebench = try RaceExecutable()
    let log = "\(racebench.files)/log"
    let say = { (word: String) in "printf '\(word) ' >>'\(log)'" }
    let run = try race(
      "\(say("swap")) && cp {source} {target}",
      [
        "--setup", "\(say("setup")); sleep 1000 & echo $! >'\(racebench.files)/pid'",
        "--teardown", "kill -0 $(cat '\(racebench.files)/pid') && \(say("teardown"))",
      ], in: racebench)
    #expect(run.swaps == 4 && run.firstFailure == nil)
    let words = try String(decoding: OpenFile(log, O_RDONLY).readToEnd(), as: UTF8.self)
      .split(separator: " ")
    // Two swaps beforehand, to learn what is published.
    #expect(
      words == (0..<6).flatMap { _ in ["setup", "swap", "teardown"] as [Substring] }, "\(words)")
  }

  @Test("Setup may put the old content back, so that all swaps go one way")
  func oneWay() throws {
    let run = try race("cp {source} {target}", ["--setup", "cp {root}/../../sources/a {target}"])
    #expect(run.windows.map(\.publishes) == [.b, .b, .b, .b])
    #expect(run.contracts[.truth] == .kept)
    #expect(run.states.filter { $0.grade == .required }.allSatisfy { $0.count > 0 })
  }

  @Test("A setup, a teardown or a program that does not work ends the race")
  func unavailable() throws {
    let racebench = try RaceExecutable()
    let updater = ["--updater", "cp {source} {target}", "--name", "it"]
    try racebench.expectRefusal(
      69, Self.small + updater + ["--setup", "echo no; exit 5"],
      saying: "it: --setup exited with status 5: no")
    try racebench.expectRefusal(
      69, Self.small + updater + ["--teardown", "exit 6"],
      saying: "it: --teardown exited with status 6")
    try racebench.expectRefusal(
      69, Self.small + updater + ["--setup", "rm {target}; true"],
      saying: "it: after --setup the target holds neither content")
    try racebench.expectRefusal(
      69, Self.small + ["--updater", "there-is-no-such-program {target}"],
      saying: "there-is-no-such-program", "status 127")
    try racebench.expectRefusal(
      69, Self.small + ["--updater", "there-is-no-such-program {target}", "--shell", "none"],
      saying: "there-is-no-such-program")
  }

  @Test("Any path survives, with a shell and without", arguments: ["/bin/sh", "none"])
  func quoting(shell: String) throws {
    let racebench = try RaceExecutable()
    let directory = "\(racebench.files)/-a b'c\"d\n$HOME`x`\\ *;e"
    try PathCalls.makeDirectory(directory)
    let run = try race(
      "cp -- {source} {target}",
      ["--directory", directory, "--target=-x y/'z\"\n$(touch bad)", "--shell", shell],
      in: racebench)
    #expect(run.swaps == 4 && run.contracts[.truth] == .kept && run.firstFailure == nil)
    #expect(try PathCalls.entries(directory) == [])
  }

  @Test("Paths stand in the environment as well")
  func environment() throws {
    let run = try race(
      "test \"$RACEBENCH_DIRECTORY\" = \"$(dirname \"$RACEBENCH_TARGET\")\" && test -d "
        + "\"$RACEBENCH_ROOT\" && cp \"$RACEBENCH_SOURCE\" \"$RACEBENCH_TARGET\"")
    #expect(run.swaps == 4 && run.firstFailure == nil)
  }

  @Test("A file that the user named is never handed to a command")
  func privateSource() throws {
    let racebench = try RaceExecutable()
    let (a, b) = (try racebench.write("a", "old content"), try racebench.write("b", "new one"))
    let outcome = try racebench.run(
      [
        "--contents", a, b, "--readers", "1", "--swaps", "3", "--format", "json", "--updater",
        "mv {source} {target}",
      ])
    #expect(try outcome.report().runs[0].swaps == 3)
    #expect(racebench.exists("a") && racebench.exists("b"))
  }

  @Test("Several writers' commands are looked into together")
  func writers() throws {
    let run = try race(
      "cp {source} {directory}/.$$ && mv {directory}/.$$ {target}", ["--writers", "2"])
    #expect(run.windows.count == 8 && run.windows.allSatisfy { $0.rest == nil })
    #expect(run.contracts[.truth] == .kept && run.contracts[.leftovers] == .kept)
    #expect(run.tally.partialReads == 0)
    #expect(run.contracts[.monotone]?.name == .notChecked)
  }
}
