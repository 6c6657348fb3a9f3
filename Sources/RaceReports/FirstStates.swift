import RaceModel

/// A few of a run's partial states that give an idea of all of them.
///
/// First comes the first state of each kind, so that a hundred lengths of truncated files do not hide the one
/// time that the path was missing; the places left go to the earliest others. What is chosen stands in the order
/// of first sight. States that read the same (`3.3 MB truncated`) are named once.
struct FirstStates: Sendable {
  /// How many are chosen at most.
  static let limit = 4

  /// The chosen states in a few words each.
  let chosen: [String]
  /// Distinct partial states that are not named.
  let others: Int
  /// Whether there may be more of those than were kept.
  let mayBeMore: Bool

  /// Chooses from the states of a run, which stand in the order of first sight.
  init(of run: Run) {
    let states = run.states.distinctPartial
    var places: [Int] = []
    var words: Set<String> = []
    func choose(from candidates: some Sequence<Int>) {
      for place in candidates where places.count < Self.limit && !places.contains(place) {
        if words.insert(states[place].summary).inserted { places.append(place) }
      }
    }
    var kinds: Set<Kind> = []
    choose(from: states.indices.filter { kinds.insert(states[$0].kind).inserted })
    choose(from: states.indices)
    chosen = places.sorted().map { states[$0].summary }
    others = states.count - chosen.count
    mayBeMore = run.isDistinctALowerBound
  }

  /// `0 B empty, 4.1 KB truncated, … (328 more)`; nothing where no state was partial.
  var text: String {
    guard !chosen.isEmpty else { return "" }
    let count = Figure.grouped(UInt64(others))
    let rest = others > 0 ? ["… (\(mayBeMore ? "≥ " : "")\(count) more)"] : []
    return (chosen + rest).joined(separator: ", ")
  }
}
