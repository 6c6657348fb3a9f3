import RaceModel

/// Which steps of an exploration did nothing but make or remove names beside the target, in a directory where much else
/// is going on: their rows say nothing of the swap, and hide those that do.
struct OtherFiles: Sendable {
  /// So few in a row are shown as they are: one of them may well be the staging file.
  private static let fewest = 4

  /// For the first step of each series its last, and how many there are, by index.
  private let series: [Int: (last: Int, count: Int)]
  private let members: Set<Int>

  /// - Parameters:
  ///   - stands: whether a step has a row of its own in any case.
  ///   - matters: whether a step would have a row.
  init(
    of exploration: Exploration, stands: (Step) -> Bool,
    matters: (Step, _ earlier: Sighting) -> Bool
  ) {
    var last = exploration.start
    var steps: [(index: Int, names: Set<FileName>?)] = []
    var ofSwap: Set<FileName> = []
    for step in exploration.steps {
      let earlier = step.before ?? last
      let names = Set(earlier.entries).symmetricDifference(step.after.entries)
      var same = earlier
      same.entries = step.after.entries
      let isOnlyNames = same == step.after && !names.isEmpty && step.before == nil
      if !isOnlyNames { ofSwap.formUnion(names) }
      if matters(step, earlier) {
        steps.append((step.index, isOnlyNames && !stands(step) ? names : nil))
      }
      last = step.after
    }
    let isOther = steps.map { $0.names?.isDisjoint(with: ofSwap) ?? false }
    var series: [Int: (last: Int, count: Int)] = [:]
    var members: Set<Int> = []
    var place = 0
    while place < steps.count {
      let end = isOther[place...].firstIndex(of: false) ?? steps.count
      if end - place >= Self.fewest {
        series[steps[place].index] = (steps[end - 1].index, end - place)
        members.formUnion(steps[place..<end].map(\.index))
      }
      place = max(end, place + 1)
    }
    (self.series, self.members) = (series, members)
  }

  /// Whether the step has no row of its own.
  func holds(_ step: Step) -> Bool { members.contains(step.index) }

  /// The row of the series that begins with the step.
  func row(from step: Step) -> StepRow? {
    series[step.index].map { last, count in
      StepRow(
        label: "\(step.index)–\(last)",
        call: "\(Figure.counted(UInt64(count), "step")) on other files", outcome: "", broken: [])
    }
  }
}
