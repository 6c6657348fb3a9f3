extension Exploration {
  /// The first thing about it that cannot be, with the field to look at; nil if all fits together.
  ///
  /// Each sighting (the start, what was found before and behind each step, the end) is one of a state's `sightings`, and
  /// `firstStep` is the step of the first of them; a derived state has none. What names a state, a step or a file names one that is there. Only A
  /// and B are stable, and all else is forbidden.
  ///
  /// Safe with any numbers. Nothing else of an exploration is, unless this is nil.
  package var problem: (field: String, problem: String)? {
    stepProblem ?? tornProblem ?? sightingProblem ?? stateProblem ?? fileProblem ?? limitProblem
      ?? againProblem
  }

  private var stepProblem: (field: String, problem: String)? {
    for (place, step) in steps.enumerated() where step.index != place + 1 {
      return ("steps", "step \(place + 1) has the index \(step.index)")
    }
    if let step = steps.first(where: { $0.process < 0 }) {
      return ("steps", "step \(step.index) is of process \(step.process)")
    }
    guard (0...steps.count).contains(stepsAtEnd) else {
      return ("stepsAtEnd", "\(stepsAtEnd) of \(Count.text(steps.count, "step"))")
    }
    return nil
  }

  /// All sightings, each with its step: 0 for the start, the last one for the end.
  private var sightings: [(step: Int, sighting: Sighting)] {
    [(0, start)]
      + steps.flatMap { step in
        [step.before, step.after].compactMap { $0.map { (step.index, $0) } }
      } + [(steps.count, end)]
  }

  private var sightingProblem: (field: String, problem: String)? {
    var counts = states.map { _ in (first: 0, count: 0) }
    for (step, sighting) in sightings {
      guard states.indices.contains(sighting.state) else {
        return (
          "states",
          "a sighting at step \(step) is of state \(sighting.state), but there are \(states.count)"
        )
      }
      if states[sighting.state].isDerived {
        return (
          "states", "a sighting at step \(step) is of state \(sighting.state), which is derived"
        )
      }
      if counts[sighting.state].count == 0 { counts[sighting.state].first = step }
      counts[sighting.state].count += 1
    }
    for (place, (state, counted)) in zip(states, counts).enumerated() where !state.isDerived {
      if state.sightings != counted.count {
        return (
          "states",
          "state \(place) has \(state.sightings) sightings, but the steps say \(counted.count)"
        )
      }
      if state.firstStep != counted.first {
        return (
          "states",
          "state \(place) was first seen at step \(state.firstStep), but the steps say \(counted.first)"
        )
      }
    }
    return nil
  }

  private var stateProblem: (field: String, problem: String)? {
    var stable: Set<StableContent> = []
    for (place, state) in states.enumerated() {
      if state.grade != (state.kind == .stable ? .required : .forbidden) {
        return ("states", "state \(place) is \(state.kind.rawValue), and \(state.grade.rawValue)")
      }
      guard state.kind == .stable else { continue }
      guard let content = stableContent(ofState: place), stable.insert(content).inserted else {
        return ("states", "\(state.summary) is one stable content more than there are")
      }
    }
    return nil
  }

  private var fileProblem: (field: String, problem: String)? {
    let numbers = Set(files.map(\.number))
    if numbers.count < files.count || numbers.contains(where: { $0 < 1 }) {
      return ("files", "expected a number of its own for each file")
    }
    let named =
      sightings.compactMap { step, sighting in sighting.file.map { (step, $0) } }
      + steps.flatMap { step in step.effects.compactMap(\.file).map { (step.index, $0) } }
    guard let (step, file) = named.first(where: { !numbers.contains($0.1) }) else { return nil }
    return ("files", "step \(step) speaks of file \(file), which is not among them")
  }

  private var limitProblem: (field: String, problem: String)? {
    for limit in limits {
      if let step = limit.step, !(0...steps.count).contains(step) {
        return ("limits", "step \(step) of \(Count.text(steps.count, "step"))")
      }
    }
    return nil
  }

  private var againProblem: (field: String, problem: String)? {
    guard let again else { return nil }
    if again.isSame != (again.firstDifference == nil) {
      return ("again", "the steps are the same or there is a first difference, and not both")
    }
    // The other one may have gone on where this one ended.
    if let step = again.firstDifference, !(1...steps.count + 1).contains(step) {
      return ("again", "step \(step) of \(Count.text(steps.count, "step"))")
    }
    return nil
  }
}
