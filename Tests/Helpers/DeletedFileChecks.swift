import CLinux
import Glibc
import RaceSystem

/// Counts what a process holds that is deleted and open, and says how much that is.
/// - Parameter holder: which process holds it.
func deletedFiles(_ holder: String) throws {
  _ = rb_become_subreaper()
  setpgid(0, 0)
  defer { _ = Descendants.killAll() }
  try withDirectory { directory in
    let path = "\(directory)/x"
    let file = try OpenFile(path, O_WRONLY | O_CREAT)
    try file.write([UInt8](repeating: 1, count: 1 << 20))
    try file.close()
    let ready = try Pipe()
    _ = fcntl(ready.writeEnd, F_SETFD, 0)
    try start(holder, holding: path, ready.writeEnd)
    close(ready.writeEnd)
    var byte: UInt8 = 0
    guard read(ready.readEnd, &byte, 1) == 1 else { return say("no holder") }
    say("\(DeletedFiles.bytes(below: getpid()))")
  }
}

private func start(_ holder: String, holding path: String, _ ready: Int32) throws {
  let reading = "exec 3<'\(path)'; rm '\(path)'; echo >&\(ready); sleep 30"
  switch holder {
  case "own":
    _ = try ForkedProcess.start("rb-reader-0") { hold(path, ready) }
  case "own-in-another-group":
    _ = try ForkedProcess.start("rb-reader-0") {
      setpgid(0, 0)
      return hold(path, ready)
    }
  case "own-by-another-name":
    _ = try ForkedProcess.start("reader") { hold(path, ready) }
  case "command-of-reader":
    _ = try ForkedProcess.start("rb-reader-0") { running(reading) }
  case "writing-command-of-reader":
    _ = try ForkedProcess.start("rb-reader-0") { running("exec 9>>'\(path)'; \(reading)") }
  case "command-of-writer":
    _ = try ForkedProcess.start("rb-writer-0") { running(reading) }
  case "renamed":
    _ = try ForkedProcess.start("x") {
      become("echo rb-reader-0 >/proc/$$/comm; \(reading)")
    }
  default: say("no such holder")
  }
}

private func hold(_ path: String, _ ready: Int32) -> Int32 {
  let descriptor = open(path, O_RDONLY)
  unlink(path)
  write(ready, "x", 1)
  alarm(30)
  while descriptor >= 0 { pause() }
  return 1
}

/// Has a child of this process, in a group of its own, run a script.
private func running(_ script: String) -> Int32 {
  _ = try? ForkedProcess.start("command") {
    setpgid(0, 0)
    return become(script)
  }
  alarm(30)
  while true { pause() }
}

private func become(_ script: String) -> Int32 {
  let words = [strdup("sh"), strdup("-c"), strdup(script), nil]
  execv("/bin/sh", words)
  return 127
}
