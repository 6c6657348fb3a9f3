import RaceModel
import Synchronization
import Testing

@testable import RaceSampling

/// A reader that says it is quiet must have looked as often as it was asked to.
struct RollCallTests {
  private func rollCall(_ words: [PhaseWord.Command]) -> RollCall {
    var rollCall = RollCall()
    for word in words { rollCall.note(word) }
    return rollCall
  }

  private func board(answers: [UInt32]) throws -> Board {
    let board = try Board.prepared(readers: answers.count)
    for (index, count) in answers.enumerated() {
      board.reader(index).signals.pointee.answered.store(count, ordering: .relaxed)
    }
    return board
  }

  @Test("Only the looks that are asked for one by one are counted")
  func asked() throws {
    let words: [PhaseWord.Command] = [.once, .go, .once, .wait, .once, .stop]
    let refused = #expect(throws: Failure.self) {
      try rollCall(words).check(try board(answers: [2]), readers: 1)
    }
    #expect(refused?.status == .defect)
    #expect(refused?.message.hasPrefix("reader 0 made 2 of the 3 looks") == true)
    try rollCall(words).check(try board(answers: [3]), readers: 1)
  }

  @Test("Every reader and every glancer must have made them", arguments: [0, 1, 2])
  func each(_ late: Int) throws {
    var answers: [UInt32] = [1, 1, 1]
    answers[late] = 0
    let refused = #expect(throws: Failure.self) {
      try rollCall([.once]).check(try board(answers: answers), readers: 2)
    }
    #expect(refused?.message.hasPrefix("\(late < 2 ? "reader" : "glancer") \(late) ") == true)
  }

  @Test("A reader that was replaced may have looked twice")
  func more() throws { try rollCall([.once]).check(try board(answers: [2, 1]), readers: 2) }

  @Test("Nothing asked, nothing owed; clearing a slot forgets its answers")
  func nothing() throws {
    let board = try board(answers: [5])
    board.reader(0).clear()
    try rollCall([]).check(board, readers: 1)
    #expect(throws: Failure.self) { try rollCall([.once]).check(board, readers: 1) }
  }
}
