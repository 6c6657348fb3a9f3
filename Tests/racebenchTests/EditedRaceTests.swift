import RaceModel
import TestSupport
import Testing

/// Updaters that edit the target and are given no source, raced: what each swap has made of A is taken for right.
struct EditedRaceTests {
  private static let options = ["--size", "64KiB", "--seed", "1", "--readers", "2", "--swaps", "6"]

  private func race(_ updater: String, _ more: [String] = []) throws -> Run {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(
      Self.options + ["--updater", updater, "--name", "it", "--format", "json"] + more)
    return try outcome.run("it")
  }

  @Test(
    "What is edited aside and renamed in shows no partial read, the same end or another one each time",
    arguments: [
      "tr a b <{target} >{target}.n && chmod 755 {target}.n && mv {target}.n {target}",
      "{ cat {target}; echo $$; } >{target}.n && chmod 755 {target}.n && mv {target}.n {target}",
      "{ echo $$; cat {target}; } >{target}.n && chmod 755 {target}.n && mv {target}.n {target}",
    ])
  func aside(_ updater: String) throws {
    let run = try race(updater)
    #expect(run.contents.takenFromEnd == true && run.contents.learned == nil)
    #expect(run.tally.partialReads == 0 && run.tally.partialGlances == 0)
    #expect(run.swaps == 6 && run.foreignRests == 0)
    #expect(run.windows.allSatisfy { $0.publishes == .b && $0.rest == .stable(.b) })
    #expect(run.contracts[.inode] == .kept && run.inspections[.truth] == nil)
    // Each reader has met both, once each at rest.
    let stable = run.states.filter { $0.kind == .stable && $0.count > 0 }
    #expect(stable.count == 2 && stable.allSatisfy { $0.count >= 12 })
    #expect(run.brokenSum == nil)
  }

  /// The pause has readers meet what is there for a while, whatever the machine does.
  @Test(
    "What is seen of an edit in place stays partial, and only that",
    arguments: [
      (
        "cp {target} {root}/k; : >{target}; sleep 0.2; { cat {root}/k; echo $$; } >{target}",
        Kind.empty
      ),
      (
        "cp {target} {root}/k; head -c 100 {root}/k >{target}; sleep 0.2; { cat {root}/k; echo $$; } >{target}",
        .truncated
      ),
      ("echo $$ >>{target}; sleep 0.2; echo $$ >>{target}", .foreign),
      ("mv {target} {root}/k; sleep 0.2; { cat {root}/k; echo $$; } >{target}", .missing),
    ])
  func inPlace(_ updater: String, _ kind: Kind) throws {
    let run = try race(updater)
    #expect(run.contents.takenFromEnd == true && run.foreignRests == 0)
    #expect(run.tally.partialReads > 0 && run.tally.lateReads == 0)
    #expect(run.judgement.verdict == .fail && run.caughtSwaps == 6)
    #expect(run.states.distinctPartial.contains { $0.kind == kind })
    #expect(run.states.filter { $0.kind == .stable && $0.count > 0 }.count == 2)
    #expect(run.brokenSum == nil)
  }

  @Test(
    "What is cut, gone, untouched, failed or made of the source is not taken for right",
    arguments: [
      "head -c 100 {target} >{target}.n && mv {target}.n {target}", "rm {target}",
      ": >{target}.n && mv {target}.n {target}", "true # {target}",
      "echo x >>{target}; exit 3",
      "cat {root}/../../sources/next-0-0-b/* {target} >{target}.n && mv {target}.n {target}",
    ])
  func notTaken(_ updater: String) throws {
    let run = try race(updater)
    #expect(run.contents.takenFromEnd == nil && run.judgement.verdict != .pass)
    #expect(run.inspections[.truth] != nil)
  }

  @Test("Of several writers, and beside readers that run the target, ends that differ are foreign")
  func several() throws {
    let edit =
      "{ cat {target}; echo $$; } >{target}.$$ && chmod 755 {target}.$$ && mv {target}.$$ {target}"
    for more in [["--writers", "2"], ["--reader-command", "cat {target} | tail -c 20"]] {
      let run = try race(edit, more)
      #expect(run.contents.takenFromEnd == nil && run.judgement.verdict == .fail)
    }
  }

  /// Some begin with the digit that the other content has there.
  @Test(
    "A real configuration that git(1) edits is raced and explored",
    .enabled(if: Needs.program("git")), arguments: ["$$", "1$$", "123456", "0"])
  func git(_ value: String) throws {
    let racebench = try RaceExecutable()
    let old = try racebench.write("old.conf", "[core]\n\tbare = false\n[a]\n\tb = 0\n")
    let new = try racebench.write("new.conf", "[core]\n\tbare = false\n[a]\n\tb = 1\n")
    let edit = "git config --file {target} a.b \(value)x"
    let explored = try racebench.explore(["--contents", old, new, "--updater", edit])
    #expect(explored.exploration.contents.takenFromEnd == true)
    #expect(explored.exploration.judgement.verdict == .pass)
    let outcome = try racebench.run([
      "--contents", old, new, "--updater", edit, "--name", "it",
      "--swaps", "6", "--readers", "2", "--format", "json",
    ])
    let run = try outcome.run("it")
    #expect(run.contents.takenFromEnd == true && run.swaps == 6)
    #expect(run.tally.partialReads == 0 && run.foreignRests == 0)
  }

  @Test("A gate decides about an edit in place, and says what it took for right")
  func gate() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(
      ["gate"] + Self.small + [
        "--updater", "tr a b <{target} >{root}/k; : >{target}; sleep 0.05; cat {root}/k >{target}",
        "--name", "it",
      ])
    #expect(outcome.end == .exited(status: 1))
    #expect(
      outcome.output.replacing(/\s+/, with: " ").contains(
        "taken for right: what each swap has made of A"))
  }

  private static let small = ["--size", "64KiB", "--seed", "1", "--readers", "2"]
}
