import Glibc
import RaceModel
import RaceSystem
import Testing

/// Whoever is killed: the run says so, its counts hold, and nothing is left of it.
struct ProcessDeathTests {
  @Test("A reader that is killed is replaced, and its look is lost", arguments: [SIGKILL, SIGTERM])
  func reader(signal: Int32) throws {
    let racebench = try RaceExecutable()
    let gate = Gate(racebench)
    let running = try gate.start(["--glancers", "1"])
    var victim = try racebench.process("rb-reader-1")
    for _ in 0..<3 {
      kill(victim, signal)
      victim = try racebench.process("rb-reader-1", otherThan: victim)
    }
    let glancer = try racebench.process("rb-glancer-2")
    kill(glancer, signal)
    _ = try racebench.process("rb-glancer-2", otherThan: glancer)
    try gate.open()
    let run = try racebench.finish(running).run("inplace")
    #expect((run.tally.lostReads, run.tally.lostGlances) == (3, 1))
    #expect(run.swaps == 3 && run.brokenSum == nil)
    try racebench.expectNothingLeft()
  }

  /// A race that waited for it would never end: its coordinator has it go on.
  @Test("A reader that is stopped from outside goes on, and loses no look")
  func stoppedReader() throws {
    let racebench = try RaceExecutable()
    let gate = Gate(racebench)
    let running = try gate.start()
    let reader = try racebench.process("rb-reader-0")
    kill(reader, SIGSTOP)
    try gate.open()
    let run = try racebench.finish(running).run("inplace")
    #expect(run.tally.lostReads == 0 && run.swaps == 3)
    try racebench.expectNothingLeft()
  }

  @Test(
    "The others' deaths end the race",
    arguments: ["rb-writer-0", "rb-coordinator", "rb-guardian"], [SIGKILL, SIGSEGV])
  func others(name: String, signal: Int32) throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start()
    kill(try racebench.process(name), signal)
    let outcome = try racebench.finish(running)
    let what = String(name.dropFirst(3).split(separator: "-")[0])
    // Nobody outside sends a SIGSEGV: who dies of one has a defect.
    racebench.expect(
      outcome, failed: signal == SIGKILL ? 2 : 70, saying: [what, SignalName.text(signal)])
    try racebench.expectNothingLeft()
  }

  @Test("The death of the top process ends all that it has started")
  func top() throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start()
    kill(running.process, SIGKILL)
    #expect(try racebench.finish(running).end == .killed(signal: SIGKILL))
    try racebench.waitUntilGone()
    try racebench.expectNothingLeft()
  }

  @Test("The death of top process and guardian at once leaves a directory that the next run sweeps")
  func topAndGuardian() throws {
    let racebench = try RaceExecutable()
    let running = try racebench.start([
      "--strategy", "staged", "--size", "64KiB", "--duration", "1h", "--signer", "none",
    ])
    let guardian = try racebench.process("rb-guardian")
    _ = try racebench.process("rb-writer-0")
    // Lest it takes the guardian's place.
    kill(running.process, SIGSTOP)
    try Processes.wait("the stop") { Processes.state(running.process) == "T" ? () : nil }
    kill(guardian, SIGKILL)
    kill(running.process, SIGKILL)
    _ = try racebench.finish(running)
    try racebench.waitUntilGone()
    #expect(try PathCalls.entries(racebench.temporary).count == 1)
    // Not everything there is ours.
    let foreign = ["racebench-0123456789abcdef", "racebench-notes", "other"]
    for name in foreign {
      try PathCalls.makeDirectory("\(racebench.temporary)/\(name)")
      try OpenFile("\(racebench.temporary)/\(name)/file", O_WRONLY | O_CREAT).close()
    }
    let next = try racebench.start(["--strategy", "staged", "--size", "64KiB", "--swaps", "1"])
    #expect(try racebench.finish(next).end == .exited(status: 0))
    #expect(try PathCalls.entries(racebench.temporary) == foreign.sorted())
    #expect(try PathCalls.entries("\(racebench.temporary)/\(foreign[0])") == ["file"])
  }

  @Test("A race that goes on is not swept by another one")
  func neighbours() throws {
    let racebench = try RaceExecutable()
    let gate = Gate(racebench)
    let running = try gate.start()
    let other = try racebench.start(["--strategy", "staged", "--size", "64KiB", "--swaps", "1"])
    #expect(try racebench.finish(other).end == .exited(status: 0))
    #expect(try PathCalls.entries(racebench.temporary).count == 1)
    try gate.open()
    #expect(try racebench.finish(running).run("inplace").swaps == 3)
    try racebench.expectNothingLeft()
  }
}
