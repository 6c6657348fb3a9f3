import RaceModel
import RaceStage
import RaceSystem
import Synchronization

/// How a coordinator has writers do their work.
extension Coordinator {
  /// Has done what the user wants done before a swap, if anything. Readers wait meanwhile.
  /// - Returns: what the first writer is to publish.
  mutating func prepare(
    _ subject: Int, resting: StableContent
  ) throws -> StableContent {
    guard lanes[subject].entry.command?.spec.setup != nil else { return resting.other }
    try attend(.setUp, subject, resting.other)
    guard let content = lanes[subject].stableContent(digest(subject)) else {
      throw holdsNeither(subject, after: "--setup")
    }
    return content.other
  }

  /// Has done what the user wants done after a swap, and ends what was left of what came before it.
  mutating func conclude(_ subject: Int, _ content: StableContent) throws {
    try attend(.tearDown, subject, content)
    let wasStable = lanes[subject].stableContent(lanes[subject].left) != nil
    lanes[subject].left = digest(subject)
    guard wasStable && lanes[subject].stableContent(lanes[subject].left) == nil else { return }
    throw holdsNeither(subject, after: "--teardown")
  }

  private func holdsNeither(_ subject: Int, after flag: String) -> EarlyEnd {
    let failure = Failure(
      .unavailable,
      "\(lanes[subject].run.subject.name): after \(flag) the target holds neither content; it may put one of "
        + "them back, and nothing else")
    return EarlyEnd(failure: failure, isMisuse: true)
  }

  /// Has the first writer run a command of the user's beside the swaps.
  private mutating func attend(
    _ task: WriterSlot.Orders.Task, _ subject: Int, _ content: StableContent
  ) throws {
    board.facts.pointee = facts(subject, deadline: 0)
    let writer = board.writer(0)
    writer.orders.pointee = WriterSlot.Orders(task: task, quota: 0, publishes: content)
    writer.assignment.set(writer.assignment.value &+ 1)
    try crew.wait { writer.isDone }
    if let trouble = try writersTrouble(subject) { throw trouble }
  }

  /// Has each of the subject's writers make `quota` swaps, and waits for all.
  /// - Returns: why one of them cannot go on; nil where all can. What they have done so far stands.
  mutating func swap(_ quota: Int, publishing content: StableContent) throws -> Failure? {
    let role = lanes[board.facts.pointee.subject].entry.role
    for index in 0..<plan.writers(for: role) {
      let writer = board.writer(index)
      // Writers that publish the same content at the same time could not be told apart.
      writer.orders.pointee = WriterSlot.Orders(
        task: .swap, quota: quota, publishes: index % 2 == 0 ? content : content.other)
      writer.assignment.set(writer.assignment.value &+ 1)
    }
    if plan.scenario.rendezvous { try conduct() }
    let board = self.board
    try crew.wait { (0..<board.writerCount).allSatisfy { board.writer($0).isDone } }
    return try writersTrouble(board.facts.pointee.subject)
  }

  /// Why a writer cannot go on; nil where all can.
  private func writersTrouble(_ subject: Int) throws(Failure) -> Failure? {
    for index in 0..<board.writerCount {
      guard let trouble = board.writer(index).trouble.text else { continue }
      if trouble == Scout.lateFailure.message { throw Scout.lateFailure }
      let what = "\(lanes[subject].run.subject.name): \(trouble)"
      let isFull = ["(ENOSPC)", "(EDQUOT)"].contains { trouble.contains($0) }
      if isFull { return Failure(.cannotWrite, "\(what); \(Room.advice)") }
      return Failure(trouble.contains("(EFBIG)") ? .cannotWrite : .unavailable, what)
    }
    return nil
  }

  /// Swaps that all writers have begun in this round.
  var swapsOfRound: Int {
    (0..<board.writerCount).reduce(0) {
      $0 + Int(board.writer($1).signals.pointee.windows.load(ordering: .acquiring))
    }
  }

  /// Lets the writers pass their checkpoints one at a time, in turn, and all readers look once at each.
  private mutating func conduct() throws {
    let board = self.board
    while true {
      for index in 0..<board.writerCount {
        let writer = board.writer(index)
        try crew.wait { writer.isDone || writer.isAtCheckpoint }
        if writer.isDone { continue }
        try crew.command(.once)
        writer.resumed.set(writer.signals.pointee.arrived.load(ordering: .acquiring))
        // The next writer moves only once this one has stopped again.
        try crew.wait { writer.isDone || writer.isAtCheckpoint }
      }
      if (0..<board.writerCount).allSatisfy({ board.writer($0).isDone }) { return }
    }
  }
}
