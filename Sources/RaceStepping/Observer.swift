import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Looks at the target while the updater stands still.
final class Observer {
  /// Distinct observations in the order of first sight.
  var states: [SteppedState] { list.states }
  private var list: StateList
  /// The files that were met.
  var ledger: FileLedger
  /// What was found last.
  private(set) var last: Sighting

  let path: String
  /// Where it lies.
  let directory: String
  let root: String
  let original: FileMetadata
  private var reader = ReadReader()
  private var hearing: Hearing
  /// Of the file that the target led to at the last look.
  private(set) var status: stat?
  /// What could not be looked at.
  private(set) var limits: [ExplorationLimit] = []
  private let slot: Watchdog.Slot
  private let patience: TimeSpan
  /// Nil as long as no process can have taken one.
  private var leases: LeaseTable?
  /// How many looks had been late when the last one was noted.
  private var lateBefore: UInt64
  /// Whether the last look at the content was late, so that the next one has to read it.
  private var wasLate = false
  /// Whether nothing is looked at any more.
  private var isBlind = false
  private var isAtEnd = false
  /// Files that readers can hold open as whole content.
  private var wholes: WholeFiles

  /// - Parameters:
  ///   - target: the path that readers open, with A behind it.
  ///   - root: the directory below which it lies.
  ///   - library: the contents that it may hold.
  ///   - mayBeLeased: whether a process that runs already may have taken a lease on a file.
  ///   - slot: gets this process out of looks that get no answer.
  ///   - copies: where a copy of each content that is seen is kept; nowhere if nil.
  init(
    target: String, root: String, library: ContentLibrary, names: PlaceNames,
    mayBeLeased: Bool, slot: Watchdog.Slot, copies: String? = nil
  ) throws {
    list = StateList(keepingCopiesIn: copies)
    path = target
    self.root = root
    self.slot = slot
    lateBefore = slot.late
    leases = mayBeLeased ? LeaseTable() : nil
    patience = .patience(reading: library.bound)
    directory = PathCalls.parent(of: target)
    // Not waited for: what was set up may hold it under a lease.
    let file: OpenFile
    do throws(SystemCallError) {
      file = try OpenFile(target, O_RDONLY | O_NONBLOCK | O_NOCTTY)
    } catch {
      let isLeased = error.errno == EWOULDBLOCK
      throw Failure(
        isLeased ? .inconclusive : .unavailable,
        "before the first step the target cannot be opened: \(isLeased ? ObserverText.leased : error.reason); if --setup removes it or takes a lease, "
          + "have it leave the old content there for readers")
    }
    original = try FileMetadata(of: file)
    ledger = FileLedger(try file.status(), path: names.name(of: target), root: root)
    hearing = Hearing(try DirectoryWatch())
    last = Sighting(state: 0, file: nil)
    wholes = WholeFiles(library)
    reader.compare(with: library)
    listen()
    _ = try look(.all, step: 0)
    guard !states.isEmpty else {
      throw Failure(
        .inconclusive,
        "the target cannot be looked at before the first step: \(ObserverText.leased)")
    }
  }

  deinit { ledger.release() }

  /// The file that the target led to at the last look.
  var target: FileIdentity? { status.map { FileIdentity($0) } }

  /// Readable when somebody has changed something.
  var descriptor: Int32 { hearing.watch.descriptor }

  /// Looks, after a step or before one. What comes too late does not count: then this is what was found last.
  /// - Parameters:
  ///   - doubt: what the step may have changed. Content is read again too where the file is another one, or its size
  ///     or times are.
  ///   - step: how many steps there were.
  func look(_ doubt: Doubt, step: Int) throws -> Sighting {
    guard !isBlind else { return lastAgain() }
    guard var found = try slot.watched(patience, { try find(doubt) }) else {
      goBlind(step)
      return lastAgain()
    }
    switch found.content {
    case .asBefore: break
    case .late: noteLate(step, ObserverText.leased)
    case .seen(let observation, let kind, let anatomy):
      wasLate = false
      found.sighting.state = list.number(of: observation, kind, anatomy, at: path, step: step)
    }
    let sighting = found.sighting
    if ledger.isFull, limits.isEmpty { limits.append(.unreadFile(step: step)) }
    if found.isOfOneFile, !ledger.isFull, states.indices.contains(sighting.state),
      let now = found.status, let file = sighting.file
    {
      if file == last.file, sighting.state != last.state { wholes.suspect(file) }
      wholes.note(file, now, holds: states[sighting.state].observation)
    }
    // Else the next look takes it for another file.
    status = found.isOfOneFile ? found.status : nil
    last = found.sighting
    return lastAgain()
  }

  private func lastAgain() -> Sighting {
    if !states.isEmpty { list.count(last.state) }
    return last
  }

  /// What a look has found.
  private struct Found {
    enum Content {
      /// It was not read, since it cannot have changed.
      case asBefore
      /// It cannot be read without waiting.
      case late
      case seen(Observation, Kind, Anatomy)
    }

    var sighting: Sighting
    let status: stat?
    let content: Content
    /// Whether the path has led to that file when it was read, too: others may have put another one there meanwhile.
    var isOfOneFile = true
  }

  private func find(_ doubt: Doubt) throws -> Found {
    let now = stat(of: path)
    let isSameFile = now.map { FileIdentity($0) } == status.map { FileIdentity($0) }
    let isSame =
      isSameFile && (now == nil || now.flatMap { now in status.map(now.hasContent) } == true)
    let mayHaveNames = doubt.contains(.names) || !isSameFile
    let mayHaveContent = states.isEmpty || wasLate || doubt.contains(.content) || !isSame
    let hasOldMetadata = isSameFile && status.map { now?.hasChange(of: $0) == true } == true
    let mayHaveMetadata = doubt.contains(.metadata) || !hasOldMetadata
    let mustWait = now.map { (mayHaveContent || mayHaveMetadata) && isLeased($0) } ?? false
    var sighting = last
    var isHeld = true
    if mayHaveNames {
      listen()
      sighting.entries = entries()
      sighting.isLink =
        stat(of: path, followingLinks: false).map { $0.type == S_IFLNK } ?? false
      sighting.resolved = resolved()
    }
    // No event and no time of the target tells of a directory further up.
    sighting.way = way(to: sighting.resolved)
    if let now {
      if !isSameFile {
        sighting.file = ledger.number(of: now, path: PathCalls.name(of: path))
        isHeld = ledger.hold(now, at: path)
      }
      sighting.mode = UInt32(now.st_mode & 0o7777)
      sighting.owner = "\(now.st_uid):\(now.st_gid)"
      if mayHaveMetadata, !mustWait { sighting.metadataProblem = metadataProblem(now) }
    } else {
      (sighting.file, sighting.mode, sighting.owner) = (nil, nil, nil)
      sighting.metadataProblem = nil
    }
    guard mayHaveContent else { return Found(sighting: sighting, status: now, content: .asBefore) }
    if mustWait { return Found(sighting: sighting, status: now, content: .late) }
    let content = try read(now)
    // While it is held, no other one gets its number.
    let isOfOneFile =
      isHeld && stat(of: path).map { FileIdentity($0) } == now.map { FileIdentity($0) }
    return Found(sighting: sighting, status: now, content: content, isOfOneFile: isOfOneFile)
  }

  /// Whether a reader would have to wait until a lease is given up. At the end that is waited for a little.
  private func isLeased(_ file: stat) -> Bool {
    leases?.holdsUp(file, after: isAtEnd ? 1_000_000_000 : 0) == true
  }

  /// A process is about to take a lease.
  func expectLeases() {
    if leases == nil { leases = LeaseTable() }
  }

  /// The next look is the last one: nothing is left that could give up a lease.
  func beginEnd() { isAtEnd = true }

  /// Watches over what the tracer does besides looking, since it too follows paths. Ended by `endWatch`.
  func beginWatch() { slot.begin(patience) }

  /// Whether all of that came back in time; where it did not, nothing is looked at any more.
  func endWatch(step: Int) {
    slot.end()
    if slot.late > lateBefore, !isBlind { goBlind(step) }
  }

  /// All that was not ours has been ended, so that nothing which is seen from now on is the updater's doing.
  private func goBlind(_ step: Int) {
    isBlind = true
    lateBefore = slot.late
    noteLate(step, ObserverText.stuck)
  }

  /// Notes the first one: one is enough to know that not all was seen.
  private func noteLate(_ step: Int, _ reason: String) {
    wasLate = true
    if limits.isEmpty { limits.append(.lateLook(step: step, reason)) }
  }

  /// Adds a state for what reads in progress can get because of what was done since the last time. One is enough.
  /// - Parameters:
  ///   - effects: what the step did.
  ///   - step: which one; for what no step did, the one before.
  /// - Returns: What keeps that from being known.
  func deriveTear(_ effects: [Step.Effect], step: Int) -> ExplorationLimit? {
    // A file that was under a lease when it became the target was not read then: its bytes are no news now.
    guard limits.isEmpty, !states.contains(where: \.isDerived) else { return nil }
    switch wholes.check(effects, target: last.file, ledger, isLeased: isLeased) {
    case .none: return nil
    case .torn(let example):
      list.add(.torn(example, step: step))
      return nil
    case .unread: return .unreadFile(step: step)
    }
  }

  /// Whether the target has changed since the last look, though no step was taken.
  func hasChangedOutside() -> Bool {
    guard !isBlind else { return false }
    guard let answer = try? slot.watched(patience, { stat(of: path) }) else {
      if slot.late > lateBefore { goBlind(0) }
      return false
    }
    guard let now = answer else { return status != nil }
    guard let status, FileIdentity(status) == FileIdentity(now) else { return true }
    return !now.hasChange(of: status)
  }

  /// Holds what was heard since the last time against what can have caused it.
  func heard(given cause: Cause) -> Hearing.Verdict {
    isBlind ? .nothing : hearing.verdict(given: cause)
  }

  /// Listens no more, since all is over.
  func end() { hearing.watch.end() }

  private func listen() {
    hearing.watch.add(directory)
    for place in places(above: directory) { hearing.watch.add(place, isOnWay: true) }
    // Behind a symlink the file lies elsewhere.
    if let file = try? PathCalls.resolve(path) {
      let place = PathCalls.parent(of: file)
      if place != directory { hearing.watch.add(place) }
    }
  }

  /// Reads the path.
  private func read(_ now: stat?) throws -> Found.Content {
    if let now, ![S_IFREG, S_IFDIR].contains(now.type) {
      return .seen(.error(errno: Sight.notRegular), .error, .none)
    }
    let sight = reader.look(at: path)
    switch sight.outcome {
    case .content:
      return .seen(
        .content(sight.digest, bytes: sight.bytes), sight.kind,
        Anatomy(runs: reader.runs.map(\.run), complete: !reader.runsWereDropped))
    case .error: return .seen(.error(errno: sight.code), sight.kind, .none)
    case .lost where sight.code == EWOULDBLOCK: return .late
    case .lost:
      throw Failure(
        .unavailable,
        "the target cannot be looked at: \(SystemCallError("open", path, errno: sight.code).reason)"
      )
    case .size, .crash, .ended:
      throw Failure(.defect, "a look at the target saw neither bytes nor an error")
    }
  }
}
