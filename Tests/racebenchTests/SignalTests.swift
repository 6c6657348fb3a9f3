import Glibc
import RaceModel
import RaceSystem
import Testing

/// A signal ends the run, whatever it is at, and nothing is left.
struct SignalTests {
  struct Case: Sendable {
    let signal: Int32
    let status: Int32
  }

  static let cases = [
    Case(signal: SIGINT, status: 130), Case(signal: SIGTERM, status: 143),
    Case(signal: SIGHUP, status: 143),
  ]

  @Test("In the signer, whose processes end too", arguments: cases)
  func inTheSigner(_ test: Case) throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start()
    kill(running.process, test.signal)
    let outcome = try racebench.finish(running)
    racebench.expect(outcome, failed: test.status, saying: ["nothing was kept"])
    try racebench.expectNothingLeft()
  }

  @Test("In lock-step, where everybody waits for everybody", arguments: cases)
  func inLockStep(_ test: Case) throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start(["--rendezvous", "--writers", "2"])
    kill(running.process, test.signal)
    racebench.expect(try racebench.finish(running), failed: test.status)
    try racebench.expectNothingLeft()
  }

  @Test("To all processes of the group, as from a terminal")
  func group() throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start()
    kill(-running.process, SIGINT)
    racebench.expect(try racebench.finish(running), failed: 130)
    try racebench.expectNothingLeft()
  }

  @Test("Twice", arguments: cases)
  func twice(_ test: Case) throws {
    let racebench = try RaceExecutable()
    let running = try Gate(racebench).start()
    kill(running.process, test.signal)
    kill(running.process, test.signal)
    racebench.expect(try racebench.finish(running), failed: test.status)
    try racebench.expectNothingLeft()
  }

  @Test("While large contents are generated")
  func whileGenerating() throws {
    let racebench = try RaceExecutable()
    let running = try racebench.start(["--size", "4GiB", "--strategy", "staged"])
    try Processes.wait("the first bytes") {
      let root = try PathCalls.entries(racebench.temporary).first ?? "none"
      let file = "\(racebench.temporary)/\(root)/sources/a"
      return (try? PathCalls.status(file).st_size > 0) == true ? () : nil
    }
    kill(running.process, SIGTERM)
    racebench.expect(try racebench.finish(running), failed: 143)
    try racebench.expectNothingLeft()
  }

  @Test("While a command makes the contents")
  func whileACommandMakesContents() throws {
    let racebench = try RaceExecutable()
    let scenario = try racebench.write(
      "slow.yaml",
      """
      contents:
        command: 'touch \(racebench.files)/waiting; sleep 1000; : {a} {b}'
      subjects:
        - strategy: staged

      """)
    let running = try racebench.start([scenario])
    try Gate(racebench).waitUntilReached()
    kill(running.process, SIGINT)
    racebench.expect(try racebench.finish(running), failed: 130)
    try racebench.expectNothingLeft()
  }

  @Test("While the results cannot be printed because nobody reads them")
  func whilePrinting() throws {
    let racebench = try RaceExecutable()
    let fifo = racebench.files + "/fifo"
    try retrying("mkfifo", fifo) { mkfifo(fifo, 0o600) }
    // Held open, never read; 300 windows take more than a pipe holds.
    let reader = try OpenFile(fifo, O_RDONLY | O_NONBLOCK)
    let running = try racebench.start(
      [
        "--strategy", "staged", "--size", "1B", "--swaps", "300", "--signer", "none", "--readers",
        "1", "--format", "json",
      ], output: fifo)
    // The first bytes: the race is over, and the rest does not fit.
    #expect(Waiting.ready([reader.descriptor], timeout: 60_000) == [true])
    kill(running.process, SIGTERM)
    #expect(try racebench.finish(running, output: fifo).end == .killed(signal: SIGTERM))
    try racebench.expectNothingLeft()
    try reader.close()
  }
}
