import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters

/// An updater that has been run to its end, and may not have settled yet.
struct RunningUpdater {
  private let start: Sighting
  private let process: TracedProcess
  private let signals: SignalEvents
  private let loop: TraceLoop
  private let name: String
  private let settled: UInt64

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

  /// Whether no process of it is left.
  var isAlone: Bool { loop.tracer.isEmpty }

  /// Watches on until the time to settle is over, which began with the updater's end.
  /// - Parameter isOver: whether it need not be waited for.
  /// - Throws: `Failure` where its program could not be run at all.
  func settle(isOver: Bool) throws -> TracedRun {
    defer { release() }
    var loop = loop
    do {
      try loop.settle(until: isOver ? Clock.now() : settled)
    } catch {
      loop.abandon()
      throw error
    }
    if let failure = process.failure(called: name) { throw failure }
    let observer = loop.tracer.observer
    observer.beginEnd()
    let end = try observer.look(.all, step: loop.tracer.log.steps.count)
    let unread = observer.deriveTear([], step: loop.tracer.log.steps.count)
    if let unread { loop.tracer.log.note(unread) }
    observer.end()
    return TracedRun(from: start, loop, to: end)
  }

  private func release() {
    process.release()
    close(signals.descriptor)
  }
}
