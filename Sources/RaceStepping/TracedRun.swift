import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// One run of an updater from its first call to the time when all has settled.
struct TracedRun {
  /// What it gave, judged by nobody.
  let ending: Exploration.Ending
  /// The last of what the updater printed.
  let output: OutputTail
  let wallNanoseconds: UInt64
  let start: Sighting
  let steps: [Step]
  let stepsAtEnd: Int
  let end: Sighting
  let states: [SteppedState]
  let files: [SteppedFile]
  let limits: [ExplorationLimit]
  /// Whether any write was cut.
  let wasCut: Bool
  /// Whether the order of steps was a matter of timing somewhere.
  let hadChoice: Bool

  /// How one is run.
  struct Conditions {
    /// The largest write that is let pass in one piece; any if nil.
    var split: UInt64?
    /// How long is watched on when the updater has ended.
    var settle: TimeSpan
    /// When it is killed.
    var timeout: TimeSpan
  }

  /// What a run has given.
  fileprivate init(from start: Sighting, _ loop: TraceLoop, to end: Sighting) {
    let (tracer, observer) = (loop.tracer, loop.tracer.observer)
    self.start = start
    self.end = end
    ending = loop.ending ?? .timedOut
    output = loop.output
    wallNanoseconds = loop.wallNanoseconds
    stepsAtEnd = loop.stepsAtEnd
    steps = tracer.log.steps
    limits = tracer.log.limits
    (wasCut, hadChoice) = (tracer.log.wasCut, tracer.log.hadChoice)
    (states, files) = (observer.states, observer.ledger.files)
  }
}

/// An updater that has been run to its end, and may not have settled yet.
struct RunningUpdater {
  fileprivate let start: Sighting
  private let process: TracedProcess
  private let signals: SignalEvents
  private let loop: TraceLoop
  private let name: String
  private let settled: UInt64

  /// Whether no process of it is left: only somebody outside can change anything any more.
  var isAlone: Bool { loop.tracer.isEmpty }
  /// What it has given, were nothing to come any more.
  var soFar: TracedRun { TracedRun(from: start, loop, to: loop.tracer.observer.last) }

  /// Runs it to its end.
  /// - Throws: `Failure` where tracing is not allowed, `SystemCallError` for a machine at its limits.
  init(
    _ entrant: Entrant, _ swap: Swap, _ observer: Observer, _ names: PlaceNames,
    _ conditions: TracedRun.Conditions
  ) throws {
    name = entrant.subject.name
    start = observer.last
    signals = try SignalEvents([SIGCHLD])
    do {
      process = try TracedProcess(entrant, swap)
    } catch {
      close(signals.descriptor)
      throw error
    }
    let tracer = Tracer(
      observer: observer, text: StepText(names: names), split: conditions.split)
    tracer.add(process.id)
    var loop = TraceLoop(tracer: tracer, process: process, signals: signals)
    do {
      try loop.run(timeout: conditions.timeout)
    } catch {
      loop.abandon()
      process.release()
      close(signals.descriptor)
      throw error
    }
    self.loop = loop
    settled = Clock.now(plus: conditions.settle)
  }

  /// Watches on until the time to settle is over, which began with the updater's end.
  /// - Throws: `Failure` where its program could not be run at all.
  func settle() throws -> TracedRun {
    defer { release() }
    var loop = loop
    do {
      try loop.settle(until: settled)
    } catch {
      loop.abandon()
      throw error
    }
    if let failure = process.failure(called: name) { throw failure }
    let observer = loop.tracer.observer
    let end = try observer.look(.all, step: loop.tracer.log.steps.count)
    return TracedRun(from: start, loop, to: end)
  }

  /// Gives back what it took, where nobody waits for it to settle.
  func release() {
    process.release()
    close(signals.descriptor)
  }
}

/// Waits for what the updater's processes do, until all is over.
struct TraceLoop {
  let tracer: Tracer
  let process: TracedProcess
  let signals: SignalEvents

  private(set) var ending: Exploration.Ending?
  private(set) var output = OutputTail()
  private(set) var wallNanoseconds: UInt64 = 0
  private(set) var stepsAtEnd = 0
  private var isOpen = true

  init(tracer: Tracer, process: TracedProcess, signals: SignalEvents) {
    self.tracer = tracer
    self.process = process
    self.signals = signals
  }

  /// Goes on until the updater has ended.
  mutating func run(timeout: TimeSpan) throws {
    _ = fcntl(process.output, F_SETFL, O_NONBLOCK)
    let begun = Clock.now()
    process.begin()
    try follow(until: Clock.now(plus: timeout)) { $0.ending != nil }
    wallNanoseconds = Clock.now() &- begun
    if ending == nil {
      ending = .timedOut
      try killAll()
    }
    stepsAtEnd = tracer.log.steps.count
  }

  /// Goes on until all has settled.
  mutating func settle(until deadline: UInt64) throws {
    try follow(until: deadline) { _ in false }
    if !tracer.isEmpty {
      tracer.log.note(.stillRunning(processes: tracer.count))
      try killAll()
    }
    try tracer.watchOutside()
    // What stands in the pipe: one read takes all.
    if isOpen { isOpen = take() }
  }

  /// Ends everything, since nobody can go on.
  mutating func abandon() {
    tracer.killAll()
    try? follow(until: nil) { $0.tracer.isEmpty }
  }

  /// Handles what happens until a point of time, or until `isOver`.
  private mutating func follow(until deadline: UInt64?, _ isOver: (Self) -> Bool) throws {
    while true {
      // Before what has happened is asked for, so that nothing is missed that happens meanwhile.
      while signals.next() != nil {}
      try tracer.handleEvents { id, status in if id == process.id { end(status) } }
      try tracer.checkBlocked()
      if tracer.isEmpty { try tracer.watchOutside() }
      if isOver(self) || deadline.map({ Clock.now() >= $0 }) == true { return }
      let check = [deadline, tracer.nextCheck].compactMap { $0 }.min()
      var descriptors = [signals.descriptor]
      if tracer.isEmpty { descriptors.append(tracer.observer.descriptor) }
      if isOpen { descriptors.append(process.output) }
      let ready = Waiting.ready(descriptors, until: check)
      if isOpen, ready.last == true { isOpen = take() }
    }
  }

  private mutating func take() -> Bool {
    let file = OpenFile(adopting: process.output, path: "pipe")
    let isOpen = output.take(from: file)
    _ = file.release()
    return isOpen
  }

  private mutating func end(_ status: Int32) {
    if ending != nil { return }
    switch ProcessEnd(waitStatus: status) {
    case .exited(let status): ending = .exited(status: status)
    case .killed(let signal): ending = .killed(signal: signal)
    }
  }

  private mutating func killAll() throws {
    tracer.killAll()
    try follow(until: nil) { $0.tracer.isEmpty }
  }
}
