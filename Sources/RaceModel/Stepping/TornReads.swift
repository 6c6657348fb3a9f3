/// What a reader can get that has the target open across a step. No sighting shows it, for one looks between two steps;
/// it follows from what the step did to a file that held a whole content.
extension SteppedState {
  /// What a read in progress can get because of a step.
  /// - Parameter example: where the bytes of one such read come from.
  package static func torn(_ example: Anatomy, step: Int) -> Self {
    SteppedState(
      observation: .torn, kind: .mixed, grade: .forbidden, anatomy: example, firstStep: step,
      sightings: 0)
  }

  /// Whether it was derived from a step, and not seen.
  package var isDerived: Bool { observation == .torn }

  /// What a read in progress at its step can return, in one line.
  package var tornText: String {
    let read = "a read in progress at step \(firstStep) can"
    let sources = Set(anatomy.runs.map(\.source))
    return sources == [.a] || sources == [.b]
      ? "\(read) end early, and one of a mapping be killed (SIGBUS)"
      : "\(read) return old and new bytes mixed"
  }
}

extension Course {
  /// Reads in progress that a step tore; at most one stands for all.
  var tornReads: [Violation] {
    exploration.states.filter(\.isDerived).map { state in
      Violation(.content, at: place(ofTear: state), state.tornText)
    }
  }

  private func place(ofTear state: SteppedState) -> Violation.Place {
    let steps = exploration.steps
    return steps.indices.contains(state.firstStep - 1)
      ? .behind(steps[state.firstStep - 1]) : .start
  }
}

extension Exploration {
  /// The first thing about derived states that cannot be; nil where there is none.
  var tornProblem: (field: String, problem: String)? {
    let derived = states.filter(\.isDerived)
    guard let state = derived.first else { return nil }
    if derived.count > 1 { return ("states", "\(derived.count) states are derived, expected one") }
    if state.kind != .mixed || state.grade != .forbidden {
      return ("states", "a derived state is \(state.kind.rawValue), expected mixed and forbidden")
    }
    if state.sightings != 0 {
      return ("states", "a derived state has \(state.sightings) sightings, expected none")
    }
    guard (0...steps.count).contains(state.firstStep) else {
      return (
        "states",
        "a derived state is of step \(state.firstStep) of \(Count.text(steps.count, "step"))"
      )
    }
    return nil
  }
}
