import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// Has a command swap a few times while nobody reads, to learn what it publishes of each content.
///
/// What it leaves is learned only where it comes from the source: the same bytes twice, whatever was there before,
/// others of the other source, and neither nothing nor a piece of what it was given. Anything else stays foreign, and
/// the race will find it at rest.
final class Rehearsal {
  private let number: Int
  private let entry: Entrant
  private let command: CommandUpdater
  private let contents: PublishedContents
  private var library: ContentLibrary { contents.library }
  private let stage: Stage
  private let scout: Scout
  private let bound: Int
  private let patience: TimeSpan
  private let deadline: UInt64
  /// Whether one that fails each time is refused at once.
  private let refusesFailure: Bool
  private let complaint: RehearsalComplaint
  /// How its swaps failed so far.
  private var failures: [CommandFailure] = []

  init(
    _ number: Int, _ entry: Entrant, _ command: CommandUpdater, _ contents: PublishedContents,
    _ stage: Stage, within patience: TimeSpan, refusesFailure: Bool
  ) {
    self.patience = patience
    deadline = Clock.now(plus: patience)
    bound = max(Self.mostLearned, 2 * contents.library.bound)
    scout = Scout(stage.watchdog?.slot(0) ?? .none, bound: bound)
    self.number = number
    self.entry = entry
    self.command = command
    self.contents = contents
    self.stage = stage
    self.refusesFailure = refusesFailure
    complaint = RehearsalComplaint(name: entry.subject.name, stage: stage)
  }

  /// What is learned may be much larger than its source, as what was packed is; but not without end.
  private static let mostLearned = 1 << 30

  /// What a swap has left.
  private struct Left {
    let digest: Digest
    let kind: Kind
    let isEdit: Bool
    /// Whether its source was opened, moved or linked meanwhile.
    let tookSource: Bool
  }

  /// The contents as the command publishes them; nil where these are the sources themselves, or nothing that can be
  /// learned.
  /// - Throws: `Failure` where the command cannot be run at all, or what is to be run beside it fails.
  func learn() throws -> PublishedContents? {
    if let learned = try tryToLearn() { return learned }
    for content in StableContent.allCases { try PathCalls.unlinkIfPresent(path(content)) }
    return nil
  }

  /// What the command makes of A, as the new content; nil where it takes the source that it was not told of, where that is
  /// A or a piece of it, and where it may not be taken.
  /// - Throws: as `learn` does.
  func takeEnd(_ ends: Ends) throws -> PublishedContents? {
    if case .none = ends { return nil }
    defer {
      try? stage.removeSources(of: number)
      failures = []
    }
    guard let first = try edit(keeping: true), let again = try edit(keeping: false),
      ends == .all || again == first
    else {
      try PathCalls.unlinkIfPresent(path(.b))
      return nil
    }
    return try contents.taking(b: path(.b))
  }

  /// What one swap makes of A, if that may be taken.
  private func edit(keeping: Bool) throws -> Digest? {
    try stage.reset(number, to: contents.pathOfA, for: command)
    guard let left = try swap(.b, keeping: keeping), !left.tookSource else { return nil }
    return left.isEdit || library.stableContent(left.digest) == .b ? left.digest : nil
  }

  private func tryToLearn() throws -> PublishedContents? {
    try stage.reset(number, to: stage.source(.a), for: command)
    defer { try? stage.removeSources(of: number) }
    var first: [StableContent: Left] = [:]
    for content in [StableContent.b, .a] {
      guard let left = try swap(content, keeping: true) else {
        if first.isEmpty { try checkFailure(again: .a) }
        return nil
      }
      if content == .b, library.stableContent(left.digest) == .a { try checkName() }
      first[content] = left
    }
    guard let a = first[.a], let b = first[.b] else { return nil }
    // Whole sources, or one that was not replaced at all: nothing to learn.
    if [a, b].allSatisfy({ library.stableContent($0.digest) != nil }) { return nil }
    guard a.digest != b.digest, try isMadeOf(.a, a), try isMadeOf(.b, b) else { return nil }
    for content in [StableContent.b, .a] {
      guard let again = try swap(content, keeping: false),
        again.digest == first[content]?.digest
      else { return nil }
    }
    let (pathA, pathB) = (path(.a), path(.b))
    return PublishedContents(
      library: try ContentLibrary(
        a: pathA, b: pathB, unsignedA: stage.sourceA, unsignedB: stage.sourceB),
      pathOfA: pathA, pathOfB: pathB, learned: true)
  }

  /// Refuses an updater that fails each time and leaves the target whole: no swap of it would show anything. One that
  /// damages the target is raced, and so is one of which a failure is expected.
  private func checkFailure(again content: StableContent) throws {
    guard refusesFailure, let first = failures.first, holdsWhole else { return }
    _ = try swap(content, keeping: false)
    guard failures.count == 2, holdsWhole else { return }
    throw complaint.alwaysFails(first)
  }

  private var holdsWhole: Bool {
    library.stableContent(scout.digest(of: stage.targetPath(number), comparing: library)) != nil
  }

  /// Refuses an updater that succeeds, leaves the old content and puts the new one at another name.
  private func checkName() throws {
    let other = OtherName(
      root: stage.subjectRoot(number), target: stage.targetPath(number), library: library,
      scout: scout)
    // What it has left in the background may still rename it: then the name goes, or the target changes.
    for _ in 0..<10 {
      guard
        library.stableContent(scout.digest(of: stage.targetPath(number), comparing: library)) == .a,
        other.holding(.b) != nil
      else { return }
      usleep(50_000)
    }
    guard let name = other.holding(.b) else { return }
    throw complaint.otherName(name)
  }

  /// Whether it can be a content of its own, and is neither a piece of what it was given nor a mixture of both.
  private func isMadeOf(_ content: StableContent, _ left: Left) throws -> Bool {
    switch left.kind {
    case .stable, .foreign: true
    // Its own bytes and zeros: it was padded.
    case .mixed: try Self.isPadded(path(content), stage.source(content))
    default: false
    }
  }

  private static func isPadded(_ path: String, _ source: String) throws -> Bool {
    let (padded, source) = (try MappedFile(path), try MappedFile(source))
    defer {
      padded.unmap()
      source.unmap()
    }
    guard padded.count > source.count, let bytes = padded.base, let own = source.base,
      memcmp(bytes, own, source.count) == 0
    else { return false }
    return UnsafeRawBufferPointer(start: bytes + source.count, count: padded.count - source.count)
      .allSatisfy { $0 == 0 }
  }

  /// Swaps once.
  /// - Parameter keeping: whether to keep a copy of what the target holds then.
  /// - Returns: what that left; nil where the command failed or left no file.
  private func swap(
    _ content: StableContent, keeping: Bool
  ) throws -> Left? {
    let command = try remaining()
    try stage.makeNextSource(number, writer: 0, content)
    let swap = stage.swap(
      of: number, entry, writer: 0, publishing: content, copier: Copier(.write),
      trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    let background = try attended { try command.setUp(swap) }
    defer { background?.end() }
    let watch = command.editsInPlace ? try SourceWatch(swap.source) : nil
    var succeeded = true
    do {
      try command.swap(swap)
    } catch let failure as CommandFailure {
      if failure.missing { throw complaint.cannotRun(failure, by: command.spec.shell) }
      if Clock.now() >= deadline { throw complaint.tooLong(patience) }
      failures.append(failure)
      succeeded = false
    } catch let error as SystemCallError where error.call == "execve" {
      throw complaint.cannotRun(error)
    }
    if let excess = stage.excess { throw complaint.wroteTooMuch(excess) }
    // What is larger is not learned, nor read to its end for that.
    let isSmall = (try? PathCalls.status(swap.target)).map { $0.st_size <= bound } ?? false
    let sight = isSmall ? scout.sight(of: swap.target, comparing: library) : nil
    if scout.wasLate { throw Scout.lateFailure }
    let isKept = try !keeping || !succeeded || sight?.digest == nil || keep(content)
    if let excess = stage.excess { throw complaint.wroteTooMuch(excess) }
    try attended { try command.tearDown(swap) }
    guard succeeded, isKept, let sight, let digest = sight.digest else { return nil }
    return Left(
      digest: digest, kind: sight.kind, isEdit: sight.isEdit, tookSource: watch?.wasTaken == true)
  }

  /// The command, with no more time than is left for all of this.
  private func remaining() throws(Failure) -> CommandUpdater {
    let now = Clock.now()
    guard now < deadline else { throw complaint.tooLong(patience) }
    return command.limited(to: TimeSpan(nanoseconds: deadline - now))
  }

  private func attended<Result>(_ body: () throws -> Result) throws -> Result {
    do {
      return try body()
    } catch {
      throw complaint.unavailable(error)
    }
  }

  /// Keeps a copy of what the target holds, for readers to be held against.
  /// - Returns: false where it grows on and on, or there is no room for it: then nothing is learned.
  private func keep(_ content: StableContent) throws -> Bool {
    do {
      try copyTarget(to: path(content), like: content)
      return true
    } catch let error as SystemCallError where [ENOSPC, EDQUOT, EFBIG].contains(error.errno) {
      try PathCalls.unlinkIfPresent(path(content))
      return false
    }
  }

  private func copyTarget(to path: String, like content: StableContent) throws {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
    // The mode is the one that it was given, so that an updater which loses it is found to.
    try file.setMode(PathCalls.status(stage.source(content)).st_mode & 0o777)
    try file.copyAll(
      of: stage.targetPath(number), limit: min(bound, Int(clamping: stage.sizes?.limit ?? .max)))
    try file.close()
  }

  private func path(_ content: StableContent) -> String {
    "\(stage.root)/published/learned-\(number)-\(content.rawValue)"
  }
}
