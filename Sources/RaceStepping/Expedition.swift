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
    var contents: PublishedContents
    var split: UInt64?

    var kindAtEnd: Kind { run.states[run.end.state].kind }

    /// Whether the updater said that it was done, and the target is the new content.
    var hasPublished: Bool {
      guard run.ending == .exited(status: 0),
        case .content(let digest, _) = run.states[run.end.state].observation
      else { return false }
      return contents.library.stableContent(digest) == .b
    }
  }

  /// Makes the contents and runs the updater as often as it takes.
  func explore(executable: String) throws -> Exploration {
    try stage.build([plan.subject])
    let maker = ContentMaker(stage: stage, executable: executable)
    try maker.makeSources(plan.contents)
    let contents = try PublishedContents(signedFor: entrant, by: maker)
    let (passage, mishandles) = try passage(contents)
    try checkProgram(passage.run)
    var exploration = exploration(of: passage)
    exploration.mishandlesShortWrites = mishandles
    if needsAnother(passage, exploration) {
      var another = passage
      // Where one process does one thing after the other, nothing comes later.
      another.run = try run(
        passage.contents, split: passage.split,
        settle: passage.run.hadChoice ? plan.settle : TimeSpan(nanoseconds: 0))
      var other = self.exploration(of: another)
      other.mishandlesShortWrites = mishandles
      // What counts is the run that shows more: a finding is final.
      if judgement(on: other).verdict == .fail && judgement(on: exploration).verdict != .fail
        || judgement(on: exploration).verdict == .pass && judgement(on: other).verdict != .pass
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

  /// The run that counts, and whether the program has mishandled writes that were cut.
  private func passage(_ contents: PublishedContents) throws -> (Passage, mishandles: Bool) {
    let split = plan.split.bytes
    var first = Passage(
      run: try run(contents, split: split, settle: plan.settle), contents: contents, split: split)
    if first.hasPublished { return (first, false) }
    if first.run.wasCut {
      let whole = Passage(
        run: try run(contents, split: nil, settle: plan.settle), contents: contents, split: nil)
      if whole.hasPublished { return (whole, true) }
    }
    guard first.run.ending == .exited(status: 0), first.kindAtEnd != .stable,
      let learned = try contents.learned(from: entrant, number: 0, on: stage)
    else { return (first, false) }
    first = Passage(
      run: try run(learned, split: split, settle: plan.settle), contents: learned, split: split)
    if first.hasPublished || !first.run.wasCut { return (first, false) }
    let whole = Passage(
      run: try run(learned, split: nil, settle: plan.settle), contents: learned, split: nil)
    return whole.hasPublished ? (whole, true) : (first, false)
  }

  private func run(
    _ contents: PublishedContents, split: UInt64?, settle: TimeSpan
  ) throws -> TracedRun {
    try stage.reset(0, to: contents.pathOfA, for: entrant.updater)
    if entrant.command != nil { try stage.makeNextSource(0, writer: 0, 1, .b) }
    let swap = stage.swap(
      of: 0, entrant, writer: 0, source: 1, publishing: .b, copier: Copier(copyMethod),
      trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    let background = try attended { try entrant.command?.setUp(swap) }
    defer { background?.end() }
    let names = PlaceNames(
      directory: PathCalls.parent(of: swap.target),
      named: [(swap.root, "{root}"), (swap.source, "{source}"), (stage.root, "{stage}")])
    let observer = try Observer(
      target: swap.target, root: swap.root, library: contents.library, names: names)
    let run = try TracedRun(
      entrant, swap, observer, names,
      TracedRun.Conditions(split: split, settle: settle, timeout: plan.timeout))
    try attended { try entrant.command?.tearDown(swap) }
    if entrant.command != nil { try stage.removeSource(0, writer: 0, 1) }
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
      "\(plan.subject.name): the updater \(run.ending.text)"
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
  private func needsAnother(_ passage: Passage, _ exploration: Exploration) -> Bool {
    if passage.run.hadChoice { return true }
    var repeated = exploration
    repeated.again = Exploration.Repetition(isSame: true)
    // All is as it should be, if only the staging file's name is another one each time.
    return exploration.contracts[.staging] != .kept && repeated.contracts[.staging] == .kept
  }
}
