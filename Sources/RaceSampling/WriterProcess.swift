import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters

/// The life of a writer: swap when the coordinator says so, note each swap's window, and look into what it leaves.
final class WriterProcess {
  private let board: Board
  private let slot: WriterSlot
  private let number: Int
  private let doorbell: Doorbell
  private let plan: RacePlan
  private let stage: Stage
  private let published: [PublishedContents]
  private let scout: Scout
  /// One for each subject that this writer has swapped.
  private var inspectors: [Int: Inspector] = [:]
  /// What the last setup has left in the background.
  private var background: ProcessGroup?
  /// What this writer has made last for each subject's command, if no swap has had it yet.
  private var unused: [Int: StableContent] = [:]

  /// Pieces of a copy in rendezvous mode, with a look by every reader behind each.
  private static let rendezvousPieces = 4

  init(
    _ number: Int, board: Board, doorbell: Doorbell, plan: RacePlan, stage: Stage,
    published: [PublishedContents]
  ) {
    self.board = board
    self.slot = board.writer(number)
    self.number = number
    self.doorbell = doorbell
    self.plan = plan
    self.stage = stage
    self.published = published
    scout = Scout(stage.watchdog?.slot(number + 1) ?? .none)
  }

  /// Carries assignments out until the process is ended from outside.
  func run() -> Never {
    var assignment: UInt32 = 0
    while true {
      slot.assignment.wait(while: assignment)
      assignment = slot.assignment.value
      carryOut(slot.orders.pointee)
      if scout.wasLate { slot.trouble.write(Scout.lateFailure.message) }
      slot.signals.pointee.done.store(assignment, ordering: .releasing)
      doorbell.ring()
    }
  }

  private func carryOut(_ orders: WriterSlot.Orders) {
    let subject = board.facts.pointee.subject
    switch orders.task {
    case .setUp: attempt { try setUp(subject, orders.publishes) }
    case .tearDown: attempt { try tearDown(subject, orders.publishes) }
    case .swap:
      swap(subject, orders)
      if plan.planted == .lateDamage { truncate(stage.targetPath(subject), 1) }
    }
  }

  /// Has the coordinator end the race where something fails that is no finding about the updater.
  private func attempt(_ body: () throws -> Void) {
    do {
      try body()
    } catch {
      slot.trouble.write(stage.withoutRoot("\(error)"))
      if let failure = error as? CommandFailure { slot.output.write(failure.output) }
    }
  }

  private func setUp(_ subject: Int, _ content: StableContent) throws {
    guard let command = plan.entries[subject].command else { return }
    if let late = inspectors[subject]?.lateChange() {
      slot.inspection(late.contract).note(late.problem)
    }
    try makeSource(subject, content)
    background = try command.setUp(makeSwap(subject, content))
    inspectors[subject]?.forget()
  }

  private func tearDown(_ subject: Int, _ content: StableContent) throws {
    defer {
      background?.end()
      background = nil
    }
    guard let command = plan.entries[subject].command, command.spec.teardown != nil else { return }
    try command.tearDown(makeSwap(subject, content))
    inspectors[subject]?.forget()
  }

  /// Makes the next content for a command, unless it is there already: what a round has left unused is gone.
  private func makeSource(_ subject: Int, _ content: StableContent) throws {
    guard plan.entries[subject].command != nil else { return }
    if unused[subject] == content, stage.hasSource(subject, writer: number, content) { return }
    try stage.makeNextSource(subject, writer: number, content)
    unused[subject] = content
  }

  private func swap(_ subject: Int, _ orders: WriterSlot.Orders) {
    let facts = board.facts.pointee
    var content = orders.publishes
    var expected: Rest? = .stable(content.other)
    for place in 0..<min(orders.quota, Board.windowLimit) {
      if facts.deadline != 0 && Clock.now() >= facts.deadline { return }
      let isAlone = plan.writers(for: plan.entries[subject].role) == 1
      let inspector = isAlone ? inspector(subject) : nil
      if let inspector {
        // Whatever the swap before has lost, so that each answers for itself.
        Stage.mark(stage.targetPath(subject))
        let (rest, late) = inspector.begin()
        if let late { slot.inspection(late.contract).note(late.problem) }
        // Somebody has published in between: then the order in which readers see things says nothing.
        if rest != expected { slot.signals.pointee.disordered.store(1, ordering: .releasing) }
        switch rest {
        case .stable(let resting): content = resting.other
        // Nobody could tell what comes next from what is there already.
        case .other where place > 0: return
        case .other, nil: break
        }
      }
      do {
        if board.writerCount == 1 { try stage.clearTemporary(subject) }
        try makeSource(subject, content)
      } catch {
        slot.trouble.write(stage.withoutRoot("\(error)"))
        return
      }
      unused[subject] = nil
      let watch = published[subject].takenFromEnd ? watch(subject, content) : nil
      let window = slot.window(place)
      let succeeded = swap(subject, publishing: content, window: window, place: place)
      if let inspector {
        let left = inspector.conclude(
          publishing: content, succeeded: succeeded, tookSource: watch?.wasTaken == true)
        (window.head.pointee.rest, window.head.pointee.taken) = (left.rest, left.taken)
        expected = left.rest
        if left.rest == .stable(content) {
          slot.signals.pointee.settled.store(UInt32(place + 1), ordering: .releasing)
        }
        for note in left.notes { slot.inspection(note.contract).note(note.problem) }
      } else if succeeded {
        content = content.other
      }
    }
  }

  /// Watches over the source that the subject's command does not name.
  private func watch(_ subject: Int, _ content: StableContent) -> SourceWatch? {
    do {
      return try SourceWatch(stage.nextSource(subject, writer: number, content))
    } catch {
      slot.trouble.write(stage.withoutRoot("\(error)"))
      return nil
    }
  }

  private func inspector(_ subject: Int) -> Inspector {
    if let inspector = inspectors[subject] { return inspector }
    let inspector = Inspector(
      subject, plan.entries[subject], on: stage, library: published[subject].library, scout: scout,
      takesEnds: published[subject].takenFromEnd)
    inspectors[subject] = inspector
    return inspector
  }

  /// Makes one swap. Returns whether the updater says that it succeeded.
  private func swap(
    _ subject: Int, publishing content: StableContent, window: WindowRecord, place: Int
  ) -> Bool {
    let swap = makeSwap(
      subject, content,
      SwapTrace(enter: { self.enter($0, of: window) }, checkpoint: checkpoint))
    swap.enterTemporary()
    window.head.pointee.publishes = content
    window.head.pointee.start = Clock.now()
    slot.signals.pointee.windows.store(UInt32(place + 1), ordering: .releasing)
    checkpoint()
    do {
      try plan.entries[subject].updater.swap(swap)
      if !window.isClosed { window.finish(at: Clock.now(), failure: nil) }
      return true
    } catch {
      window.finish(at: Clock.now(), failure: stage.withoutRoot("\(error)"))
      if let failure = error as? CommandFailure, slot.output.text == nil {
        slot.output.write(failure.output)
      }
      return false
    }
  }

  private func makeSwap(
    _ subject: Int, _ content: StableContent,
    _ trace: SwapTrace = SwapTrace(enter: { _ in }, checkpoint: {})
  ) -> Swap {
    let entry = plan.entries[subject]
    return stage.swap(
      of: subject, entry, writer: number, publishing: content,
      copier: Copier(
        entry.subject.updater.strategy?.copy ?? .write,
        pieces: plan.scenario.rendezvous ? Self.rendezvousPieces : nil), trace: trace)
  }

  private func enter(_ phase: Phase, of window: WindowRecord) {
    let now = Clock.now()
    window.mark(phase, at: now)
    if plan.planted == .windowClosesEarly && phase == .publish {
      window.finish(at: now, failure: nil)
    }
  }

  /// In rendezvous mode, stops until the coordinator has let every reader look.
  private func checkpoint() {
    guard plan.scenario.rendezvous else { return }
    let number = slot.signals.pointee.arrived.load(ordering: .relaxed) &+ 1
    let before = slot.resumed.value
    slot.signals.pointee.arrived.store(number, ordering: .releasing)
    doorbell.ring()
    var seen = before
    while seen != number {
      slot.resumed.wait(while: seen)
      seen = slot.resumed.value
    }
  }
}
