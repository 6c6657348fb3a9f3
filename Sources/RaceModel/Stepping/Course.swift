/// An exploration's sightings in their order, each with its place.
struct Course {
  /// What was found, and where.
  struct Entry {
    let sighting: Sighting
    let place: Violation.Place
  }

  let exploration: Exploration
  /// The start, what was found before and behind each step, and the end.
  let entries: [Entry]
  /// Which of the two contents each state is; nil for what is neither.
  private let stable: [StableContent?]

  /// The states and steps must hold what sightings say: see `Exploration.problem`.
  init(of exploration: Exploration) {
    self.exploration = exploration
    var entries = [Entry(sighting: exploration.start, place: .start)]
    for step in exploration.steps {
      if let before = step.before {
        entries.append(
          Entry(sighting: before, place: .init(step: step.index, .before, call: step.call)))
      }
      entries.append(Entry(sighting: step.after, place: .behind(step)))
    }
    entries.append(
      Entry(
        sighting: exploration.end,
        place: .init(step: exploration.steps.last?.index ?? 0, .end)))
    self.entries = entries
    stable = exploration.states.indices.map { exploration.stableContent(ofState: $0) }
  }

  /// Which of the two contents was seen; nil if neither.
  func content(_ sighting: Sighting) -> StableContent? { stable[sighting.state] }

  /// The state that was seen.
  func state(_ sighting: Sighting) -> SteppedState { exploration.states[sighting.state] }

  /// What was seen, in a few words: `A`, `3.3 MB truncated`.
  func words(_ sighting: Sighting) -> String {
    content(sighting)?.letter ?? state(sighting).summary
  }

  /// The first sight of the new content; nil if nobody saw it.
  var firstOfB: Entry? { entries.first { content($0.sighting) == .b } }

  /// What was found when the updater ended.
  var exit: Entry {
    let steps = exploration.steps.prefix(exploration.stepsAtEnd)
    return Entry(
      sighting: steps.last?.after ?? exploration.start,
      place: .init(step: steps.last?.index ?? 0, .exit))
  }
}

extension Exploration {
  /// Which of the two contents a state is; nil for what is neither. Their lengths tell, or where these are the same,
  /// the anatomy; a state without one is A where the exploration began with it.
  package func stableContent(ofState index: Int) -> StableContent? {
    let state = states[index]
    guard state.kind == .stable, let bytes = state.observation.bytes else { return nil }
    let fitting = [(StableContent.a, contents.a.bytes), (.b, contents.b.bytes)]
      .filter { $0.1 == bytes }.map(\.0)
    guard fitting.count > 1 else { return fitting.first }
    let sources = Set(state.anatomy.runs.map(\.source))
    if sources.contains(.a) != sources.contains(.b) { return sources.contains(.a) ? .a : .b }
    return index == start.state ? .a : .b
  }
}

extension SteppedState {
  /// The state in a few words: `3.3 MB truncated`, `missing`.
  package var summary: String { observation.summary(as: kind) }
}
