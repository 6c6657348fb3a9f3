import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Looks at the target while the updater stands still.
final class Observer {
  /// What may have changed since the last look.
  struct Doubt: OptionSet {
    let rawValue: UInt8
    /// What the target holds.
    static let content = Doubt(rawValue: 1)
    /// Which names there are, and what they lead to.
    static let names = Doubt(rawValue: 2)
    /// Its mode, its owner and its extended attributes.
    static let metadata = Doubt(rawValue: 4)
    /// Anything.
    static let all: Doubt = [.content, .names, .metadata]
  }

  /// Distinct observations in the order of first sight.
  private(set) var states: [SteppedState] = []
  /// The files that were met.
  var ledger: FileLedger
  /// What was found last.
  private(set) var last: Sighting

  private let path: String
  /// Where it lies.
  let directory: String
  private let root: String
  private let original: FileMetadata
  private var reader = ReadReader()
  private var watch: DirectoryWatch
  /// Of the file that the target led to at the last look.
  private var status: stat?
  private var places: [Observation: Int] = [:]
  /// Files that readers can hold open as whole content.
  private var wholes: WholeFiles

  /// - Parameters:
  ///   - target: the path that readers open, with A behind it.
  ///   - root: the directory below which it lies.
  ///   - library: the contents that it may hold.
  init(target: String, root: String, library: ContentLibrary, names: PlaceNames) throws {
    path = target
    self.root = root
    directory = PathCalls.parent(of: target)
    let file = try OpenFile(target, O_RDONLY)
    original = try FileMetadata(of: file)
    ledger = FileLedger(try file.status(), path: names.name(of: target))
    watch = try DirectoryWatch()
    last = Sighting(state: 0, file: nil)
    wholes = WholeFiles(library)
    reader.compare(with: library)
    listen()
    _ = try look(.all, step: 0)
  }

  deinit { ledger.release() }

  /// The file that the target led to at the last look.
  var target: FileIdentity? { status.map { FileIdentity($0) } }

  /// Readable when somebody has changed something.
  var descriptor: Int32 { watch.descriptor }

  /// Looks, after a step or before one.
  /// - Parameters:
  ///   - doubt: what the step may have changed. Content is read again too where the file is another one, or its size
  ///     or times are.
  ///   - step: how many steps there were.
  func look(_ doubt: Doubt, step: Int) throws -> Sighting {
    let now = stat(of: path)
    let isSameFile = now.map { FileIdentity($0) } == status.map { FileIdentity($0) }
    let isSame =
      isSameFile && (now == nil || now.flatMap { now in status.map(now.hasContent) } == true)
    let mayHaveNames = doubt.contains(.names) || !isSameFile
    var sighting = last
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
        ledger.hold(now, at: path)
      }
      sighting.mode = UInt32(now.st_mode & 0o7777)
      sighting.owner = "\(now.st_uid):\(now.st_gid)"
      let hasOldMetadata = isSameFile && status.map(now.hasChange) == true
      if doubt.contains(.metadata) || !hasOldMetadata {
        sighting.metadataProblem = metadataProblem()
      }
    } else {
      (sighting.file, sighting.mode, sighting.owner) = (nil, nil, nil)
      sighting.metadataProblem = nil
    }
    if states.isEmpty || doubt.contains(.content) || !isSame {
      sighting.state = try read(step)
    }
    states[sighting.state].sightings += 1
    if let now, let file = sighting.file {
      if file == last.file, sighting.state != last.state { wholes.suspect(file) }
      wholes.note(file, now, holds: states[sighting.state].observation)
    }
    status = now
    last = sighting
    return sighting
  }

  /// Adds a state for what reads in progress can get because of what was done since the last time. One is enough.
  /// - Parameters:
  ///   - effects: what the step did.
  ///   - step: which one; for what no step did, the one before.
  /// - Returns: What keeps that from being known.
  func deriveTear(_ effects: [Step.Effect], step: Int) -> ExplorationLimit? {
    guard !states.contains(where: \.isDerived) else { return nil }
    switch wholes.check(effects, target: last.file, ledger) {
    case .none: return nil
    case .torn(let example):
      states.append(.torn(example, step: step))
      return nil
    case .unread: return .unreadFile(step: step)
    }
  }

  /// Whether the target or its directory has changed since the last look, though no step was taken.
  func hasChangedOutside() -> Bool {
    // Both are asked, so that nothing is left to be heard later.
    let heard = watch.hasHeard()
    guard let now = stat(of: path) else { return heard || status != nil }
    guard let status, FileIdentity(status) == FileIdentity(now) else { return true }
    return heard || !now.hasChange(of: status)
  }

  /// Whether it is a directory in which the target lies, or the file that it leads to.
  func isDirectory(_ file: FileIdentity) -> Bool {
    let places =
      [directory] + ((try? PathCalls.resolve(path)).map { [PathCalls.parent(of: $0)] } ?? [])
    return places.contains { stat(of: $0).map { FileIdentity($0) } == file }
  }

  /// Whether a file lies on the file system of the target, or of its directory: some give files other numbers than
  /// directories.
  func isBesideTarget(_ file: stat) -> Bool {
    file.st_dev == stat(of: directory)?.st_dev || file.st_dev == status?.st_dev
  }

  /// Forgets what was heard, since it was a step's doing.
  func hush() { _ = watch.hasHeard() }

  /// Listens to nobody any more, since all is over.
  func end() { watch.end() }

  private func listen() {
    watch.add(directory)
    // Behind a symlink the file lies elsewhere.
    if let file = try? PathCalls.resolve(path) {
      let place = PathCalls.parent(of: file)
      if place != directory { watch.add(place) }
    }
  }

  private func entries() -> [FileName] {
    let name = FileName(PathCalls.name(of: path))
    return ((try? PathCalls.rawEntries(directory)) ?? []).map { FileName($0) }
      .filter { $0 != name }.sorted()
  }

  /// The modes of the directories through which a reader gets to the target, and to where its link leads.
  private func way(to resolved: String?) -> [String: UInt32] {
    var way: [String: UInt32] = [:]
    for file in [path] + (resolved.map { ["\(root)/\($0)"] } ?? []) {
      var place = PathCalls.parent(of: file)
      while place.utf8.count >= root.utf8.count, place.utf8.starts(with: root.utf8) {
        if let status = stat(of: place) {
          let name = place.utf8.dropFirst(root.utf8.count + 1)
          way[name.isEmpty ? "." : String(decoding: name, as: UTF8.self)] =
            UInt32(status.st_mode & 0o7777)
        }
        place = PathCalls.parent(of: place)
      }
    }
    return way
  }

  /// Where the path leads, below the root; nil where that is itself.
  private func resolved() -> String? {
    guard let file = try? PathCalls.resolve(path), file != path else { return nil }
    return file.utf8.starts(with: "\(root)/".utf8)
      ? String(decoding: file.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self) : file
  }

  private func metadataProblem() -> String? {
    guard let file = try? OpenFile(path, O_RDONLY | O_NONBLOCK),
      let metadata = try? FileMetadata(of: file)
    else { return "the target cannot be opened" }
    return metadata.difference(from: original)
  }

  /// Reads the path, and finds or makes its state.
  private func read(_ step: Int) throws -> Int {
    let sight = reader.look(at: path)
    let observation: Observation
    switch sight.outcome {
    case .content: observation = .content(sight.digest, bytes: sight.bytes)
    case .error: observation = .error(errno: sight.code)
    case .lost:
      throw Failure(
        .unavailable,
        "the target cannot be looked at: \(SystemCallError("open", path, errno: sight.code).reason)"
      )
    case .size, .crash, .ended:
      throw Failure(.defect, "a look at the target saw neither bytes nor an error")
    }
    if let place = places[observation] { return place }
    let isStable = sight.kind == .stable
    let anatomy =
      sight.outcome == .content
      ? Anatomy(runs: reader.runs.map(\.run), complete: !reader.runsWereDropped) : .none
    states.append(
      SteppedState(
        observation: observation, kind: sight.kind, grade: isStable ? .required : .forbidden,
        anatomy: anatomy, firstStep: step, sightings: 0))
    places[observation] = states.count - 1
    return states.count - 1
  }
}
