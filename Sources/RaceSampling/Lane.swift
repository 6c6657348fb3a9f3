import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters

/// A subject or a control on its way through a race: what it needs, how far it is, and what was seen of it.
struct Lane {
  /// Its place among the race's entries, by which the board and the stage know it.
  let number: Int
  /// What is raced.
  let entry: Entrant
  /// Both contents as it publishes them.
  let published: PublishedContents
  var library: ContentLibrary { published.library }
  /// What was seen of it so far.
  var run: Run
  /// How its swaps are divided into rounds.
  var pace: Pace
  /// When its first round began.
  var epoch: UInt64?
  /// What its last round left at the target.
  var left: Digest?
  /// Where its signer fails, how its directories were before the last round.
  private var rollback: RollbackCheck?

  init(
    _ number: Int, _ entry: Entrant, _ published: PublishedContents, run: Run, pace: Pace
  ) {
    self.number = number
    self.entry = entry
    self.published = published
    self.run = run
    self.pace = pace
  }

  /// The stable content with this digest; nil if it is none.
  func stableContent(_ digest: Digest?) -> StableContent? { library.stableContent(digest) }

  /// What the target holds, by its digest, before a round; nil where readers are to see it before it is put right. What
  /// the round before has left they have seen.
  func resting(_ digest: Digest?) -> StableContent? {
    guard published.takenFromEnd else { return stableContent(digest) }
    return digest != nil && digest == left ? .b : stableContent(digest)
  }

  /// Puts A in the target's place.
  mutating func reset(on stage: Stage) throws {
    try stage.reset(number, to: published.pathOfA, for: entry.updater)
    guard entry.mustRollBack else { return }
    rollback = try RollbackCheck(stage.directories(of: number, entry.subject))
  }

  /// Looks into what several writers' swaps find and leave.
  func inspector(on stage: Stage, _ scout: Scout) -> Inspector {
    Inspector(number, entry, on: stage, library: library, scout: scout)
  }

  /// Notes what looking into a round has shown.
  mutating func note(_ notes: [Inspector.Note], swaps: Int) {
    guard swaps > 0 else { return }
    for note in notes {
      run.inspections[note.contract, default: Inspection()].note(note.problem, swaps: swaps)
    }
  }

  /// Looks into what swaps that had to fail have left, one by each writer. What is not as it was is put right, so
  /// that the next swap answers for itself.
  mutating func checkRollback(after windows: [Window], on stage: Stage) throws {
    guard let rollback, !windows.isEmpty else { return }
    let problem = rollback.problem(
      succeeded: windows.contains { $0.failure == nil }, holdsA: left == library.a.digest)
    run.rollback?.note(problem, swaps: windows.count)
    if problem != nil { try reset(on: stage) }
  }
}
