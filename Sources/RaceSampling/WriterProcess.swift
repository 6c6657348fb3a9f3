import Glibc
import RaceModel
import RaceSystem
import RaceUpdaters

/// The life of a writer: swap when the coordinator says so, and note each swap's window.
struct WriterProcess {
  let board: Board
  let slot: WriterSlot
  let doorbell: Doorbell
  let plan: RacePlan
  let stage: Stage

  /// Pieces of a copy in rendezvous mode, with a look by every reader behind each.
  private static let rendezvousPieces = 4

  /// Carries assignments out until the process is ended from outside.
  func run() -> Never {
    var assignment: UInt32 = 0
    while true {
      slot.assignment.wait(while: assignment)
      assignment = slot.assignment.value
      carryOut(slot.orders.pointee.quota)
      slot.signals.pointee.done.store(assignment, ordering: .releasing)
      doorbell.ring()
    }
  }

  private func carryOut(_ quota: Int) {
    let facts = board.facts.pointee
    var publishesB = slot.orders.pointee.publishesB
    for place in 0..<min(quota, Board.windowLimit) {
      if facts.deadline != 0 && Clock.now() >= facts.deadline { return }
      if swap(facts.subject, publishesB: publishesB, window: slot.window(place), place: place) {
        publishesB.toggle()
      }
    }
    if plan.planted == .lateDamage { truncate(stage.targetPath(facts.subject), 1) }
  }

  /// Makes one swap. Returns whether the updater says that it succeeded.
  private func swap(_ subject: Int, publishesB: Bool, window: WindowRecord, place: Int) -> Bool {
    let entry = plan.entries[subject]
    let swap = stage.swap(
      of: subject, entry.subject, publishesB: publishesB,
      copier: Copier(
        entry.subject.updater.strategy?.copy ?? .write,
        pieces: plan.scenario.rendezvous ? Self.rendezvousPieces : nil),
      signer: entry.signer,
      trace: SwapTrace(enter: { enter($0, of: window) }, checkpoint: checkpoint))
    window.head.pointee.start = Clock.now()
    slot.signals.pointee.windows.store(UInt32(place + 1), ordering: .releasing)
    checkpoint()
    do {
      try entry.updater.swap(swap)
      if !window.isClosed { window.finish(at: Clock.now(), failure: nil) }
      return true
    } catch {
      window.finish(at: Clock.now(), failure: stage.withoutRoot("\(error)"))
      return false
    }
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
