/// What steps show of the contracts that speak of files.
extension Course {
  /// Who holds the old file open keeps its bytes, and what is published is never written again: the first step that
  /// breaks it, for each file.
  var inodeShown: Shown {
    var published = Set([exploration.start.file].compactMap(\.self))
    var broken: Set<Int> = []
    var violations: [Violation] = []
    for step in exploration.steps {
      if let file = step.before?.file { published.insert(file) }
      for effect in step.effects {
        guard let (file, evidence) = breach(of: published, by: effect),
          broken.insert(file).inserted
        else { continue }
        violations.append(Violation(.inode, at: .behind(step), evidence))
      }
      if let file = step.after.file { published.insert(file) }
    }
    return Shown(violations)
  }

  /// What an effect breaks of files that are or were the target, and which file that is. The old file may be altered:
  /// who has it open reads the same.
  private func breach(of published: Set<Int>, by effect: Step.Effect) -> (Int, String)? {
    let old = exploration.start.file
    switch effect {
    case .wrote(let file) where file == old:
      return (file, "a process that had the file open saw its bytes change")
    case .wrote(let file) where published.contains(file),
      .altered(let file) where file != old && published.contains(file):
      return (file, "changed what was already published")
    case .created, .reused, .wrote, .altered, .synced, .syncedDirectory, .syncedAll, .cut:
      return nil
    }
  }

  /// Each file that became the target without being made at its path lies beside the target, under a name that
  /// nobody else can have, opened exclusively.
  var stagingShown: Shown {
    var violations: [Violation] = []
    var reasons: [String] = []
    var isKept = false
    if let step = exploration.steps.first(where: isRefusedAcross) {
      violations.append(
        Violation(
          .staging, at: .behind(step), "the staging file does not lie on the target's file system"))
    }
    for file in laterFiles {
      let creation = exploration.steps.first { $0.creation(of: file) != nil }
      if creation?.after.file == file { continue }
      let opening = creation ?? exploration.steps.first { $0.effects.contains(.reused(file: file)) }
      guard let opening else {
        reasons.append("it publishes a file that it did not make")
        continue
      }
      if let problem = problem(withStaging: file, openedBy: opening) {
        violations.append(Violation(.staging, at: .behind(opening), problem))
      } else if exploration.again == nil {
        reasons.append("the name of its staging file was seen once only")
      } else {
        isKept = true
      }
    }
    if !violations.isEmpty { return .broken(violations.sorted { $0.place < $1.place }) }
    if let reason = reasons.first { return .notChecked(reason) }
    return isKept ? .kept : .notChecked("it publishes no staging file")
  }

  /// Files other than the first that were seen as the target, in the order of first sight.
  private var laterFiles: [Int] {
    var seen = Set([exploration.start.file].compactMap(\.self))
    return entries.compactMap(\.sighting.file).filter { seen.insert($0).inserted }
  }

  private func problem(withStaging number: Int, openedBy step: Step) -> String? {
    let file = exploration.files.first { $0.number == number }
    if let file, !file.isBesideTarget {
      return "the staging file does not lie on the target's file system"
    }
    if let file, isOutside(file) {
      return
        "staged in \"\(file.path)\", outside the target's tree: where that is another file system, "
        + "the rename becomes a copy in place"
    }
    if let second = concurrentWriter(of: number) {
      return
        "two processes of the updater write the staging file, the second from step \(second.index) on"
    }
    // Only one process can have made the directory, so that no other knows the name.
    if let file, step.creation(of: number) == false, hasDirectoryOfItsOwn(file, before: step) {
      return nil
    }
    switch step.creation(of: number) {
    case nil: return "the staging file was there already, so that two writers can share it"
    case false:
      return "the staging file is not opened exclusively, so that two writers can share it"
    case true:
      guard let file, exploration.again?.sharedNames.contains(file.path) == true else { return nil }
      return "the staging file had the same name in two runs, so that two writers share it"
    }
  }

  /// The new content is synced before it is published, and the directory after.
  var durabilityShown: Shown {
    guard let first = firstOfB, let file = first.sighting.file else {
      return .notChecked(Self.unseen)
    }
    let steps = exploration.steps
    let isOld = file == exploration.start.file
    let publication = isOld ? nil : steps.firstIndex { $0.after.file == file }
    guard isOld || publication != nil else {
      return .notChecked("no call of the updater has put the new content there")
    }
    let published = publication ?? 0
    if let writing = steps[published...].first(where: { $0.effects.contains(.wrote(file: file)) }) {
      return .broken([Violation(.durability, at: .behind(writing), Self.writtenInPlace)])
    }
    guard let publication else {
      return .broken([Violation(.durability, at: first.place, Self.writtenInPlace)])
    }
    let lastWrite = steps[..<publication].lastIndex { $0.effects.contains(.wrote(file: file)) }
    let isSynced = steps[(lastWrite ?? 0)..<publication].contains {
      $0.effects.contains(.synced(file: file)) || $0.effects.contains(.syncedAll)
    }
    if lastWrite != nil && !isSynced {
      return broken(steps[publication], "published before its bytes were synced")
    }
    let isDirectorySynced = steps[(publication + 1)...].contains {
      $0.effects.contains(.syncedDirectory) || $0.effects.contains(.syncedAll)
    }
    if !isDirectorySynced {
      return broken(steps[publication], "the directory was not synced after it")
    }
    return isSynced ? .kept : .notChecked("the new content was written before the updater began")
  }

  private func broken(_ step: Step, _ evidence: String) -> Shown {
    .broken([Violation(.durability, at: .behind(step), evidence)])
  }

  private static let writtenInPlace =
    "written in place: readers and a crash can meet it before it is synced"
}

extension Step {
  /// Whether it made the file, and if so whether exclusively; nil where it did not make it.
  fileprivate func creation(of number: Int) -> Bool? {
    for case .created(let file, let exclusively) in effects where file == number {
      return exclusively
    }
    return nil
  }
}
