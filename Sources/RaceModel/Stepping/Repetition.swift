extension Exploration.Repetition {
  /// What a second exploration of the same updater shows of the first one.
  package init(of first: Exploration, by second: Exploration) {
    let differs = zip(first.steps, second.steps).first {
      !Self.isSame($0, of: first, $1, of: second)
    }
    let common = min(first.steps.count, second.steps.count)
    let difference =
      differs?.0.index ?? (first.steps.count == second.steps.count ? nil : common + 1)
    // By their bytes: é in two normal forms is two names.
    let others = Set(Self.names(of: second).map { Array($0.utf8) })
    let shared = Self.names(of: first).filter { others.contains(Array($0.utf8)) }
    self.init(
      isSame: difference == nil, firstDifference: difference,
      sharedNames: Set(shared).sorted())
  }

  /// Whether it is the same call of the same process on the same files, and what it gave and left is the same. Names
  /// do not count, since those of staging files shall differ.
  private static func isSame(
    _ left: Step, of first: Exploration, _ right: Step, of second: Exploration
  ) -> Bool {
    let same =
      (left.process, left.name, left.effects) == (right.process, right.name, right.effects)
      && left.result == right.result && (left.before == nil) == (right.before == nil)
    guard same, let before = left.before, let other = right.before else {
      return same && isSame(left.after, of: first, right.after, of: second)
    }
    return isSame(before, of: first, other, of: second)
      && isSame(left.after, of: first, right.after, of: second)
  }

  private static func isSame(
    _ left: Sighting, of first: Exploration, _ right: Sighting, of second: Exploration
  ) -> Bool {
    (left.file, left.isLink, left.mode, left.owner, left.entries.count)
      == (right.file, right.isLink, right.mode, right.owner, right.entries.count)
      && first.shown(left.state) == second.shown(right.state)
  }

  /// The names of files that steps have made, and that were the target later.
  private static func names(of exploration: Exploration) -> [String] {
    let published = Set(
      (exploration.steps.map(\.after) + [exploration.end]).compactMap(\.file))
    let made = exploration.steps.flatMap { step in
      step.effects.compactMap { effect -> Int? in
        if case .created(let file, _) = effect, step.after.file != file { file } else { nil }
      }
    }
    return exploration.files.filter { made.contains($0.number) && published.contains($0.number) }
      .map(\.path)
  }
}
