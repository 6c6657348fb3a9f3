import RaceModel

/// Which process or thread came of which, and when.
struct Lineage {
  private struct Birth {
    let parent: Int?
    /// How many steps there were.
    let steps: Int
  }

  private var births: [Int: Birth] = [:]

  /// One has come up.
  /// - Parameter parent: nil where it is not known.
  mutating func note(_ number: Int, of parent: Int?, after steps: Int) {
    births[number] = Birth(parent: parent, steps: steps)
  }

  /// The first step at which a staging file got the name of an earlier one that was published meanwhile, by a process
  /// that was on its way before that: in another order the two would have met there, even where the later one asks for a
  /// new file (cp(1) does so only where it found none). Nil where there is none.
  ///
  /// A process that waits for the other one without being its parent is taken for one that does not.
  func concurrentStaging(_ steps: [Step], _ files: [SteppedFile]) -> (step: Int, path: String)? {
    var made: [String: (file: Int, process: Int)] = [:]
    var published: [Int: Int] = [:]
    for step in steps {
      for case .created(let file, _) in step.effects
      where files.indices.contains(file - 1) {
        let path = files[file - 1].path
        if let earlier = made[path], let publication = published[earlier.file],
          let begun = branchBegun(of: step.process, apartFrom: earlier.process),
          begun < publication
        {
          return (step.index, path)
        }
        made[path] = (file, step.process)
      }
      if let file = step.after.file, published[file] == nil { published[file] = step.index }
    }
    return nil
  }

  /// How many steps there were when the way to `process` parted from the way to `other`; nil where one is the other, or
  /// comes before it.
  private func branchBegun(of process: Int, apartFrom other: Int) -> Int? {
    let others = Set(ancestors(of: other))
    guard !others.contains(process) else { return nil }
    let branch = ancestors(of: process).prefix { !others.contains($0) }
    return branch.last.flatMap { births[$0]?.steps }
  }

  private func ancestors(of number: Int) -> [Int] {
    var ancestors = [number]
    while let last = ancestors.last, let parent = births[last]?.parent { ancestors.append(parent) }
    return ancestors
  }
}
