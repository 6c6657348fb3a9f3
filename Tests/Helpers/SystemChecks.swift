import Glibc
import RaceModel
import RaceSystem

/// Says how `body` failed, or nothing.
func sayFailure(_ body: () throws -> Void) {
  do {
    try body()
    say("succeeded")
  } catch let error as SystemCallError {
    say("failed \(ErrnoName.text(error.errno))")
  } catch {
    say("failed \(error)")
  }
}

/// Removes a tree with a mount in it.
func remove(_ root: String, witness: String) {
  sayFailure { try TreeRemoval.remove(root) }
  say(access(witness, F_OK) == 0 ? "still there" : "gone")
}

/// Removes a tree whose owner has taken rights away from himself.
func removeForbidden(_ which: String) throws {
  try withDirectory { directory in
    let root = "\(directory)/root"
    try PathCalls.makeDirectories("\(root)/inner/deep")
    try OpenFile("\(root)/inner/file", O_WRONLY | O_CREAT).close()
    switch which {
    case "root": chmod(root, 0o500)
    case "inner": chmod("\(root)/inner", 0o500)
    default: chmod("\(root)/inner", 0)
    }
    try TreeRemoval.remove(root)
    say(access(root, F_OK) == 0 ? "still there" : "removed")
  }
}

func scratchWithoutDescriptors(_ parent: String) {
  var limit = rlimit(rlim_cur: 3, rlim_max: 4096)
  // Whoever started this process may have left more open than the first three.
  for descriptor in 3..<100 as Range<Int32> { close(descriptor) }
  setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
  sayFailure { try ScratchDirectory(in: parent).disown() }
}

/// A directory with two owners, who end one after the other.
func scratchOwners(_ parent: String) throws {
  let orders = try Pipe()
  let made = try Pipe()
  let first = try ForkedProcess.start("first") {
    guard let scratch = try? ScratchDirectory(in: parent) else { return 1 }
    guard
      let second = try? ForkedProcess.start(
        "second", diesWithParent: false, { wait(for: orders) })
    else { return 1 }
    _ = write(made.writeEnd, scratch.path, scratch.path.utf8.count)
    var number = second
    write(made.writeEnd, &number, MemoryLayout<pid_t>.size)
    return wait(for: orders)
  }
  var bytes = [UInt8](repeating: 0, count: 4096)
  var count = 0
  while count < parent.utf8.count + 27 + MemoryLayout<pid_t>.size {
    count += read(made.readEnd, &bytes[count], 4096 - count)
  }
  let path = String(decoding: bytes[..<(count - MemoryLayout<pid_t>.size)], as: UTF8.self)
  func look(_ owners: String) throws {
    let other = try ScratchDirectory(in: parent)
    say("with \(owners): \(access(path, F_OK) == 0 ? "there" : "gone")")
    try other.remove()
    other.disown()
  }
  try look("two")
  kill(first, SIGKILL)
  _ = try ForkedProcess.wait(for: first)
  try look("one")
  // The second owner waits for the pipe's end, and this process hears of its end by a pipe of its own.
  close(made.writeEnd)
  close(orders.writeEnd)
  while read(made.readEnd, &bytes, 1) > 0 {}
  try look("none")
}

/// Waits until nobody else holds the pipe's write end.
private func wait(for pipe: Pipe) -> Int32 {
  var byte: UInt8 = 0
  close(pipe.writeEnd)
  _ = read(pipe.readEnd, &byte, 1)
  return 0
}

/// Writes more than the file system takes.
func atomicInFull(_ path: String) throws {
  try AtomicFile.write([1, 2, 3, 4], to: path)
  sayFailure { try AtomicFile.write([UInt8](repeating: 1, count: 200_000), to: path) }
  say(try PathCalls.entries(PathCalls.parent(of: path)).joined(separator: " "))
  say("\(try PathCalls.status(path).st_size) bytes")
}
