import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// The life of a reader: look while the phase says so, be quiet when it does not.
struct ReaderProcess {
  let board: Board
  let slot: ReaderSlot
  let doorbell: Doorbell
  /// The target's path for each subject; the addresses live as long as the process.
  let targets: [UnsafePointer<CChar>]
  let libraries: [ContentLibrary]
  /// A planted defect: how many of the looks that it is asked for it makes before it leaves one out; nil for all.
  var looksBeforeSkip: Int?

  /// Looks by `reader` until the phase says stop. Returns the process's exit status.
  func run<Reader: TargetReader & ~Copyable>(_ reader: consuming Reader) -> Int32 {
    var recorder = Recorder(slot, board)
    var asked = 0
    var word = PhaseWord(rawValue: board.phase.value)
    while true {
      switch word.command {
      case .stop: return 0
      case .wait:
        reader.letGo()
        rest(under: word)
      case .go:
        begin(&reader, &recorder)
        look(&reader, &recorder, target: targets[board.facts.pointee.subject], while: word)
      case .once:
        begin(&reader, &recorder)
        if asked != looksBeforeSkip { lookOnce(&reader, &recorder) }
        asked += 1
        rest(under: word)
      }
      word = PhaseWord(rawValue: board.phase.value)
    }
  }

  private func begin<Reader: TargetReader & ~Copyable>(
    _ reader: inout Reader, _ recorder: inout Recorder
  ) {
    let facts = board.facts.pointee
    reader.compare(with: libraries[facts.subject])
    recorder.begin(facts)
  }

  /// The look that a word asks for. What has been counted answers it, so that a look that got lost on the way to
  /// the counts is missed (see `RollCall`).
  private func lookOnce<Reader: TargetReader & ~Copyable>(
    _ reader: inout Reader, _ recorder: inout Recorder
  ) {
    let before = slot.counts.looks
    let start = Clock.now()
    let sight = reader.look(at: targets[board.facts.pointee.subject])
    _ = recorder.record(sight, by: reader, from: start, to: Clock.now())
    slot.signals.pointee.answered.add(
      UInt32(truncatingIfNeeded: slot.counts.looks - before), ordering: .releasing)
  }

  /// The hot loop.
  private func look<Reader: TargetReader & ~Copyable>(
    _ reader: inout Reader, _ recorder: inout Recorder, target: UnsafePointer<CChar>,
    while word: PhaseWord
  ) {
    var start = Clock.now()
    while board.phase.value == word.rawValue {
      let sight = reader.look(at: target)
      // One reading of the clock ends this look and begins the next.
      let end = Clock.now()
      let again = recorder.record(sight, by: reader, from: start, to: end)
      start = end
      if again {
        // Nothing moves, and what is seen is not how it will stay: the writer needs the processor more.
        sched_yield()
        start = Clock.now()
      }
    }
  }

  private func rest(under word: PhaseWord) {
    slot.signals.pointee.acknowledged.store(word.rawValue, ordering: .releasing)
    doorbell.ring()
    board.phase.wait(while: word.rawValue)
  }
}
