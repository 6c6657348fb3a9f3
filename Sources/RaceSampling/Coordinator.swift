import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters
import Synchronization

/// Runs a race on its stage: prepares it, leads readers and writers through the rounds, and gathers what they
/// have seen. Lives in a process of its own below the guardian.
struct Coordinator {
  let plan: RacePlan
  let board: Board
  private let doorbell: Doorbell
  private let stage: Stage
  private let scout: Scout
  var crew: Crew
  var lanes: [Lane]
  /// When the first round of all began.
  private var raceBegan: UInt64 = 0
  /// From the first fork to the last reader's first look, in nanoseconds.
  private var startUp: UInt64 = 0
  /// Rounds so far.
  private var roundNumber: UInt32 = 0
  /// What is still open, and how often the counts were judged for that.
  private var docket: Docket

  init(_ plan: RacePlan, board: Board, stage: Stage, executable: String) throws {
    self.plan = plan
    self.board = board
    self.stage = stage
    docket = Docket(confidence: plan.scenario.confidence)
    scout = Scout(stage.watchdog?.slot(0) ?? .none)
    doorbell = try Doorbell()
    try stage.build(plan.entries.map(\.subject))
    let maker = ContentMaker(
      stage: stage, executable: executable, patience: plan.scenario.preparationLimit,
      learning: plan.scenario.learningLimit, whole: plan.scenario.wholePreparationLimit)
    try maker.makeSources(
      plan.scenario.contents, limit: plan.scenario.sizeLimit, besides: plan.copies)
    let published = try PublishedContents.make(
      for: plan.entries, seenBy: plan.scenario.reader, writers: plan.scenario.writers, by: maker,
      refusesFailure: plan.scenario.goesOnUntilDecided)
    crew = try Crew(plan, board, doorbell, stage, published)
    // Controls are raced as the subjects are, so that what is seen of them says something about those.
    let oneByOne =
      plan.entries.contains { $0.mustRollBack || $0.command?.isAttended == true }
      || published.contains(where: \.takenFromEnd)
    lanes = try plan.entries.indices.map { number in
      let (entry, contents) = (plan.entries[number], published[number])
      return Lane(
        number, entry, contents, run: try Harvest.emptyRun(entry, contents, plan, stage),
        pace: Pace(
          plan.scenario.extent, rendezvous: plan.scenario.rendezvous, oneByOne: oneByOne))
    }
  }

  /// Races all subjects, in rounds, to their ends.
  mutating func race(_ complaints: Complaints) throws -> RaceOutcome {
    for subject in lanes.indices { try lanes[subject].reset(on: stage) }
    try start()
    raceBegan = Clock.now()
    var judgements: Int?
    do {
      try rounds()
      for subject in lanes.indices { try lookAgain(subject) }
    } catch {
      complaints.add(try earlyEnd(error))
    }
    if let damage = stage.damage?.failure(on: stage) {
      complaints.add(Failure(damage.status, "the race was disturbed: \(damage.message)"))
    }
    if case .untilDecided = plan.scenario.extent { judgements = max(1, docket.judgements) }
    if let excess = stage.excess {
      for subject in lanes.indices { lanes[subject].run.excess = excess }
    }
    crew.announce(.stop)
    let runs = lanes.map(\.run)
    for run in runs {
      if let broken = run.brokenSum {
        throw Failure(.defect, "\(run.subject.name): \(broken.field): \(broken.problem)")
      }
    }
    return RaceOutcome(
      runs: runs, judgements: judgements, startMilliseconds: Double(startUp) / 1e6)
  }

  /// What has kept the race from going on, where something was raced by then: that is not lost with it.
  /// - Throws: the failure where nothing was, or where it says that counts show nothing.
  private func earlyEnd(_ error: any Error) throws -> Failure {
    let failure: Failure
    var isMisuse = false
    if let damage = stage.damage {
      failure = damage.failure(on: stage)
    } else {
      isMisuse = (error as? EarlyEnd)?.isMisuse == true
      switch error {
      case let early as EarlyEnd: failure = early.failure
      case let known as Failure: failure = known
      case let blocked as StageBlocked: failure = blocked.failure(on: stage)
      case let error as SystemCallError: failure = stage.failure(error, of: .race)
      default: throw error
      }
    }
    guard failure.status != .defect, !isMisuse, lanes.contains(where: { !$0.run.windows.isEmpty })
    else {
      throw failure
    }
    return Failure(failure.status, "the race ended early: \(failure.message)")
  }

  /// Rounds of all in turn, to the end of each one's extent or until all is decided.
  private mutating func rounds() throws {
    let raced = lanes.indices.filter { $0 != plan.leftOut }
    guard case .untilDecided(let limit) = plan.scenario.extent else {
      while stage.excess == nil, raced.contains(where: { !lanes[$0].pace.finished }) {
        for subject in raced where stage.excess == nil && !lanes[subject].pace.finished {
          try round(subject)
        }
      }
      return
    }
    let end = raceBegan + limit.nanoseconds
    repeat {
      for subject in raced {
        for _ in 0..<lanes[subject].pace.roundsInTurn {
          guard Clock.now() < end, stage.excess == nil, !docket.isSettled(subject) else { break }
          try round(subject)
          docket.note(lanes[subject].run, of: subject)
        }
        if docket.hasNothingOpen(in: lanes.map(\.run)) { break }
      }
      docket.judge(lanes.map(\.run))
    } while !docket.isDecided && Clock.now() < end && stage.excess == nil
  }

  /// Forks everybody and waits until each reader has looked once.
  private mutating func start() throws {
    board.facts.pointee = facts(0, deadline: 0)
    let began = Clock.now()
    board.progress.pointee.started.store(began, ordering: .relaxed)
    let word = crew.announce(.once)
    try crew.muster()
    try crew.awaitQuiet(under: word)
    startUp = Clock.now() - began
    try crew.command(.wait)
    try crew.checkAnswers()
    crew.clearReaders()
  }

  func facts(
    _ subject: Int, resting: StableContent? = nil, deadline: UInt64
  ) -> RoundFacts {
    RoundFacts(
      subject: subject, acceptable: plan.acceptable(for: lanes[subject].entry.role),
      round: roundNumber, resting: resting, deadline: deadline)
  }

  /// A few swaps of one subject.
  private mutating func round(_ subject: Int) throws {
    var resting = lanes[subject].resting(digest(subject))
    lanes[subject].epoch = lanes[subject].epoch ?? Clock.now()
    if resting == nil {
      // Everybody sees what the target has come to, before it is put right.
      board.facts.pointee = facts(subject, deadline: 0)
      try crew.command(.once)
      try crew.command(.wait)
      try lanes[subject].reset(on: stage)
    } else if resting == .b, lanes[subject].published.takenFromEnd {
      // Its updater is given no source, so each swap begins with A.
      try lanes[subject].reset(on: stage)
      resting = .a
    } else {
      try lanes[subject].entry.updater.tidy(stage.targetPath(subject))
    }
    if lanes[subject].entry.command != nil { try stage.removeSources(of: subject) }
    try stage.clearTemporary(subject)
    roundNumber &+= 1
    let publishes = try prepare(subject, resting: resting ?? .a)
    let began = Clock.now()
    let quota = lanes[subject].pace.nextQuota
    board.facts.pointee = facts(
      subject, resting: publishes.other,
      deadline: lanes[subject].pace.deadline(from: began, raceBegan: raceBegan))
    let writers = plan.writers(for: lanes[subject].entry.role)
    let inspector = writers > 1 ? lanes[subject].inspector(on: stage, scout) : nil
    inspector?.beginRound()
    // Before the first swap and after the last one each reader looks once at rest: so both stable contents are
    // met, and what is still wrong after a window's end is late.
    try crew.command(.once)
    if !plan.scenario.rendezvous { crew.announce(.go) }
    let wentOff = Clock.now()
    let trouble = try swap(quota, publishing: publishes)
    let swapping = Clock.now() - wentOff
    try crew.command(.once)
    let raced = Clock.now() - began
    try crew.command(.wait)

    lanes[subject].left = digest(subject)
    if let inspector { lanes[subject].note(inspector.concludeRound(), swaps: swapsOfRound) }
    let round = try gather(subject, raced: raced)
    if let trouble { throw EarlyEnd(failure: trouble) }
    try lanes[subject].checkRollback(after: round.windows, on: stage)
    if lanes[subject].entry.command?.isAttended == true { try conclude(subject, publishes) }
    lanes[subject].pace.add(
      swaps: round.windows.count, writers: writers, nanoseconds: raced,
      swapping: swapping)
  }

  /// Has readers look once at a target that has changed since its last round, while others were raced: nobody
  /// swaps any more, so what is partial there is late.
  private mutating func lookAgain(_ subject: Int) throws {
    let digest = digest(subject)
    guard lanes[subject].stableContent(digest) == nil, digest != lanes[subject].left else { return }
    board.facts.pointee = facts(subject, deadline: 0)
    try crew.command(.once)
    try crew.command(.wait)
    _ = try gather(subject, raced: 0)
  }

  /// Takes what stands on the board over into the subject's run, and clears it. Returns the round.
  private mutating func gather(_ subject: Int, raced: UInt64) throws -> Run {
    if scout.wasLate { throw Scout.lateFailure }
    try crew.checkAnswers()
    let epoch = lanes[subject].epoch ?? 0
    var round = Harvest(
      board: board, readers: plan.scenario.readers, epoch: epoch,
      ends: TakenEnds(lanes[subject].published)
    )
    .run(like: lanes[subject].run)
    round.wallNanoseconds = raced
    if plan.planted == .lostCount { round.tally.reads -= 1 }
    try checkStage(after: round, of: lanes[subject].run)
    lanes[subject].run.merge(round)
    report(round, raced)
    crew.clearReaders()
    for index in 0..<board.writerCount { board.writer(index).clear() }
    return round
  }

  /// How long what cleans a stage away may take for it, in microseconds.
  private static let cleaning: UInt32 = 100_000

  /// Drops a round whose stage was cleaned away meanwhile: it says nothing of an updater. The first thing that is wrong
  /// with one may be what such a program has removed first, so it is given the time to go on.
  private func checkStage(after round: Run, of run: Run) throws(StageBlocked) {
    if zip(round.faults, run.faults).contains(where: { $0 && !$1 }) { usleep(Self.cleaning) }
    if let damage = stage.damage, damage.status == .inconclusive { throw damage }
  }

  /// The digest of what the target holds; nil where it cannot be read.
  func digest(_ subject: Int) -> Digest? {
    scout.digest(of: stage.targetPath(subject), comparing: lanes[subject].library)
  }

  private func report(_ round: Run, _ raced: UInt64) {
    let progress = board.progress
    progress.pointee.reads.add(round.tally.reads + round.tally.glances, ordering: .relaxed)
    progress.pointee.swaps.add(UInt64(round.windows.count), ordering: .relaxed)
    progress.pointee.raced.add(raced, ordering: .relaxed)
    let partial = lanes.reduce(0) { $0 + $1.run.distinctPartialStates }
    progress.pointee.partialStates.store(UInt64(partial), ordering: .relaxed)
  }
}
