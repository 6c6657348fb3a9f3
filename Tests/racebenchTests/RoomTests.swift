import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

/// What needs more room than there is, or has no place to be, is refused beforehand in words that are true.
@Suite struct RoomTests {
  private static let advice = "take smaller contents (--size), or name another --directory"

  private func small(_ megabytes: Int) -> String {
    "exec unshare -m --propagation private sh -c "
      + "'mount -t tmpfs -o size=\(megabytes)m none \"$TMPDIR\"; exec \"$0\" \"$@\"' \"$0\" \"$@\""
  }

  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: [
      (["gate"], ["4 targets", "1 new file", "3 old ones"]),
      (
        ["gate", "--updater", "cp {source} {target}.n && mv {target}.n {target}"],
        ["4 targets", "2 sources for commands"]
      ),
      (["gate", "--signer", "append", "--swaps", "3"], ["2 signed ones"]),
      (["run", "--writers", "8"], ["8 new files"]),
    ])
  func everyCopyThatARaceKeepsIsCounted(_ arguments: [String], _ parts: [String]) throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.finish(
      racebench.start(arguments + ["--quiet"], shell: small(64)))
    racebench.expect(outcome, failed: 73, saying: ["do not fit", Self.advice] + parts)
  }

  /// Holes take no room until they are read through a mapping, which then ends the process.
  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: [
      "truncate -s 100M {a}; echo x > {b}", "truncate -s 9M {a}; truncate -s 8M {b}; echo x >> {b}",
      "truncate -s 4M {a}; echo x > {b}; head -c 14M /dev/zero > \"$TMPDIR/x\"",
    ])
  func contentsWithHolesAreCountedWhole(_ command: String) throws {
    let racebench = try RaceExecutable()
    let file = try racebench.write(
      "holes.yaml", "contents: {command: '\(command)'}\nsubjects: [staged]\n")
    let raced = try racebench.finish(racebench.start(["run", "--quiet", file], shell: small(20)))
    racebench.expect(raced, failed: 73, saying: ["do not fit", Self.advice])
  }

  @Test(arguments: ["", " || true"])
  func aSignerThatWritesTooMuchIsNamedWithTheLimit(_ after: String) throws {
    let racebench = try RaceExecutable()
    let signer = "command:head -c 300000000 /dev/zero >> {file}\(after)"
    let flags = [
      "--size", "20KB", "--size-limit", "4MB", "--strategy", "staged", "--signer", signer,
    ]
    for command in ["gate", "explore"] {
      try racebench.expectRefusal(
        2, [command] + flags, saying: "signer", "wrote too much", "--size-limit")
    }
  }

  @Test func aPlaceThatIsNoDirectoryIsCalledThat() throws {
    let racebench = try RaceExecutable()
    let file = try racebench.write("file", "")
    let link = "\(racebench.files)/link"
    try PathCalls.symlink("nowhere", at: link)
    for (place, status, text) in [
      (file, 64, "\"\(file)\" is no directory; name one"),
      ("\(file)/x/y", 64, "for \"\(file)\" is no directory"),
      (link, 64, "is a link that leads nowhere"),
      ("\(racebench.files)/no", 64, "is not there; make it"),
      ("/proc", 73, "no directory can be made in"),
    ] as [(String, Int32, String)] {
      for flag in ["--directory", "--temporary-directory", "--staging-directory"] {
        try racebench.expectRefusal(
          status, ["run", "--strategy", "staged", "--size", "20KB", flag, place], saying: text)
      }
      let outcome = try racebench.run(
        ["run", "--size", "20KB"], shell: "TMPDIR='\(place)' exec \"$0\" \"$@\"")
      racebench.expect(outcome, failed: status, saying: [text])
    }
  }

  @Test func aNameThatIsNoUTF8IsCalledThat() throws {
    let racebench = try RaceExecutable()
    let outcome = try racebench.run(
      ["run", "--size", "20KB"],
      shell:
        "d=\"$TMPDIR/../files/$(printf 'b\\377')\"; mkdir \"$d\"; exec \"$0\" \"$@\" --directory \"$d\""
    )
    racebench.expect(outcome, failed: 64, saying: ["takes no names that are not UTF-8"])
  }
}
