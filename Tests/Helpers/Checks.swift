import Glibc
import RaceSystem

/// What this program can do, by name. Each says what it found, for a test to judge.
let checks: [String: @Sendable ([String]) throws -> Void] = [
  "cut-under-mapping": { _ in try cutUnderMapping() },
  "no-descriptors": { _ in try lookWithoutDescriptors() },
  "load": { try loadLooks($0[0], $0[1], $0[2...]) },
  "load-with-child": { try loadWithChild($0[0]) },
  "probe-libraries": { try probeLibraries($0[0], $0[1], $0[2]) },
  "killed-command-reader": { _ in try killedCommandReader() },
  "killed-load-reader": { try killedLoadReader($0[0]) },
  "run-without-descriptors": { try runWithoutDescriptors($0[0]) },
  "remove": { remove($0[0], witness: $0[1]) },
  "deleted-files": { try deletedFiles($0[0]) },
  "remove-forbidden": { try removeForbidden($0[0]) },
  "scratch-without-descriptors": { scratchWithoutDescriptors($0[0]) },
  "scratch-owners": { try scratchOwners($0[0]) },
  "atomic-in-full": { try atomicInFull($0[0]) },
  "environment-bytes": { _ in try environmentBytes() },
  "signals-in-child": { _ in try signalsInChild() },
  "files-in-child": { _ in try filesInChild() },
  "signals-kept": { _ in try signalsKept() },
  "command-timeout": { _ in try commandTimeout() },
  "command-leaving-its-group": { _ in try commandLeavingItsGroup() },
  "join-group-of-parent": { _ in joinGroupOfParent() },
  "command-dying-with-parent": { _ in try commandDyingWithParent() },
  "command-zombies": { _ in try commandZombies() },
  "command-beside-fork": { _ in try commandBesideFork() },
  "command-under-signals": { _ in try commandUnderSignals() },
  "command-without-standard-files": { _ in try commandWithoutStandardFiles() },
  "kill-descendants": { _ in try killDescendants() },
  "guardian": { try guardian($0[0], $0[1]) },
  "futex": { _ in try futexWake() },
  "dying-with-parent": { _ in try dyingWithParent() },
  "file-system": { say(HostProbe.fileSystem(at: $0[0])) },
  "refusing": { try refusing($0[0], $0[1...]) },
  "swap-in-read-only": { try swapInReadOnly($0[0]) },
  "swap-then-threads": { try swapThenThreads($0[0]) },
  "swap-in-full": { try swapInFull($0[0], $0[1], $0[2]) },
]

/// Prints a line at once: forked processes end without emptying buffers.
func say(_ text: String) {
  let line = Array("\(text)\n".utf8)
  _ = write(1, line, line.count)
}

/// Runs `body` with a directory that is gone afterwards.
func withDirectory(_ body: (String) throws -> Void) throws {
  var template = Array("/tmp/rb-helper-XXXXXX".utf8CString)
  guard let made = mkdtemp(&template) else { return say("mkdtemp: \(errno)") }
  let path = String(cString: made)
  defer { removeAll(path) }
  try body(path)
}

/// By rm rather than by this project's own means, which are under test.
func removeAll(_ path: String) {
  let process = fork()
  if process == 0 {
    var words: [UnsafeMutablePointer<CChar>?] = [strdup("rm"), strdup("-rf"), strdup(path), nil]
    execvp("rm", &words)
    _exit(127)
  }
  waitpid(process, nil, 0)
}
