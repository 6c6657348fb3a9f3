import CLinux
import Glibc
import RaceModel
import RaceSystem

func environmentBytes() throws {
  let value = [0xff, 0x41, 0xcc, 0x81, 0].map { CChar(truncatingIfNeeded: $0) }
  setenv("RACE_BYTES", value, 1)
  setenv("RACE_MARK", "\u{301}", 1)
  let command = Command(
    "printf %s \"$RACE_BYTES\" | od -An -tx1; printf %s \"$RACE_MARK\" | od -An -tx1",
    environment: ["RACE_MARK": "1"])
  say(text(try command.run().output))
}

func signalsInChild() throws {
  for number in [SIGQUIT, SIGUSR1, SIGPIPE, SIGTSTP, 40] { signal(number, SIG_IGN) }
  var set = sigset_t()
  sigfillset(&set)
  sigprocmask(SIG_BLOCK, &set, nil)
  // Other programs than cat may catch some themselves.
  let status = text(try SpawnPlan(["cat", "/proc/self/status"]).run().output)
  for name in ["SigBlk", "SigIgn", "SigCgt"] { saySignals(name, status) }
}

/// Starts a program, and one that is not there.
func signalsKept() throws {
  signal(SIGUSR2, SIG_IGN)
  var set = sigset_t()
  sigemptyset(&set)
  for number in [SIGUSR1, SIGUSR2] { sigaddset(&set, number) }
  sigprocmask(SIG_SETMASK, &set, nil)
  for program in ["true", "no-such-program"] {
    _ = try? SpawnPlan([program]).run()
    let status = text(try OpenFile("/proc/self/status", O_RDONLY).readToEnd())
    for name in ["SigBlk", "SigIgn"] { saySignals(name, status) }
  }
}

private func saySignals(_ name: String, _ status: String) {
  let line = status.split(separator: "\n").first { $0.hasPrefix(name) }
  let set = line?.split(separator: "\t").last.flatMap { UInt64($0, radix: 16) }
  say("\(name) \(set.map { String($0, radix: 16) } ?? "unknown")")
}

func filesInChild() throws {
  closeInherited()
  let file = try OpenFile("/etc/passwd", O_RDONLY)
  let events = try SignalEvents([SIGUSR1])
  // The last one is the directory that ls reads.
  say(text(try SpawnPlan(["ls", "/proc/self/fd"]).run().output))
  close(events.descriptor)
  _ = consume file
}

/// A family that hangs, each of which holds a pipe.
func commandTimeout() throws {
  let watch = try Watch()
  let outcome = try Command("sleep 100 & (sleep 100; :) & trap '' TERM; sleep 100; :")
    .run(timeout: TimeSpan(nanoseconds: 300_000_000))
  say("\(outcome.end)")
  watch.waitForTheEnd()
  say("all gone")
}

/// A command that joins this process's group.
func commandLeavingItsGroup() throws {
  let plan = try SpawnPlan(["/proc/\(getpid())/exe", "join-group-of-parent"])
  say("\(try plan.run(timeout: TimeSpan(nanoseconds: 300_000_000)).end)")
}

func joinGroupOfParent() {
  setpgid(0, getpgid(getppid()))
  while true { pause() }
}

func commandDyingWithParent() throws {
  let watch = try Watch()
  let parent = try ForkedProcess.start("parent", diesWithParent: false) {
    let command = Command("printf x >&\(watch.ready.writeEnd); exec sleep 100")
    _ = try? command.run()
    return 1
  }
  watch.wait(for: 1)
  kill(parent, SIGKILL)
  say("\(try ForkedProcess.wait(for: parent))")
  watch.waitForTheEnd()
  say("all gone")
}

/// Commands that end in all ways.
func commandZombies() throws {
  for (text, timeout) in [("exit 0", nil), ("sleep 100", 0), ("sleep 100 & exit 1", 0)] {
    _ = try Command(text).run(timeout: timeout.map { TimeSpan(nanoseconds: UInt64($0)) })
  }
  _ = try? SpawnPlan(["/no/such/program"]).run()
  let plan = try SpawnPlan(["true"])
  _ = try? plan.start(output: 9999, errors: 9999)
  try Command("sleep 100 & exit 0").runKeepingGroup().group.end()
  say(waitpid(-1, nil, WNOHANG) == -1 && errno == ECHILD ? "no children" : "children")
}

/// A command whose group is kept, and a forked process that is reaped meanwhile.
func commandBesideFork() throws {
  let group = try Command("exit 0").runKeepingGroup().group
  _ = try ForkedProcess.start("child") { 9 }
  var reaped = ForkedProcess.reap()
  while reaped == nil { reaped = ForkedProcess.reap() }
  say("\(reaped.map { "\($0.end)" } ?? "")")
  say(ForkedProcess.reap() == nil ? "nobody else" : "somebody else")
  func isHeld() -> Bool {
    var info = siginfo_t()
    return waitid(P_PID, id_t(group.leader), &info, WEXITED | WNOHANG | WNOWAIT) == 0
  }
  say(isHeld() ? "held" : "not held")
  group.end()
  say(isHeld() ? "held" : "not held")
}

/// A command that ends once this process was interrupted often enough.
func commandUnderSignals() throws {
  var action = sigaction()
  action.__sigaction_handler.sa_handler = { _ in }
  sigaction(SIGUSR1, &action, nil)
  let command = Command(
    "i=0; while [ $i -lt 300 ]; do kill -USR1 \(getpid()); i=$((i+1)); done; exit 6")
  say("\(try command.run(timeout: TimeSpan(nanoseconds: 3_600_000_000_000)).end)")
}

func commandWithoutStandardFiles() throws {
  closeInherited()
  let output = fcntl(1, F_DUPFD_CLOEXEC, 10)
  for descriptor in 0...2 as ClosedRange<Int32> { close(descriptor) }
  let outcome = try Command("echo out; echo err >&2; cat; echo in $?; ls /proc/self/fd").run()
  dup2(output, 1)
  say(text(outcome.output))
}

/// Whoever started this process may have left more open than the first three.
private func closeInherited() {
  for descriptor in 3..<1024 as Range<Int32> { close(descriptor) }
}

private func text(_ output: [UInt8]) -> String {
  String(decoding: output.last == 0x0a ? output.dropLast() : output[...], as: UTF8.self)
}
