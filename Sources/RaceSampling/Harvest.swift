import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters
import Synchronization

/// Turns what stands on the board after a round into values.
struct Harvest {
  let board: Board
  /// Slots from this one on belong to glancers.
  let readers: Int
  /// When the subject's first round began; all times are given from there.
  let epoch: UInt64
  /// The ends of swaps, where they are taken for B; nil where B is given.
  var ends: TakenEnds?

  /// A run of nothing yet, with a row for each stable content.
  static func emptyRun(
    _ entry: Entrant, _ published: PublishedContents, _ plan: RacePlan, _ stage: Stage
  ) throws(SystemCallError) -> Run {
    let library = published.library
    let scenario = plan.scenario
    let failing = entry.mustRollBack
    let signing: Condition.Signing =
      failing ? .fails : library.signerChangesBytes ? .changesBytes : .keepsBytes
    let condition = Condition(
      signing: signing, severalWriters: plan.writers(for: entry.role) > 1,
      sameFileSystem: try stage.staysOnFileSystem(entry.subject),
      copy: entry.subject.updater.strategy?.copy ?? .write)
    let acceptable = plan.acceptable(for: entry.role).union(KindSet([.stable]))
    let weaknesses = entry.updater.weaknesses(under: condition)
    return Run(
      subject: entry.subject, role: entry.role, reader: scenario.reader.name,
      readers: scenario.readers,
      glancers: scenario.glancers, writers: plan.writers(for: entry.role),
      knownBroken: !weaknesses.subtracting(acceptable).isEmpty,
      contents: Contents(
        a: ContentFacts(bytes: UInt64(library.a.count), xxh128: library.a.plain),
        b: ContentFacts(bytes: UInt64(library.b.count), xxh128: library.b.plain),
        learned: published.learned, takenFromEnd: published.takenFromEnd),
      states: requiredStates(library, TakenEnds(published)), rollback: failing ? Inspection() : nil)
  }

  /// A state for each stable content that must be seen, nobody having seen it yet. Where A and B have the same
  /// outcome at rest there is one for both.
  private static func requiredStates(_ library: ContentLibrary, _ ends: TakenEnds?) -> [State] {
    if let outcomes = library.outcomes {
      let required = library.b.stable && outcomes.differ ? [outcomes.a, outcomes.b] : [outcomes.a]
      return required.compactMap { outcome in
        outcome.observation.map {
          State(
            observation: $0, kind: .stable, grade: .required, count: 0,
            message: outcome.message.text)
        }
      }
    }
    let required = library.b.stable ? [library.a, library.b] : [library.a]
    let observations = required.map {
      Observation.content($0.digest, bytes: UInt64($0.count))
    }
    return observations.map { seen in
      State(
        observation: ends.flatMap { seen == $0.first ? $0.all : nil } ?? seen, kind: .stable,
        grade: .required, count: 0)
    }
  }

  /// The round as a run of the same subject.
  func run(like run: Run) -> Run {
    var result = run
    result.tally = Tally()
    result.states = []
    result.rollback = nil
    result.inspections = inspections
    result.failureOutput =
      (0..<board.writerCount).lazy.compactMap { board.writer($0).output.text }.first
    result.wallNanoseconds = 0
    let corrections = (0..<board.readerCount).map { correction(of: board.reader($0)) }
    for (index, correction) in corrections.enumerated() {
      let slot = board.reader(index)
      let glances = index >= readers
      result.tally +=
        glances ? Self.glances(slot.counts, correction) : Self.reads(slot.counts, correction)
      for place in 0..<slot.counts.states {
        result.states.append(state(slot.state(place), glances: glances))
      }
    }
    result.windows = (0..<board.writerCount).flatMap { windows(of: $0, corrections) }
    result.states = Run.united(result.states)
    if let order { result.inspections[.monotone] = order }
    return result
  }

  /// In which order readers have seen the contents; nil where nobody could tell.
  private var order: Inspection? {
    guard board.writerCount == 1, takenEnd == nil,
      board.writer(0).signals.pointee.disordered.load(ordering: .acquiring) == 0
    else { return nil }
    let counts = (0..<readers).map { board.reader($0).counts }
    let ordered = counts.reduce(0) { $0 + Int($1.ordered) }
    let steps = counts.reduce(0) { $0 + Int($1.stepsBack) }
    guard ordered > 0 else { return nil }
    return Inspection(
      checked: ordered, broken: steps,
      first: steps > 0
        ? "a reader saw the new content and then the old one again, without a swap in between" : nil
    )
  }

  /// What writers have found by looking into their swaps.
  private var inspections: [Contract: Inspection] {
    var inspections: [Contract: Inspection] = [:]
    for contract in Contract.allCases {
      for index in 0..<board.writerCount {
        guard let inspection = board.writer(index).inspection(contract).inspection else { continue }
        inspections[contract] = (inspections[contract] ?? Inspection()) + inspection
      }
    }
    return inspections
  }

  private static func reads(_ counts: ReaderSlot.Counts, _ correction: Correction) -> Tally {
    var tally = Tally()
    tally.reads = counts.looks
    tally.exposedReads = counts.exposed
    tally.partialReads = correction.corrected(counts.partial, by: \.looks)
    tally.exposedPartialReads = correction.corrected(counts.exposedPartial, by: \.exposed)
    tally.lateReads = correction.corrected(counts.late, by: \.late)
    tally.lostReads = counts.lost
    tally.overflow = counts.overflow
    tally.bytesRead = counts.bytes
    tally.exposedByPhase = counts.exposedByPhase
    return tally
  }

  private static func glances(_ counts: ReaderSlot.Counts, _ correction: Correction) -> Tally {
    var tally = Tally()
    tally.glances = counts.looks
    tally.exposedGlances = counts.exposed
    tally.partialGlances = correction.corrected(counts.partial, by: \.looks)
    tally.lateGlances = correction.corrected(counts.late, by: \.late)
    tally.lostGlances = counts.lost
    tally.glanceOverflow = counts.overflow
    return tally
  }

  private func state(_ record: StateRecord, glances: Bool) -> State {
    let head = record.head.pointee
    let meaning = meaning(of: head)
    let kind = meaning.kind ?? head.kind
    let seen: Observation =
      switch head.outcome {
      case .content: .content(head.digest, bytes: head.bytes)
      case .size: .size(bytes: head.bytes)
      case .crash: .crash(signal: head.code)
      case .ended: .ended(status: head.code, output: head.digest)
      case .error, .lost: .error(errno: head.code)
      }
    let acceptable = board.facts.pointee.acceptable
    return State(
      observation: meaning.observation ?? seen, kind: kind,
      grade: kind == .stable
        ? (glances ? .acceptable : .required)
        : acceptable.contains(kind) ? .acceptable : .forbidden,
      count: glances ? 0 : head.count, glances: glances ? head.count : 0,
      firstSeen: head.firstSeen - min(epoch, head.firstSeen),
      phase: Phase.allCases.first { $0.index == Int(head.phase) },
      anatomy: kind == .stable && head.kind != .stable
        ? .none
        : Anatomy(
          runs: (0..<head.runCount).map { record.runs[$0].run }, complete: !head.runsWereDropped),
      message: record.text)
  }

  /// The windows of one writer, with what readers counted in each.
  private func windows(of writer: Int, _ corrections: [Correction]) -> [Window] {
    let slot = board.writer(writer)
    return (0..<Int(slot.signals.pointee.windows.load(ordering: .acquiring))).map { place in
      let record = slot.window(place)
      let marks = (0..<Int(record.head.pointee.marks.load(ordering: .acquiring))).compactMap {
        mark in
        Phase.allCases.first { $0.index == Int(record.marks[mark] & 3) }
          .map { Window.Mark(phase: $0, start: (record.marks[mark] >> 2) - epoch) }
      }
      let counts = (0..<board.readerCount).map {
        board.reader($0).window(writer * Board.windowLimit + place)
      }
      let (reads, glances) = (counts.prefix(readers), counts.dropFirst(readers))
      func partial(_ counts: ArraySlice<ReaderSlot.WindowCounts>) -> UInt64 {
        counts.indices.reduce(0) {
          $0 + corrections[$1].corrected(UInt64(counts[$1].partial), by: \.exposed)
        }
      }
      return Window(
        writer: writer, publishes: record.head.pointee.publishes,
        start: record.head.pointee.start - epoch, phases: marks,
        end: record.head.pointee.end.load(ordering: .acquiring) - epoch, failure: record.failure,
        rest: record.head.pointee.rest,
        exposedReads: reads.reduce(0) { $0 + UInt64($1.exposed) },
        exposedGlances: glances.reduce(0) { $0 + UInt64($1.exposed) },
        partialReads: partial(reads), partialGlances: partial(glances))
    }
  }
}
