import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem

/// The processes that a coordinator has forked: it waits for what they say on the board, and for their deaths.
struct Crew {
  private enum Post: Hashable {
    case reader(Int)
    case writer(Int)
  }

  private let board: Board
  private let doorbell: Doorbell
  private let plan: RacePlan
  private let stage: Stage
  private let published: [PublishedContents]
  private let targets: [UnsafePointer<CChar>]
  private let deaths: SignalEvents
  private var posts: [pid_t: Post] = [:]
  private var replacements = 0
  private var rollCall = RollCall()

  /// More deaths than this are no accidents.
  private static let replacementLimit = 1000

  init(
    _ plan: RacePlan, _ board: Board, _ doorbell: Doorbell, _ stage: Stage,
    _ published: [PublishedContents]
  ) throws {
    self.plan = plan
    self.board = board
    self.doorbell = doorbell
    self.stage = stage
    self.published = published
    targets = try plan.entries.indices.map { subject in
      guard let path = strdup(stage.targetPath(subject)) else { throw SystemCallError("strdup") }
      return UnsafePointer(path)
    }
    deaths = try SignalEvents([SIGCHLD])
  }

  /// Forks all readers, glancers and writers.
  mutating func muster() throws {
    for index in 0..<board.readerCount { try fork(.reader(index)) }
    for index in 0..<board.writerCount { try fork(.writer(index)) }
  }

  /// Whether the reader with this place on the board only glances.
  func isGlancer(_ index: Int) -> Bool { index >= plan.scenario.readers }

  /// Waits until `condition` holds; looks each time somebody rings, and replaces readers that die meanwhile.
  mutating func wait(until condition: () -> Bool) throws {
    _ = try wait(until: nil, condition)
  }

  /// The same until a point of time at the latest; without end if nil.
  /// - Returns: whether the condition holds.
  private mutating func wait(until deadline: UInt64?, _ condition: () -> Bool) throws -> Bool {
    while true {
      // First cleared, then looked: a ring after the look ends the wait below.
      doorbell.clear()
      if condition() { return true }
      if let deadline, Clock.now() >= deadline { return false }
      let ready = Waiting.ready([doorbell.descriptor, deaths.descriptor], until: deadline)
      if ready[1] { try bury() }
    }
  }

  /// Gives readers the phase word and waits until each of them is quiet under it.
  mutating func command(_ command: PhaseWord.Command) throws {
    try awaitQuiet(under: announce(command))
  }

  /// Waits until each reader is quiet under the word.
  mutating func awaitQuiet(under word: PhaseWord) throws {
    let board = self.board
    func isQuiet(_ reader: Int) -> Bool {
      board.reader(reader).signals.pointee.acknowledged.load(ordering: .acquiring) == word.rawValue
    }
    func allQuiet() -> Bool { (0..<board.readerCount).allSatisfy(isQuiet) }
    if try wait(until: Clock.now(plus: patience), allQuiet) { return }
    // A look that sleeps in the kernel, such as before a FUSE daemon that does not answer, is lost with its reader.
    for (process, post) in posts {
      if case .reader(let index) = post, !isQuiet(index) { kill(process, SIGKILL) }
    }
    guard try wait(until: Clock.now(plus: patience), allQuiet) else { throw Scout.lateFailure }
  }

  /// How long a look may take, and all other readers beside it: far longer than any that gets an answer.
  private var patience: TimeSpan {
    let bytes = published.map(\.library.bound).max() ?? 0
    let one = TimeSpan.patience(reading: bytes * (1 + plan.scenario.readers / 4))
    guard plan.reader.runsSomething else { return one }
    return TimeSpan(nanoseconds: one.nanoseconds + TimeSpan.lookLimit.nanoseconds)
  }

  /// Gives readers the phase word, and waits for nobody.
  @discardableResult
  mutating func announce(_ command: PhaseWord.Command) -> PhaseWord {
    rollCall.note(command)
    let word = PhaseWord(rawValue: board.phase.value).next(command)
    board.phase.set(word.rawValue)
    return word
  }

  /// Holds what readers did against what they were asked for. Only while all are quiet.
  /// - Throws: `Failure` with status 70 for one that said it was quiet and had not looked.
  func checkAnswers() throws(Failure) {
    try rollCall.check(board, readers: plan.scenario.readers)
  }

  /// Clears the readers' slots. Only while all are quiet.
  mutating func clearReaders() {
    for index in 0..<board.readerCount { board.reader(index).clear() }
    rollCall = RollCall()
  }

  private mutating func fork(_ post: Post) throws {
    let process: pid_t
    switch post {
    case .reader(let index):
      let name = isGlancer(index) ? "rb-glancer-\(index)" : "rb-reader-\(index)"
      process = try ForkedProcess.start(name) {
        SignalEvents.unblockAll()
        if !isGlancer(index) && plan.scenario.glancers > 0 { ForkedProcess.stepBack() }
        return read(index)
      }
    case .writer(let index):
      process = try ForkedProcess.start("rb-writer-\(index)") {
        SignalEvents.unblockAll()
        WriterProcess(
          index, board: board, doorbell: doorbell, plan: plan, stage: stage, published: published
        ).run()
      }
    }
    posts[process] = post
  }

  private func read(_ index: Int) -> Int32 {
    let life = ReaderProcess(
      board: board, slot: board.reader(index), doorbell: doorbell, targets: targets,
      libraries: published.map(\.library),
      looksBeforeSkip: plan.planted?.looksBeforeSkip(reader: index))
    if isGlancer(index) { return life.run(Glancer()) }
    if plan.planted == .mixedIsStable { return life.run(CredulousReader()) }
    switch plan.reader {
    case .read: return life.run(ReadReader())
    case .mmap:
      guard let reader = try? MappedReader() else { return 70 }
      return life.run(reader)
    case .dlopen:
      guard
        let reader = try? LoadReader(
          symbol: plan.scenario.reader.symbol, root: stage.root, hiding: board.memory)
      else { return 70 }
      return life.run(reader)
    case .exec, .command:
      return life.run(
        ProgramReader(
          command: plan.scenario.reader.command, root: stage.root, place: plan.scenario.target))
    }
  }

  /// Reaps who has died: readers are replaced, a dead writer ends the race.
  private mutating func bury() throws {
    while deaths.next() != nil {}
    ForkedProcess.continueStopped()
    while let (process, end) = ForkedProcess.reap() {
      guard let post = posts.removeValue(forKey: process) else { continue }
      switch post {
      case .writer(let index):
        if end.signalFromOutside != nil {
          throw Failure(
            .inconclusive,
            "writer \(index) \(end) from outside; run it again")
        }
        if let failure = Failure.busError("writer \(index)", end) { throw failure }
        throw Failure(.defect, "writer \(index) \(end)")
      case .reader(let index):
        try replaceReader(index, end)
      }
    }
  }

  private mutating func replaceReader(_ index: Int, _ end: ProcessEnd) throws {
    if let failure = Failure.busError("reader \(index)", end) { throw failure }
    guard let signal = end.signalFromOutside else {
      throw Failure(.defect, "reader \(index) \(end)")
    }
    replacements += 1
    guard replacements <= Self.replacementLimit else {
      throw Failure(
        .inconclusive, "readers keep being killed from outside (by \(SignalName.text(signal)))")
    }
    let slot = board.reader(index)
    let quiet =
      slot.signals.pointee.acknowledged.load(ordering: .acquiring) == board.phase.value
    slot.recover(losingLook: !quiet)
    try fork(.reader(index))
  }
}
