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
  let plan: ExplorationPlan
  let entrant: Entrant
  let stage: Stage
  /// What goes wrong after an updater's end, which costs nothing of what was seen.
  private let complaints: Complaints

  init(
    _ plan: ExplorationPlan, _ entrant: Entrant, on stage: Stage, _ complaints: Complaints
  ) {
    self.complaints = complaints
    self.plan = plan
    self.entrant = entrant
    self.stage = stage
  }

  /// A run with what it was held against.
  struct Passage {
    var run: TracedRun
    var contents: PublishedContents
    let split: UInt64?
    /// Whether the new content is what was there at the end.
    var takesEnd = false

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
    let maker = ContentMaker(stage: stage, executable: executable, patience: plan.timeout)
    try maker.makeSources(plan.contents, limit: plan.sizeLimit)
    let contents = try PublishedContents(signedFor: entrant, by: maker)
    let (passage, mishandles) = try passage(contents)
    try checkProgram(passage.run)
    var exploration = exploration(of: passage)
    exploration.mishandlesShortWrites = mishandles
    var last = passage
    if let second = try unblocked(&exploration.limits, { try another(after: passage) }) {
      last = second
      var other = self.exploration(of: second)
      other.mishandlesShortWrites = mishandles
      // What counts is the run that shows more: a finding is final.
      if verdictWeight(of: other) > verdictWeight(of: exploration) {
        swap(&exploration, &other)
      }
      exploration.again = Exploration.Repetition(of: exploration, by: other)
      if let step = exploration.firstOtherChange(than: other) {
        exploration.limits.append(.stepsDiffer(step: step))
      }
    }
    if judgement(on: exploration).verdict == .pass {
      // What keeps it from being made costs nothing of what this one has shown.
      var unmade: [ExplorationLimit] = []
      let shown = try unblocked(&unmade, { try nextSwap(after: last) })
      exploration.nextSwap = shown ?? unmade.first?.text
    }
    if let text = stage.excess { exploration.limits.insert(.init(.sizeLimit, detail: text), at: 0) }
    exploration.judgement = judgement(on: exploration)
    return exploration
  }

  /// How much the verdict on a run has to say.
  func verdictWeight(of exploration: Exploration) -> Int {
    Self.weight(judgement(on: exploration).verdict)
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
    if stage.excess != nil { return found }
    if !found.0.hasPublished, found.0.run.ending == .exited(status: 0),
      found.0.kindAtEnd == .stable
    {
      // It may have written another name, which the rehearsal says.
      _ = try unblocked(
        &found.0.run.limits,
        {
          try contents.learned(from: entrant, number: 0, on: stage, within: plan.timeout)
        })
    }
    guard !found.0.hasPublished, found.0.run.ending == .exited(status: 0),
      found.0.kindAtEnd != .stable,
      let learned = try unblocked(
        &found.0.run.limits,
        {
          try contents.learned(from: entrant, number: 0, on: stage, within: plan.timeout)
        })
    else { return found }
    return try unblocked(&found.0.run.limits) { try cutAndWhole(learned) } ?? found
  }

  /// What another run gives; nil where what the updater has left keeps it from being made, which is a limit of what was
  /// explored before: that is not lost with it.
  func unblocked<Result>(
    _ limits: inout [ExplorationLimit], _ body: () throws -> Result?
  ) throws -> Result? {
    do {
      return try body()
    } catch let blocked as StageBlocked {
      limits.append(ExplorationLimit(.notRepeated, detail: stage.withoutRoot(blocked.text)))
      return nil
    } catch let failure as Failure where stage.excess != nil && failure.status == .inconclusive {
      // The limit of what the updater may write says so.
      return nil
    }
  }

  /// A run in which writes are cut; one in which they are not, if that alone publishes the new content.
  private func cutAndWhole(_ contents: PublishedContents) throws -> (Passage, mishandles: Bool) {
    let cut = try pass(contents, split: plan.split.bytes)
    guard !cut.hasPublished, cut.run.wasCut, stage.excess == nil else { return (cut, false) }
    var found = cut
    guard let whole = try unblocked(&found.run.limits, { try pass(contents, split: nil) }) else {
      return (found, false)
    }
    guard whole.hasPublished else { return (found, false) }
    // What notices the short write and says so takes it for what it is.
    let mishandles = cut.run.ending == .exited(status: 0)
    return (cut.run.showsMoreThanItsResult ? cut : whole, mishandles)
  }

  /// The second run of a passage, if one is needed. In the same place, since the updater may write its paths into what
  /// it publishes.
  private func another(after passage: Passage) throws -> Passage? {
    guard stage.excess == nil, needsAnother(passage),
      !passage.run.limits.contains(where: { $0.kind == .notRepeated })
    else { return nil }
    let begun = try begin(passage.contents, split: passage.split, settle: plan.settle)
    // Where no process is left nothing comes any more; what comes from outside the first run has waited for.
    let run = try finish(
      begun, isOver: begun.updater.isAlone && entrant.command?.isAttended != true)
    var again = try takingEnd(
      Passage(run: run, contents: passage.contents, split: passage.split))
    // The same end as before is known by now, and was taken all the same.
    again.takesEnd = again.takesEnd || passage.takesEnd
    return again
  }

  /// A run that has come to the updater's end, with what was set up for it.
  struct Begun {
    let updater: RunningUpdater
    let swap: Swap
    let background: ProcessGroup?
    /// The target's file before the first step.
    let first: FileIdentity?
    /// Whether what set-up has started could store into it then.
    let isStorable: Bool
    /// Watches over the source that the command does not name; nil where it names one.
    let source: SourceWatch?
  }

  /// - Parameter content: what is published; A over what the run before has left.
  func begin(
    _ contents: PublishedContents, split: UInt64?, settle: TimeSpan,
    publishing content: StableContent = .b
  ) throws -> Begun {
    if content == .b { try stage.reset(0, to: contents.pathOfA, for: entrant.updater) }
    if entrant.command != nil { try stage.makeNextSource(0, writer: 0, content) }
    let swap = stage.swap(
      of: 0, entrant, writer: 0, publishing: content, copier: Copier(copyMethod),
      trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    let background = try attended { try entrant.command?.setUp(swap) }
    do {
      let names = PlaceNames(
        directory: PathCalls.parent(of: swap.target),
        named: [
          (swap.root, "{root}"), (swap.source, "{source}"),
          (stage.temporaryDirectory(0), PlaceNames.temporary), (stage.root, "{stage}"),
        ])
      let observer = try Observer(
        target: swap.target, root: swap.root, library: contents.library, names: names,
        mayBeLeased: entrant.command?.isAttended == true, slot: stage.watchdog?.slot(0) ?? .none,
        copies: try copies())
      let first = observer.target
      let isStorable = canOthersStore(into: [first])
      let source = editsInPlace ? try SourceWatch(swap.source) : nil
      let updater = try RunningUpdater(
        entrant, swap, observer, names,
        TracedRun.Conditions(split: split, settle: settle, timeout: plan.timeout))
      return Begun(
        updater: updater, swap: swap, background: background, first: first, isStorable: isStorable,
        source: source)
    } catch {
      background?.end()
      throw error
    }
  }

  /// - Parameter isOver: whether nothing can change any more, so that it need not settle.
  func finish(_ begun: Begun, isOver: Bool = false) throws -> TracedRun {
    defer { begun.background?.end() }
    var run = try begun.updater.settle(isOver: isOver)
    run.tookSource = begun.source?.wasTaken == true
    let now = stat(of: begun.swap.target).map { FileIdentity($0) }
    if begun.isStorable || canOthersStore(into: [begun.first, now]) {
      run.limits.append(.unobservedStores(step: 0))
    }
    do {
      try attended { try entrant.command?.tearDown(begun.swap) }
    } catch let failure as Failure {
      complaints.add(failure)
    }
    // What is in the way of that is in the way of another run as well, and says so there.
    if entrant.command != nil { _ = try unblocked(&run.limits) { try stage.removeSources(of: 0) } }
    return run
  }

  /// Whether processes that set-up has started can store into one of these files. They are the guardian's, as this one is.
  private func canOthersStore(into files: [FileIdentity?]) -> Bool {
    entrant.command?.isAttended == true
      && OutsideMappings.canStore(into: files.compactMap(\.self), below: getppid())
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

  func exploration(of passage: Passage) -> Exploration {
    let (run, library) = (passage.run, passage.contents.library)
    let hasFailed = run.ending != .exited(status: 0)
    let output = stage.withoutRoot(String(decoding: run.output.bytes, as: UTF8.self))
    return Exploration(
      subject: plan.subject,
      contents: Contents(
        a: ContentFacts(bytes: UInt64(library.a.count), xxh128: library.a.plain),
        b: ContentFacts(bytes: UInt64(library.b.count), xxh128: library.b.plain),
        learned: passage.contents.learned, takenFromEnd: passage.takesEnd),
      ending: run.ending,
      failure: hasFailed ? run.output.lastLine.map(stage.withoutRoot) : nil,
      failureOutput: hasFailed && entrant.command != nil && !output.isEmpty ? output : nil,
      wallNanoseconds: run.wallNanoseconds, split: run.wasCut ? passage.split : nil,
      start: run.start, steps: run.steps, stepsAtEnd: run.stepsAtEnd, end: run.end,
      states: run.states, files: run.files, waits: run.waits, limits: run.limits)
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
