import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters

/// Swaps where the target's directory may not be written.
func swapInReadOnly(_ name: String) throws {
  try withDirectory { directory in
    try checkSwap(name, .write, directory, next: 5000) { chmod("\(directory)/stage", 0o555) }
    chmod("\(directory)/stage", 0o755)
  }
}

/// Swaps in a directory whose file system takes 256 KiB; the next content does not fit.
func swapInFull(_ name: String, _ method: String, _ directory: String) throws {
  try checkSwap(name, CopyMethod(rawValue: method) ?? .write, directory, next: 200_000) {}
}

/// Swaps in a forked process, as a writer does, and says how many threads that process has then.
func swapThenThreads(_ name: String) throws {
  try withDirectory { directory in
    let child = fork()
    if child == 0 {
      do {
        try checkSwap(name, .write, directory, next: 200_000) {}
        say("threads \(try PathCalls.entries("/proc/self/task").count)")
        _exit(0)
      } catch { _exit(1) }
    }
    var status: Int32 = 0
    waitpid(child, &status, 0)
    if child < 0 || status != 0 { say("the child failed: \(status)") }
  }
}

/// Makes a target, lets `prepare` spoil the swap, swaps, and says what has changed.
private func checkSwap(
  _ name: String, _ method: CopyMethod, _ directory: String, next: Int, prepare: () -> Void
) throws {
  guard let strategy = Strategies.named(name) else { return say("no such strategy") }
  let (stage, source) = ("\(directory)/stage", "\(directory)/next")
  let target = "\(stage)/target.bin"
  try PathCalls.makeDirectory(stage)
  try PathCalls.makeDirectory("\(directory)/elsewhere")
  for (path, count) in [(source, next), (target, 6000)] {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
    try file.write([UInt8](repeating: UInt8(truncatingIfNeeded: count), count: count))
    try file.close()
  }
  try strategy.arrange(target)
  chmod(target, 0o2751)
  prepare()
  let before = try snapshot(target)
  do {
    try strategy.swap(
      Swap(
        source: source, target: target, root: directory,
        stagingDirectory: name == "staged-elsewhere" ? stage : nil,
        elsewhere: "\(directory)/elsewhere", copier: Copier(method), signer: Quiet(),
        trace: SwapTrace(enter: { _ in }, checkpoint: {})))
    say("succeeded")
  } catch let error as SystemCallError {
    say("failed \(ErrnoName.text(error.errno))")
  }
  guard let after = try? snapshot(target) else { return say("the target is gone") }
  say("names \(before.names == after.names ? "same" : "\(after.names)")")
  say("content \(before.content == after.content ? "same" : "different")")
  say("looks \(before.looks == after.looks ? "same" : "different")")
}

private func snapshot(
  _ target: String
) throws -> (names: [String], content: [UInt8], looks: FileMetadata) {
  let file = try OpenFile(target, O_RDONLY)
  return (
    try PathCalls.entries(PathCalls.parent(of: target)), try file.readToEnd(),
    try FileMetadata(of: file)
  )
}

/// Leaves the bytes alone.
private struct Quiet: Signer {
  var effect: SignerEffect { .keepsBytes }
  func sign(_ path: String) {}
}
