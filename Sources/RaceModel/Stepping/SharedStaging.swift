/// What steps show of where a file is staged, and of who writes it.
extension Course {
  /// Whether a file was made outside the subject's directory on the stage, as in the temporary directory. It may lie on
  /// the target's file system here, and elsewhere it does not. A strategy stages where it is told to, and is
  /// judged by the file system alone.
  func isOutside(_ file: SteppedFile) -> Bool {
    if exploration.subject.updater.strategy != nil { return false }
    return file.path.utf8.starts(with: "/".utf8)
      || ["{tmpdir}", "{stage}"].contains { file.path.utf8.starts(with: "\($0)/".utf8) }
  }

  /// Whether it lies in a directory that an earlier step made, and that was not there before.
  func hasDirectoryOfItsOwn(_ file: SteppedFile, before opening: Step) -> Bool {
    if exploration.again?.sharedNames.contains(file.path) == true { return false }
    let directories = exploration.files.filter { file.path.utf8.starts(with: "\($0.path)/".utf8) }
      .map { Step.Effect.created(file: $0.number, exclusively: true) }
    return exploration.steps.prefix { $0.index < opening.index }.contains { step in
      step.effects.contains(where: directories.contains)
    }
  }

  /// Whether the step was to move a file to the target from another file system, which is refused.
  func isRefusedAcross(_ step: Step) -> Bool {
    guard step.result == .failed(errno: 18), step.name.utf8.starts(with: "rename".utf8),
      let target = exploration.files.first
    else { return false }
    return step.call.hasSuffix("→ \"\(target.path)\")")
  }

  /// The step by which a second process opened a file to write it that the first one goes on to write: both have it open
  /// at once. Nil where one is done before the next begins, as a signer is handed what a copy has made, and where they
  /// share what one has opened, as the commands of a shell's redirection do.
  func concurrentWriter(of number: Int) -> Step? {
    guard let file = exploration.files.first(where: { $0.number == number }) else { return nil }
    let uses = exploration.steps.filter { $0.touches(number) || $0.opens(file) }
    for (place, opening) in uses.enumerated() where opening.opens(file) {
      let before = Set(uses[..<place].map(\.process)).subtracting([opening.process])
      let isConcurrent = uses[place...].contains { use in
        before.contains(use.process) && !hasEnded(opening.process, before: use)
      }
      if isConcurrent { return opening }
    }
    return nil
  }

  /// Whether the process that takes a step has waited for another one's end before, or for the end of one that had.
  private func hasEnded(_ process: Int, before step: Step) -> Bool {
    var child = process
    // Each is a child of the next.
    for _ in exploration.waits.indices {
      guard
        let wait = exploration.waits.first(where: { $0.process == child && $0.steps < step.index })
      else { return false }
      if wait.by == step.process { return true }
      child = wait.by
    }
    return false
  }

  /// A file that is or was the target, and that two processes had in hand at once while it was staged.
  var sharedByProcesses: Step? {
    let targets = Set(entries.compactMap(\.sighting.file)).sorted()
    return targets.filter { $0 != exploration.start.file }.compactMap(concurrentWriter).first
  }
}

extension Step {
  /// Whether it opened the file so that it is made where it is not there, or wrote to it.
  fileprivate func touches(_ file: Int) -> Bool {
    effects.contains { effect in
      switch effect {
      case .created(file, _), .reused(file), .wrote(file): true
      default: false
      }
    }
  }

  /// Whether it opened the file to write.
  fileprivate func opens(_ file: SteppedFile) -> Bool {
    guard ["open", "openat", "openat2", "creat"].contains(name), case .returned = result else {
      return false
    }
    return touches(file.number) || call.contains("(\"\(file.path)\"")
  }
}
