import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// The distinct observations of one run, in the order of first sight.
struct StateList {
  private(set) var states: [SteppedState] = []
  private var places: [Observation: Int] = [:]
  /// Where a copy of each content is kept; nil where none is needed.
  private let copies: String?
  /// How many bytes more are kept.
  private var room = 256 << 20

  /// - Parameter copies: a directory of which this is the only user, for contents that only the end tells apart.
  init(keepingCopiesIn copies: String?) { self.copies = copies }

  /// Finds or makes the state of what was just seen at a path.
  mutating func number(
    of observation: Observation, _ kind: Kind, _ anatomy: Anatomy, at path: String, step: Int
  ) -> Int {
    if let place = places[observation] { return place }
    states.append(
      SteppedState(
        observation: observation, kind: kind, grade: kind == .stable ? .required : .forbidden,
        anatomy: anatomy, firstStep: step, sightings: 0))
    places[observation] = states.count - 1
    // A is known, and so is B where it was given.
    if kind != .stable { keep(path, as: states.count - 1, observation) }
    return states.count - 1
  }

  /// Adds one that was not seen.
  mutating func add(_ derived: SteppedState) { states.append(derived) }

  /// One more look has seen it.
  mutating func count(_ number: Int) { states[number].sightings += 1 }

  private mutating func keep(_ path: String, as number: Int, _ observation: Observation) {
    guard let copies, let bytes = observation.bytes, bytes <= room else { return }
    guard
      let file = try? OpenFile("\(copies)/\(number)", O_WRONLY | O_CREAT | O_TRUNC),
      (try? file.copyAll(of: path, limit: room)) != nil
    else {
      unlink("\(copies)/\(number)")
      return
    }
    room -= Int(bytes)
  }

  /// The same states as they are where another content than was thought is the new one.
  /// - Returns: nil where not all contents were kept.
  static func held(
    _ states: [SteppedState], keptIn copies: String, against library: ContentLibrary
  ) -> [SteppedState]? {
    var reader = ReadReader()
    reader.compare(with: library)
    var held = states
    for number in held.indices {
      guard case .content(let digest, _) = held[number].observation else { continue }
      if held[number].kind == .stable {
        guard library.stableContent(digest) == .a else { return nil }
        continue
      }
      let sight = reader.look(at: "\(copies)/\(number)")
      guard sight.outcome == .content else { return nil }
      held[number].observation = .content(sight.digest, bytes: sight.bytes)
      held[number].kind = sight.kind
      held[number].grade = sight.kind == .stable ? .required : .forbidden
      held[number].anatomy = Anatomy(
        runs: reader.runs.map(\.run), complete: !reader.runsWereDropped)
    }
    return held
  }
}
