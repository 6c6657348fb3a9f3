import Glibc
import RaceModel
import RaceSystem
import Testing

/// Readers that load, run or hand the target to a command, raced to the end.
struct ProgramReaderTests {
  private static let short = ["--readers", "2", "--swaps", "3", "--format", "json"]

  @Test("A program is run, and its two outcomes are stable")
  func exec() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run(
      ["--contents", "/bin/true", "/bin/false", "--reader", "exec", "--strategy", "staged"]
        + ["--signer", "none"] + Self.short
    ).run("staged")
    #expect(run.reader == "exec" && run.tally.partialReads == 0 && run.brokenSum == nil)
    let statuses = run.states.filter { $0.kind == .stable }.map(\.observation)
    #expect(statuses.count == 2)
    for case .ended(let status, _) in statuses { #expect(status == 0 || status == 1) }
    #expect(run.readsPerSecond > 0)
  }

  @Test("Outcomes that are equal at rest are told apart by what rests there")
  func equalOutcomes() throws {
    let racebench = try RaceExecutable()
    let (a, b) = (try racebench.write("a", "old content"), try racebench.write("b", "new one"))
    let outcome = try racebench.run(
      [
        "--contents", a, b, "--reader-command", "test -s {target}", "--strategy", "staged",
        "--strategy", "inplace", "--signer", "none",
      ] + Self.short)
    let run = try outcome.run("staged")
    #expect(run.states.filter { $0.kind == .stable && $0.count > 0 }.count == 1)
    #expect(!run.judgement.reason.contains("stable content"), "\(run.judgement.reason)")
    #expect(run.contracts[.monotone]?.name == .notChecked)
  }

  /// Each target is a shell script that says which signal it dies of.
  @Test("What a reader command says of bytes that are neither is rejected, crash or foreign")
  func kinds() throws {
    let racebench = try RaceExecutable()
    let (a, b) = (try racebench.write("a", "echo a\n"), try racebench.write("b", "echo b\n"))
    for (content, kind) in [
      ("exit 7", Kind.rejected), ("kill -SEGV $$", .crash), ("exit 135", .crash),
      ("echo c", .foreign),
    ] {
      // What is published is neither, and stays.
      let run = try racebench.run(
        [
          "--contents", a, b, "--reader-command", "sh {target}", "--updater",
          "echo '\(content)' >{target}.n && mv {target}.n {target} # {source}", "--name", "it",
        ] + Self.short
      ).run("it")
      let seen = Set(run.states.filter { $0.wasSeen && $0.count > 0 }.map(\.kind))
      #expect(seen == [.stable, kind], "\(content): \(run.states.map(\.summary))")
      #expect(run.judgement.verdict == .fail && run.foreignRests > 0)
    }
  }

  @Test("Reader and updater have the same paths")
  func paths() throws {
    let racebench = try RaceExecutable()
    let check = "test {root}/x/y = {target} && test {directory} = {root}/x"
    let run = try racebench.run(
      [
        "--size", "4KiB", "--target", "x/y", "--reader-command",
        check + " && test \"$RACEBENCH_ROOT\" = {root}", "--updater",
        check + " && cp {source} {directory}/n && mv {directory}/n {target}", "--name", "it",
      ] + Self.short
    ).run("it")
    #expect(run.swaps == 3 && run.tally.partialReads == 0)
  }

  @Test("What cannot be judged at rest is refused before the race")
  func refused() throws {
    let racebench = try RaceExecutable()
    let (a, b) = (try racebench.write("a", "old content"), try racebench.write("b", "new one"))
    let race = ["--contents", a, b, "--strategy", "staged"]
    try racebench.expectRefusal(
      65, race + ["--reader", "dlopen"], saying: "content A cannot be loaded", "--contents")
    try racebench.expectRefusal(
      65, race + ["--reader", "exec"], saying: "content A cannot be run")
    try racebench.expectRefusal(
      69, race + ["--reader-command", "there-is-no-such-program {target}"],
      saying: "there-is-no-such-program", "127")
    try racebench.expectRefusal(
      69, race + ["--reader-command", "cat {target} /proc/sys/kernel/random/uuid"],
      saying: "each time at rest")
  }

  @Test("What a reader command leaves in the background is gone when the race is")
  func background() throws {
    let racebench = try RaceExecutable()
    let run = try racebench.run(
      [
        "--size", "4KiB", "--strategy", "staged", "--signer", "none", "--reader-command",
        "(setsid sleep 1000 &) ; sleep 1000 & cat {target} >/dev/null",
      ] + Self.short
    ).run("staged")
    #expect(run.tally.reads > 0 && run.tally.partialReads == 0)
  }

  @Test(
    "A reader command and an updater that fork leave nothing, whoever is killed",
    arguments: ["top", "rb-guardian", "rb-coordinator", "rb-writer-0"])
  func killed(_ victim: String) throws {
    let racebench = try RaceExecutable()
    let started = "\(racebench.files)/started"
    let running = try racebench.start([
      "--size", "4KiB", "--readers", "2", "--reader-command",
      "(setsid sleep 1000 &) ; sleep 1000 & cat {target} >/dev/null", "--updater",
      "cp {source} {target}; if [ -e '\(racebench.files)/go' ]; then : >'\(started)'; "
        + "(setsid sleep 1000 &) ; sleep 1000; fi",
    ])
    _ = try racebench.process("rb-writer-0")
    try racebench.write("go", "")
    try Processes.wait("the updater") { racebench.exists("started") ? () : nil }
    kill(victim == "top" ? running.process : try racebench.process(victim), SIGKILL)
    _ = try racebench.finish(running)
    try racebench.waitUntilGone()
    try Processes.wait("the root's removal") {
      try PathCalls.entries(racebench.temporary).isEmpty ? () : nil
    }
  }
}
