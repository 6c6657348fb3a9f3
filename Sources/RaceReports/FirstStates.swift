import RaceModel

/// A few of a run's partial states that give an idea of all of them.
///
/// First comes the first state of each kind, so that a hundred lengths of truncated files do not hide the one
/// time that the path was missing; the places left go to the earliest others. What is chosen stands in the order
/// of first sight. States that read the same (`3.3 MB truncated`) are named once.
struct FirstStates: Sendable {
  /// How many are chosen at most.
  static let limit = 4

  /// The chosen states.
  private let states: [State]
  /// Distinct partial states that are not named.
  let others: Int
  /// Whether there may be more of those than were kept.
  let mayBeMore: Bool

  /// Chooses from the states of a run, which stand in the order of first sight.
  init(of run: Run) {
    let all = run.states.distinctPartial
    var places: [Int] = []
    var words: Set<String> = []
    func choose(from candidates: some Sequence<Int>) {
      for place in candidates where places.count < Self.limit && !places.contains(place) {
        if words.insert(all[place].summary).inserted { places.append(place) }
      }
    }
    var kinds: Set<Kind> = []
    choose(from: all.indices.filter { kinds.insert(all[$0].kind).inserted })
    choose(from: all.indices)
    states = places.sorted().map { all[$0] }
    others = all.count - states.count
    mayBeMore = run.isDistinctALowerBound
  }

  /// `0 B empty, 4.1 KB truncated, … (328 more)`; nothing where no state was partial.
  var text: String {
    (states.map(\.summary) + rest).joined(separator: ", ")
  }

  /// The chosen states with a line for each: `4.1 KB truncated: 1 read, in copy; B 0–4.1 KB, then end`.
  var details: String {
    (states.map(Self.detail) + rest).map { "\($0)\n" }.joined()
  }

  private var rest: [String] {
    let count = Figure.grouped(UInt64(others))
    return others > 0 && !states.isEmpty ? ["… (\(mayBeMore ? "≥ " : "")\(count) more)"] : []
  }

  private static func detail(of state: State) -> String {
    var looks: [String] = []
    if state.count > 0 { looks.append(Figure.counted(state.count, "read")) }
    if state.glances > 0 { looks.append(Figure.counted(state.glances, "glance")) }
    if let phase = state.phase { looks.append("in \(phase.rawValue)") }
    let anatomy = state.anatomy.runs.isEmpty ? "" : "; \(state.anatomy.summary)"
    return "\(state.summary): \(looks.joined(separator: ", "))\(anatomy)"
  }
}
