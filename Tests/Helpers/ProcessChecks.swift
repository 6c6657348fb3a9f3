import CLinux
import Glibc
import RaceModel
import RaceSystem

/// Two pipes by which a check follows processes that it did not start itself.
struct Watch {
  /// Each process writes a byte once it is as it is to be.
  let ready: Pipe
  /// Held open by all of them, programs too; at its end when the last one is gone.
  let alive: Pipe

  init() throws {
    ready = try Pipe()
    alive = try Pipe()
    for descriptor in [ready.writeEnd, alive.writeEnd] { _ = fcntl(descriptor, F_SETFD, 0) }
  }

  /// Called by a process that is watched. Never returns.
  func idle() -> Never {
    alarm(30)
    announce()
    while true { pause() }
  }

  func announce() {
    var byte: UInt8 = 1
    write(ready.writeEnd, &byte, 1)
  }

  /// Waits until so many are ready.
  func wait(for count: Int) {
    var byte: UInt8 = 0
    for _ in 0..<count { _ = read(ready.readEnd, &byte, 1) }
  }

  /// Waits until none is left. This process must not hold the pipe itself then.
  func waitForTheEnd() {
    var byte: UInt8 = 0
    close(alive.writeEnd)
    while read(alive.readEnd, &byte, 1) > 0 {}
  }
}

/// How many processes `startCrowd` starts.
private let crowd = 8

/// Starts processes that are hard to get rid of; must be called in a descendant of a subreaper.
private func startCrowd(_ watch: Watch) throws {
  let deaf = [SIGTERM, SIGINT, SIGHUP, SIGQUIT]
  _ = try ForkedProcess.start("plain", diesWithParent: false) { watch.idle() }
  _ = try ForkedProcess.start("deaf", diesWithParent: false) {
    for number in deaf { signal(number, SIG_IGN) }
    watch.idle()
  }
  // A family of three.
  _ = try ForkedProcess.start("parent", diesWithParent: false) {
    _ = try? ForkedProcess.start("child", diesWithParent: false) {
      _ = try? ForkedProcess.start("grandchild", diesWithParent: false) { watch.idle() }
      watch.idle()
    }
    watch.idle()
  }
  // A daemon: a session of its own, and a parent that is gone.
  let starter = try ForkedProcess.start("starter", diesWithParent: false) {
    _ = try? ForkedProcess.start("daemon", diesWithParent: false) {
      setsid()
      for number in deaf { signal(number, SIG_IGN) }
      watch.idle()
    }
    return 0
  }
  _ = try ForkedProcess.wait(for: starter)
  let stopped = try ForkedProcess.start("stopped", diesWithParent: false) { watch.idle() }
  // A program, started by a shell, in a session of its own.
  let program =
    "setsid sh -c 'trap \"\" TERM HUP INT; printf x >&\(watch.ready.writeEnd); exec sleep 30'"
  _ = try Command("\(program) </dev/null >/dev/null 2>&1 &").run()
  watch.wait(for: crowd)
  kill(stopped, SIGSTOP)
}

func killDescendants() throws {
  _ = rb_become_subreaper()
  let watch = try Watch()
  try startCrowd(watch)
  Descendants.killAll()
  watch.waitForTheEnd()
  say("all gone")
  say(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD ? "no children" : "children")
  Descendants.killAll()
  say("nothing to do")
}

/// Plays the top process of a race, whose worker has started a crowd, to the end that `way` names.
func guardian(_ way: String, _ parent: String) throws {
  let watch = try Watch()
  // Tells that the crowd stands: one to this process, the other to the top one.
  let inhabited = (try Pipe(), try Pipe())
  let top = try ForkedProcess.start("top", diesWithParent: false) {
    (try? topMain(way, parent, watch, inhabited)) ?? 70
  }
  var byte: UInt8 = 0
  _ = read(inhabited.0.readEnd, &byte, 1)
  if way == "top-killed" { kill(top, SIGKILL) }
  say("top \(try ForkedProcess.wait(for: top))")
  watch.waitForTheEnd()
  say("all gone")
  say("left: \(try PathCalls.entries(parent).count)")
}

private func topMain(
  _ way: String, _ parent: String, _ watch: Watch, _ inhabited: (Pipe, Pipe)
) throws -> Int32 {
  alarm(30)
  let scratch = try ScratchDirectory(in: parent)
  try PathCalls.makeDirectory("\(scratch.path)/inner")
  let guardian = try Guardian(guarding: [scratch], name: "worker") {
    alarm(30)
    do { try startCrowd(watch) } catch { return 71 }
    var byte: UInt8 = 1
    write(inhabited.0.writeEnd, &byte, 1)
    write(inhabited.1.writeEnd, &byte, 1)
    switch way {
    case "worker-ends": return 5
    case "worker-crashes":
      // Without the backtrace that Swift's runtime may be asked for.
      signal(SIGSEGV, SIG_DFL)
      raise(SIGSEGV)
    case "asked-twice":
      // In the midst of the end another request comes; it changes nothing.
      kill(getppid(), SIGINT)
    default: break
    }
    watch.idle()
  }
  var byte: UInt8 = 0
  _ = read(inhabited.1.readEnd, &byte, 1)
  if way == "terminated" { guardian.terminate() }
  if way == "guardian-killed" { kill(guardian.process, SIGKILL) }
  let handle = rb_pidfd_open(guardian.process)
  while true {
    if let end = guardian.ended() {
      if way == "guardian-killed" { _ = Guardian.takeOver([scratch], sparing: []) }
      if case .exited(let status) = end { return status }
      return 99
    }
    _ = Waiting.ready([handle])
  }
}

/// A process that sleeps on a word of shared memory until another one changes it.
func futexWake() throws {
  let memory = try SharedMemory(count: 4096)
  let futex = Futex(at: memory.base)
  futex.initialize()
  let child = try ForkedProcess.start("sleeper") {
    futex.wait(while: 0)
    return Int32(futex.value)
  }
  // It sleeps when the kernel says so.
  while true {
    let stat = try OpenFile("/proc/\(child)/stat", O_RDONLY).readToEnd()
    if String(decoding: stat, as: UTF8.self).contains(") S ") { break }
  }
  futex.set(7)
  say("\(try ForkedProcess.wait(for: child))")
  futex.wait(while: 0)
  say("no wait for what has changed")
}

/// A child that outlives a parent which was to take it along.
func dyingWithParent() throws {
  _ = rb_become_subreaper()
  let watch = try Watch()
  let parent = try ForkedProcess.start("parent") {
    _ = try? ForkedProcess.start("child") { watch.idle() }
    watch.idle()
  }
  watch.wait(for: 2)
  kill(parent, SIGKILL)
  say("\(try ForkedProcess.wait(for: parent))")
  watch.waitForTheEnd()
  var reaped = ForkedProcess.reap()
  while reaped == nil { reaped = ForkedProcess.reap() }
  say("\(reaped.map { "\($0.end)" } ?? "")")
}
