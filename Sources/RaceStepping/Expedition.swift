import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters

/// The runs that one exploration takes: most take one. Another one follows where writes were cut and B was not
/// published, where the updater publishes contents of its own making, and where one run cannot say how stable names
/// and order are.
struct Expedition {
  private let plan: ExplorationPlan
  private let entrant: Entrant
  private let stage: Stage

  init(_ plan: ExplorationPlan, _ entrant: Entrant, on stage: Stage) {
    self.plan = plan
    self.entrant = entrant
    self.stage = stage
  }

  /// A run with what it was held against.
  private struct Passage {
    var run: TracedRun
    let contents: PublishedContents
    let split: UInt64?
    /// A second run under the same conditions, where there was time for one.
    var another: TracedRun?

    var kindAtEnd: Kind { run.states[run.end.state].kind }

    /// Whether the updater said that it was done, and the target is the new content.
    var hasPublished: Bool {
      guard run.ending == .exited(status: 0),
        case .content(let digest, _) = run.states[run.end.state].observation
      else { return false }
      return contents.library.stableContent(digest) == .b
    }
  }

  /// Where a run takes place; a second one can be under way while the first one settles.
  private enum Place: Int, CaseIterable {
    case first
    case second
  }

  /// Makes the contents and runs the updater as often as it takes.
  func explore(executable: String) throws -> Exploration {
    try stage.build(Place.allCases.map { _ in plan.subject })
    let maker = ContentMaker(stage: stage, executable: executable)
    try maker.makeSources(plan.contents)
    let contents = try PublishedContents(signedFor: entrant, by: maker)
    let (passage, mishandles) = try passage(contents)
    try checkProgram(passage.run)
    var exploration = exploration(of: passage)
    exploration.mishandlesShortWrites = mishandles
    if let another = try unblocked(&exploration.limits, { try another(after: passage) }) {
      var second = passage
      second.run = another
      var other = self.exploration(of: second)
      other.mishandlesShortWrites = mishandles
      // What counts is the run that shows more: a finding is final.
      if Self.weight(judgement(on: other).verdict) > Self.weight(judgement(on: exploration).verdict)
      {
        swap(&exploration, &other)
      }
      exploration.again = Exploration.Repetition(of: exploration, by: other)
    }
    exploration.judgement = judgement(on: exploration)
    return exploration
  }

  private func judgement(on exploration: Exploration) -> Judgement {
    ExplorationJudge.judgement(on: exploration, requiring: plan.required)
  }

  /// How much a verdict has to say, as of several together.
  private static func weight(_ verdict: Verdict) -> Int {
    switch verdict {
    case .pass: 0
    case .inconclusive: 1
    case .fail: 2
    }
  }

  /// The run that counts, and whether the program has mishandled writes that were cut.
  private func passage(_ contents: PublishedContents) throws -> (Passage, mishandles: Bool) {
    var found = try cutAndWhole(contents)
    guard !found.0.hasPublished, found.0.run.ending == .exited(status: 0),
      found.0.kindAtEnd != .stable,
      let learned = try unblocked(
        &found.0.run.limits, { try contents.learned(from: entrant, number: 0, on: stage) })
    else { return found }
    return try unblocked(&found.0.run.limits) { try cutAndWhole(learned) } ?? found
  }

  /// What another run gives; nil where what the updater has left keeps it from being made, which is a limit of what was
  /// explored before: that is not lost with it.
  private func unblocked<Result>(
    _ limits: inout [ExplorationLimit], _ body: () throws -> Result?
  ) throws -> Result? {
    do {
      return try body()
    } catch let blocked as StageBlocked {
      limits.append(ExplorationLimit(.notRepeated, detail: stage.withoutRoot(blocked.text)))
      return nil
    }
  }

  /// A run in which writes are cut; one in which they are not, if that alone publishes the new content.
  private func cutAndWhole(_ contents: PublishedContents) throws -> (Passage, mishandles: Bool) {
    let cut = try pass(contents, split: plan.split.bytes)
    guard !cut.hasPublished, cut.run.wasCut else { return (cut, false) }
    var found = cut
    guard let whole = try unblocked(&found.run.limits, { try pass(contents, split: nil) }) else {
      return (found, false)
    }
    return whole.hasPublished ? (whole, true) : (cut, false)
  }

  private func pass(_ contents: PublishedContents, split: UInt64?) throws -> Passage {
    let begun = try begin(in: .first, contents, split: split, settle: plan.settle)
    var another: TracedRun?
    var limits: [ExplorationLimit] = []
    // Nobody is left but somebody outside, who is heard afterwards as well.
    let soFar = Passage(run: begun.updater.soFar, contents: contents, split: split)
    if begun.updater.isAlone, entrant.command?.isAttended != true, needsAnother(soFar) {
      do {
        another = try unblocked(&limits) { try second(after: soFar) }
      } catch {
        begun.updater.release()
        throw error
      }
    }
    var run = try finish(begun, in: .first)
    run.limits += limits
    return Passage(run: run, contents: contents, split: split, another: another)
  }

  /// The second run of a passage, if one is needed.
  private func another(after passage: Passage) throws -> TracedRun? {
    guard passage.another == nil, needsAnother(passage),
      !passage.run.limits.contains(where: { $0.kind == .notRepeated })
    else { return passage.another }
    return try second(after: passage)
  }

  private func second(after passage: Passage) throws -> TracedRun {
    // Where one process does one thing after the other nothing comes later that did not come the first time.
    let settle = passage.run.hadChoice ? plan.settle : TimeSpan(nanoseconds: 0)
    let begun = try begin(
      in: .second, passage.contents, split: passage.split, settle: settle)
    return try finish(begun, in: .second)
  }

  /// A run that has come to the updater's end, with what was set up for it.
  private struct Begun {
    let updater: RunningUpdater
    let swap: Swap
    let background: ProcessGroup?
  }

  private func begin(
    in place: Place, _ contents: PublishedContents, split: UInt64?, settle: TimeSpan
  ) throws -> Begun {
    let number = place.rawValue
    try stage.reset(number, to: contents.pathOfA, for: entrant.updater)
    if entrant.command != nil { try stage.makeNextSource(number, writer: 0, 1, .b) }
    let swap = stage.swap(
      of: number, entrant, writer: 0, source: 1, publishing: .b, copier: Copier(copyMethod),
      trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    let background = try attended { try entrant.command?.setUp(swap) }
    do {
      let names = PlaceNames(
        directory: PathCalls.parent(of: swap.target),
        named: [(swap.root, "{root}"), (swap.source, "{source}"), (stage.root, "{stage}")])
      let observer = try Observer(
        target: swap.target, root: swap.root, library: contents.library, names: names)
      let updater = try RunningUpdater(
        entrant, swap, observer, names,
        TracedRun.Conditions(split: split, settle: settle, timeout: plan.timeout))
      return Begun(updater: updater, swap: swap, background: background)
    } catch {
      background?.end()
      throw error
    }
  }

  private func finish(_ begun: Begun, in place: Place) throws -> TracedRun {
    defer { begun.background?.end() }
    let run = try begun.updater.settle()
    try attended { try entrant.command?.tearDown(begun.swap) }
    if entrant.command != nil { try stage.removeSource(place.rawValue, writer: 0, 1) }
    return run
  }

  private var copyMethod: CopyMethod { plan.subject.updater.strategy?.copy ?? .write }

  private func attended<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch let failure as CommandFailure {
      throw Failure(.unavailable, "\(plan.subject.name): \(stage.withoutRoot("\(failure)"))")
    }
  }

  /// A program that its shell cannot find or run is no finding, unless something was seen before.
  private func checkProgram(_ run: TracedRun) throws {
    guard let command = plan.subject.updater.command, command.shell != .none,
      [.exited(status: 126), .exited(status: 127)].contains(run.ending),
      run.states.allSatisfy({ $0.kind == .stable })
    else { return }
    throw Failure(
      .unavailable,
      "\(plan.subject.name): the updater ended with \(run.ending.text)"
        + (run.output.lastLine.map { ": \(stage.withoutRoot($0))" } ?? ""))
  }

  private func exploration(of passage: Passage) -> Exploration {
    let (run, library) = (passage.run, passage.contents.library)
    let hasFailed = run.ending != .exited(status: 0)
    let output = stage.withoutRoot(String(decoding: run.output.bytes, as: UTF8.self))
    return Exploration(
      subject: plan.subject,
      contents: Contents(
        a: ContentFacts(bytes: UInt64(library.a.count), xxh128: library.a.plain),
        b: ContentFacts(bytes: UInt64(library.b.count), xxh128: library.b.plain),
        learned: passage.contents.learned),
      ending: run.ending,
      failure: hasFailed ? run.output.lastLine.map(stage.withoutRoot) : nil,
      failureOutput: hasFailed && entrant.command != nil && !output.isEmpty ? output : nil,
      wallNanoseconds: run.wallNanoseconds, split: run.wasCut ? passage.split : nil,
      start: run.start, steps: run.steps, stepsAtEnd: run.stepsAtEnd, end: run.end,
      states: run.states, files: run.files, limits: run.limits)
  }

  /// Whether one run leaves open what a second one tells.
  private func needsAnother(_ passage: Passage) -> Bool {
    if passage.run.hadChoice { return true }
    let once = exploration(of: passage)
    var twice = once
    twice.again = Exploration.Repetition(isSame: true)
    // All is as it should be, if only the staging file's name is another one each time.
    return once.contracts[.staging] != .kept && twice.contracts[.staging] == .kept
  }
}
