import RaceModel
import Synchronization

/// Counts the looks that readers are asked for one by one, and finds the reader that did not make them. Looks that
/// a reader makes of its own accord, while the phase word says go, are no answer.
struct RollCall {
  /// How many each reader was asked for since the slots were cleared.
  private var asked: UInt32 = 0

  /// Notes a word that all readers are given.
  mutating func note(_ command: PhaseWord.Command) {
    if command == .once { asked += 1 }
  }

  /// Holds each reader's looks against what was asked. A look that the environment spoiled is one. A reader that
  /// was replaced may have made one twice, so there may be more.
  /// - Parameter readers: slots from this one on belong to glancers.
  /// - Throws: `Failure` with status 70 for a reader that has made fewer.
  func check(_ board: Board, readers: Int) throws(Failure) {
    for index in 0..<board.readerCount {
      let answered = board.reader(index).signals.pointee.answered.load(ordering: .acquiring)
      guard answered < asked else { continue }
      throw Failure(
        .defect,
        "\(index < readers ? "reader" : "glancer") \(index) made \(answered) of the \(asked) looks that it was "
          + "asked for; its counts show nothing, please report it")
    }
  }
}
