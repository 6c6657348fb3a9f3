/// Whether two explorations of one updater came to what the target is by the same changes.
///
/// Names do not count, since those of staging files shall differ; nor does how many pieces a file was written in, which
/// is a matter of buffers, nor what was done to files that never became the target.
extension Exploration {
  /// The first step of this one at which another one changed the target, or what became it, otherwise; nil where it did
  /// not.
  package func firstOtherChange(than other: Exploration) -> Int? {
    let (own, others) = (changes, other.changes)
    for (left, right) in zip(own, others) where left.change != right.change { return left.step }
    if own.count == others.count { return nil }
    return own.count > others.count ? own[others.count].step : steps.count
  }

  private struct Change: Hashable {
    let name: String
    let effects: [Step.Effect]
    /// What the target shows, where that is another thing than before.
    let target: Shown?
    let file: Int?
  }

  /// What the target shows. Of the end of an updater that is given no source it counts that it is right, not what it is.
  enum Shown: Hashable {
    case taken
    case observation(Observation)
  }

  func shown(_ state: Int) -> Shown {
    let (seen, old) = (states[state], states[start.state].observation)
    let isTaken =
      contents.takenFromEnd == true && seen.kind == .stable && seen.observation != old
    return isTaken ? .taken : .observation(seen.observation)
  }

  private var changes: [(step: Int, change: Change)] {
    var ordinals: [Int: Int] = [:]
    for file in ([start] + steps.map(\.after) + [end]).compactMap(\.file)
    where ordinals[file] == nil {
      ordinals[file] = ordinals.count + 1
    }
    var changes: [(step: Int, change: Change)] = []
    var last = start
    for step in steps {
      let effects = step.effects.compactMap { $0.renumbered(by: ordinals) }
      let isSame = last.state == step.after.state && last.file == step.after.file
      let change = Change(
        name: step.name, effects: effects,
        target: isSame ? nil : shown(step.after.state),
        file: isSame ? nil : step.after.file.flatMap { ordinals[$0] })
      last = step.after
      if isSame, effects.isEmpty || changes.last?.change == change { continue }
      changes.append((step.index, change))
    }
    return changes
  }
}

extension Step.Effect {
  /// The same of a file under another number; nil where that has none, and for what is of no file.
  fileprivate func renumbered(by numbers: [Int: Int]) -> Self? {
    switch self {
    case .created(let file, let exclusively):
      numbers[file].map { .created(file: $0, exclusively: exclusively) }
    case .reused(let file): numbers[file].map { .reused(file: $0) }
    case .wrote(let file): numbers[file].map { .wrote(file: $0) }
    case .altered(let file): numbers[file].map { .altered(file: $0) }
    case .synced(let file): numbers[file].map { .synced(file: $0) }
    case .syncedDirectory, .syncedAll, .cut: nil
    }
  }
}
