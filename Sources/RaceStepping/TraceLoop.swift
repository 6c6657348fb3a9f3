import Glibc
import RaceModel
import RaceSystem

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
    var hasHeard = false
    while true {
      // Before what has happened is asked for, so that nothing is missed that happens meanwhile.
      while signals.next() != nil {}
      tracer.observer.beginWatch()
      let isBusy = try tracer.handleEvents { id, status in if id == process.id { end(status) } }
      try tracer.checkBlocked()
      if tracer.isEmpty || hasHeard { try tracer.watchOutside() }
      tracer.observer.endWatch(step: tracer.log.steps.count)
      if isOver(self) || deadline.map({ Clock.now() >= $0 }) == true { return }
      let check = [deadline, tracer.nextCheck].compactMap { $0 }.min()
      var descriptors = [signals.descriptor]
      // While a step blocks as well: what it cannot have caused is the doing of others.
      descriptors.append(tracer.observer.descriptor)
      if isOpen { descriptors.append(process.output) }
      let ready = Waiting.ready(descriptors, until: isBusy ? Clock.now() : check)
      hasHeard = ready[1]
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
