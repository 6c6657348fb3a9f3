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

  /// Runs it.
  /// - Throws: `Failure` where tracing is not allowed or the program cannot be run, `SystemCallError` for a machine at
  ///   its limits.
  init(
    _ entrant: Entrant, _ swap: Swap, _ observer: Observer, _ names: PlaceNames,
    _ conditions: Conditions
  ) throws {
    let signals = try SignalEvents([SIGCHLD])
    defer { close(signals.descriptor) }
    start = observer.last
    let process = try TracedProcess(entrant, swap)
    defer { process.release() }
    let tracer = Tracer(
      observer: observer, text: StepText(names: names), split: conditions.split)
    tracer.add(process.id)
    var loop = TraceLoop(
      tracer: tracer, process: process, signals: signals, conditions: conditions)
    do {
      try loop.run()
    } catch {
      loop.abandon()
      throw error
    }
    if let failure = process.failure(called: entrant.subject.name) { throw failure }
    ending = loop.ending ?? .timedOut
    output = loop.output
    wallNanoseconds = loop.wallNanoseconds
    stepsAtEnd = loop.stepsAtEnd
    steps = tracer.steps
    limits = tracer.limits
    (wasCut, hadChoice) = (tracer.wasCut, tracer.hadChoice)
    end = try observer.look(.all, step: steps.count)
    (states, files) = (observer.states, observer.ledger.files)
  }
}

/// Waits for what the updater's processes do, until all is over.
struct TraceLoop {
  let tracer: Tracer
  let process: TracedProcess
  let signals: SignalEvents
  let conditions: TracedRun.Conditions

  private(set) var ending: Exploration.Ending?
  private(set) var output = OutputTail()
  private(set) var wallNanoseconds: UInt64 = 0
  private(set) var stepsAtEnd = 0
  private var isOpen = true

  init(
    tracer: Tracer, process: TracedProcess, signals: SignalEvents,
    conditions: TracedRun.Conditions
  ) {
    self.tracer = tracer
    self.process = process
    self.signals = signals
    self.conditions = conditions
  }

  /// Goes on until the updater has ended and the time to settle is over.
  mutating func run() throws {
    _ = fcntl(process.output, F_SETFL, O_NONBLOCK)
    let begun = Clock.now()
    process.begin()
    try follow(until: Clock.now(plus: conditions.timeout)) { $0.ending != nil }
    wallNanoseconds = Clock.now() &- begun
    if ending == nil {
      ending = .timedOut
      try killAll()
    }
    stepsAtEnd = tracer.steps.count
    try follow(until: Clock.now(plus: conditions.settle)) { _ in false }
    if !tracer.isEmpty {
      tracer.note(.stillRunning(processes: tracer.count))
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
      let isBusy = try tracer.handleEvents { id, status in if id == process.id { end(status) } }
      try tracer.checkBlocked()
      if tracer.isEmpty { try tracer.watchOutside() }
      if isOver(self) || deadline.map({ Clock.now() >= $0 }) == true { return }
      let check = [deadline, tracer.nextCheck].compactMap { $0 }.min()
      var descriptors = [signals.descriptor]
      if tracer.isEmpty { descriptors.append(tracer.observer.descriptor) }
      if isOpen { descriptors.append(process.output) }
      let ready = Waiting.ready(descriptors, until: isBusy ? Clock.now() : check)
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
