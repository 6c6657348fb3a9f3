import RaceModel
import TestSupport
import Testing

/// Updaters that edit the target and are given no source, raced: what each swap has made of A is taken for right.
struct EditedRaceTests {
  private static let options = ["--size", "64KiB", "--seed", "1", "--readers", "2", "--swaps", "6"]

  private func race(
    _ updater: String, _ more: [String] = [], in racebench: RaceExecutable? = nil
  ) throws -> Run {
    let racebench = try racebench ?? RaceExecutable()
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

  /// The command says nothing of it, and what is left is shifted, so that no byte of it stands where the source has it.
  @Test("What is made of a source by a script that reads its environment is not taken for right")
  func readsEnvironment() throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write(
      "update.sh",
      "{ echo $$; head -c 3000 \"$RACEBENCH_SOURCE\"; } >\"$1.n\" && chmod 755 \"$1.n\" && mv \"$1.n\" \"$1\"\n"
    )
    let updater = "sh \(script) {target}"
    let run = try race(updater, in: racebench)
    #expect(run.contents.takenFromEnd == nil && run.judgement.verdict == .fail)
    let explored = try racebench.explore(Self.small.dropLast(2) + ["--updater", updater])
    #expect(explored.exploration.contents.takenFromEnd == nil)
    #expect(explored.exploration.judgement.verdict == .fail)
  }

  /// The count of its runs stands in a file: three before the race, of which one finds out that it takes no source.
  @Test("The end of another swap is a partial state in this one")
  func endOfAnother() throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write(
      "update.sh",
      """
      n=$(cat "$0.runs" 2>/dev/null || echo 0); echo $((n + 1)) >"$0.runs"
      { cat "$1"; echo first; } >"$1.n"; chmod 755 "$1.n"; cp -p "$1.n" "$1.m"; mv "$1.n" "$1"
      [ "$n" -lt 2 ] || { sleep 0.2; echo "second $n" >>"$1.m"; mv "$1.m" "$1"; }
      rm -f "$1.m"

      """)
    let run = try race("sh \(script) {target}", in: racebench)
    #expect(run.contents.takenFromEnd == true && run.foreignRests == 0)
    #expect(run.judgement.verdict == .fail && run.caughtSwaps == 6)
    #expect(run.states.distinctPartial.map(\.kind) == [.foreign])
    #expect(run.inspections[.monotone] == nil)
  }

  @Test("Ends of many lengths are counted beside glancers, and the sums hold")
  func lengths() throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write(
      "update.sh",
      """
      n=$(cat "$0.runs" 2>/dev/null || echo 0); echo $((n + 1)) >"$0.runs"
      for i in $(seq $((n % 3 + 1))); do echo $n >>"$1"; sleep 0.05; done

      """)
    let run = try race(
      "sh \(script) {target}", ["--glancers", "2", "--swaps", "9"], in: racebench)
    #expect(run.contents.takenFromEnd == true && run.judgement.verdict == .fail)
    #expect(run.brokenSum == nil && run.tally.partialGlances > 0)
  }

  @Test(
    "An edit that is refused a second time, one that makes the given content, and one that ends as a piece of another",
    arguments: [
      "grep -q 'port=1$' {target} && sed -i s/port=1/port=3/ {target}",
      "sed -i s/port=1/port=2/ {target}",
      "ln {target} {root}/once && sed s/port=1/port=3/ {target} >{target}.n && mv {target}.n {target}",
      "{ cat {target}; seq $(($$ % 7 + 1)); } >{target}.n && mv {target}.n {target}",
      "sed '1i # one line more' {target} >{target}.n && mv {target}.n {target}",
    ])
  func odd(_ updater: String) throws {
    let racebench = try RaceExecutable()
    let old = try racebench.write("old", "# a file\n" + Self.lines + "port=1\n")
    let new = try racebench.write("new", "# two file\n# a file\n" + Self.lines + "port=2\n")
    let same = try racebench.write("same", "# a file\n" + Self.lines + "port=2\n")
    for b in [new, same] {
      let outcome = try racebench.run([
        "--contents", old, b, "--updater", updater, "--name", "it", "--swaps", "6", "--readers",
        "2",
        "--format", "json",
      ])
      let run = try outcome.run("it")
      #expect(run.contents.takenFromEnd == true, "\(run.judgement.reason)")
      #expect(run.tally.partialReads == 0 && run.foreignRests == 0 && run.swaps == 6)
    }
  }

  private static let lines = (0..<200).map { "key\($0)=\($0)\n" }.joined()

  @Test("Where both look alike to a reader, what was put back shows that it was there")
  func lookAlike() throws {
    let run = try race(
      "tr a b <{target} >{target}.n && chmod 755 {target}.n && mv {target}.n {target}",
      ["--reader-command", "test -s {target}"])
    #expect(run.contents.takenFromEnd == true)
    #expect(!run.judgement.reason.contains("stable content"), "\(run.judgement.reason)")
  }

  @Test("A second run that shows damage is not thrown away")
  func secondRun() throws {
    let racebench = try RaceExecutable()
    let script = try racebench.write(
      "update.sh",
      """
      n=$(cat "$0.runs" 2>/dev/null || echo 0); echo $((n + 1)) >"$0.runs"
      { cat "$1"; echo more; } >"$1.n"
      [ "$n" -eq 0 ] || { : >"$1"; exit 1; }
      mv "$1.n" "$1"

      """)
    let explored = try racebench.explore(
      Self.small.dropLast(2) + ["--updater", "sh \(script) {target}"])
    #expect(explored.exploration.judgement.verdict == .fail)
    #expect(explored.kinds.contains(.empty))
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
