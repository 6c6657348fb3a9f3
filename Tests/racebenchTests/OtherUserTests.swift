import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

/// Processes of an updater that have become another user's: they are not ended, not waited for, and named.
@Suite struct OtherUserTests {
  private static let swap = "cp {source} {target}.n && mv {target}.n {target}"

  @Test(
    .enabled(if: Needs.root, "\(Needs.rootReason)"),
    arguments: ["\(swap); PROGRAM >/dev/null 2>&1 &", "\(swap); exec PROGRAM"])
  func whatCannotBeEndedIsNamed(_ updater: String) throws {
    guard Needs.program("cc"), Needs.program("setpriv") else { return }
    let racebench = try RaceExecutable()
    let source = try racebench.write(
      "other.c",
      """
      #include <unistd.h>
      int main(void) { return setresuid(0, 0, 0) != 0 || pause(); }
      """)
    let program = "\(racebench.files)/other"
    let built = try Command("cc -D_GNU_SOURCE -o '\(program)' '\(source)'").run()
    #expect(built.end.succeeded)
    #expect(chmod(program, 0o4755) == 0)
    for path in [racebench.area, racebench.files] { chmod(path, 0o755) }
    #expect(chown(racebench.temporary, 65534, 65534) == 0)
    let command = updater.replacingFirst("PROGRAM", by: program)
    let outcome = try racebench.finish(
      racebench.start(
        [
          "run", "--size", "20KB", "--swaps", "2", "--readers", "1", "--timeout", "3s", "--updater",
          command,
        ],
        shell:
          "exec setpriv --reuid 65534 --regid 65534 --clear-groups \"$0\" \"$@\""))
    for process in Processes.mentioning(program) { kill(process.id, SIGKILL) }
    if outcome.errors.contains("(EPERM)") || outcome.errors.contains("exited with status 1") {
      print("skipped: set-user-id programs have no effect where tests write")
      return
    }
    #expect(outcome.end == .exited(status: 73), "\(outcome.errors)")
    #expect(outcome.errors.contains("another user (process"), "\(outcome.errors)")
    #expect(try PathCalls.entries(racebench.temporary) == [])
  }
}

extension String {
  fileprivate func replacingFirst(_ text: String, by other: String) -> String {
    split(separator: text, maxSplits: 1, omittingEmptySubsequences: false)
      .joined(separator: other)
  }
}
