import RaceModel
import RaceSystem

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
  var states: [SteppedState]
  let files: [SteppedFile]
  let waits: [Exploration.Wait]
  /// Whether the source was opened, moved or linked, though the command names none.
  var tookSource = false
  var limits: [ExplorationLimit]
  /// Whether any write was cut.
  let wasCut: Bool
  /// Whether the order of steps was a matter of timing somewhere.
  let hadChoice: Bool

  /// Whether anything forbidden was seen besides what was published at the end. That a program that takes a short write
  /// for a whole one publishes a cut file is said otherwise; what it lets readers see of the old one counts.
  var showsMoreThanItsResult: Bool {
    let sightings = [start] + steps.flatMap { [$0.before, $0.after].compactMap(\.self) } + [end]
    let isPublished = end.file != start.file
    return states.contains(where: \.isDerived)
      || sightings.contains { sighting in
        let isResult = isPublished && sighting.state == end.state && sighting.file == end.file
        return states[sighting.state].grade == .forbidden && !isResult
      }
  }

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
  init(from start: Sighting, _ loop: TraceLoop, to end: Sighting) {
    let (tracer, observer) = (loop.tracer, loop.tracer.observer)
    self.start = start
    self.end = end
    ending = loop.ending ?? .timedOut
    output = loop.output
    wallNanoseconds = loop.wallNanoseconds
    stepsAtEnd = loop.stepsAtEnd
    steps = tracer.log.steps
    // One may be of the step that was to come next, and none came.
    let last = tracer.log.steps.count
    let shared = tracer.log.lineage.concurrentStaging(tracer.log.steps, observer.ledger.files)
      .map { ExplorationLimit.sharedStaging(step: $0.step, path: $0.path) }
    limits = (tracer.log.limits + observer.limits + [shared].compactMap(\.self)).map { limit in
      ExplorationLimit(
        limit.kind, step: limit.step.map { min($0, last) }, processes: limit.processes,
        detail: limit.detail)
    }
    (wasCut, hadChoice) = (tracer.log.wasCut, tracer.log.hadChoice)
    waits = tracer.log.lineage.waits
    (states, files) = (observer.states, observer.ledger.files)
  }
}
