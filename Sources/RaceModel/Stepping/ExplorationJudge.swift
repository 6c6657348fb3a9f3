/// The rules by which an exploration reaches a verdict.
///
/// `fail`: something forbidden was seen, or a required contract is broken. `pass`: nothing was, all could be seen, and
/// the updater did what it is for: A was seen first, B later, and one of them at the end. Where `rollback` is required
/// and kept, it was to fail, and B need not be seen. `inconclusive`: one of these is missing, or a required contract was
/// not checked.
///
/// Does not show: what readers see while a call is under way, and what an updater does that is given another source, or
/// is faster or slower than it was here.
package enum ExplorationJudge {
  /// The exploration with its judgement filled in.
  package static func judge(
    _ exploration: Exploration, requiring required: [Contract]
  ) -> Exploration {
    var judged = exploration
    judged.judgement = judgement(on: exploration, requiring: required)
    return judged
  }

  /// The verdict, and why.
  package static func judgement(
    on exploration: Exploration, requiring required: [Contract]
  ) -> Judgement {
    let course = Course(of: exploration)
    let also =
      (exploration.mishandlesShortWrites ? "; besides, \(shortWrites)" : "")
      + (exploration.nextSwap.map { "; but \(anotherSwap($0))" } ?? "")
    if let finding = course.finding(requiring: required) {
      return Judgement(.fail, finding + also)
    }
    if let weakness = course.weakness(requiring: required) {
      return Judgement(.inconclusive, weakness + also)
    }
    return Judgement(
      .pass, "\(Count.text(exploration.steps.count, "step")), no partial state\(also)")
  }

  /// What is wrong where a program mishandles short writes.
  static let shortWrites = "a write that was cut short was taken for a whole one"

  /// What another swap shows.
  package static func anotherSwap(_ shown: String) -> String {
    "a second swap, on what this one has left, shows \(shown)"
  }
}

extension Exploration {
  /// What it has shown of each contract. Follows from sightings and steps.
  package var contracts: [Contract: ContractState] {
    let course = Course(of: self)
    return Dictionary(
      uniqueKeysWithValues: Contract.allCases.map { ($0, course.shown(of: $0).state) })
  }

  /// All that shows a contract broken, in the order of the steps. A short write that was taken for a whole one stands
  /// before them: it was another run.
  package var violations: [Violation] {
    let course = Course(of: self)
    let all = Contract.allCases.flatMap { course.shown(of: $0).violations }
    let places = all.enumerated().sorted {
      ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
    }
    return places.map(\.element)
  }

  /// What breaks `content` and `presence`, in the order of the steps.
  package var partialStates: [Violation] { Course(of: self).partialStates }

  /// Where a reader that has the target open across a step can get bytes of two contents; nil where it can not. No
  /// sighting shows it.
  package var firstTear: Violation.Place? { Course(of: self).tornReads.first?.place }
}

extension Course {
  /// What came of a contract.
  func shown(of contract: Contract) -> Shown {
    switch contract {
    case .content: contentShown
    case .presence: presenceShown
    case .truth: truthShown
    case .rollback: rollbackShown
    case .inode: inodeShown
    case .staging: stagingShown
    case .metadata: metadataShown
    case .symlink: symlinkShown
    case .leftovers: leftoversShown
    case .durability: durabilityShown
    case .monotone: .notChecked("run and gate judge it")
    }
  }

  fileprivate var partialStates: [Violation] {
    (contentShown.violations + presenceShown.violations).sorted { $0.place < $1.place }
  }

  /// What is broken that must not be, in one line; nil where nothing is.
  fileprivate func finding(requiring required: [Contract]) -> String? {
    let partial = partialStates
    if let first = partial.first {
      return "\(Count.text(partial.count, "partial state")), first: \(first.text)"
    }
    for contract in required {
      if let first = shown(of: contract).violations.first {
        return "\(contract.rawValue) is broken: \(first.text)"
      }
    }
    return nil
  }

  /// Why nothing forbidden was seen and that proves nothing; nil where it does.
  fileprivate func weakness(requiring required: [Contract]) -> String? {
    if let limit = exploration.limits.first { return limit.text }
    if let step = sharedByProcesses {
      return "two processes of the updater write one staging file (the second from step "
        + "\(step.index) on), so that what is published is a matter of timing"
    }
    let said = exploration.failure.map { ": \($0)" } ?? ""
    switch exploration.ending {
    case .exited: break
    case .killed, .timedOut:
      return "the updater did not end by itself: \(exploration.ending.text)\(said)"
    }
    guard content(exploration.start) == .a else {
      return "the target did not hold the old content at the start, but \(words(exploration.start))"
    }
    guard firstOfB != nil || required.contains(.rollback) && rollbackShown.isKept else {
      return "\(Self.unseen): \(exploration.ending.text)\(said)"
    }
    guard content(exploration.end) != nil else {
      return "the target held neither content at the end, but \(words(exploration.end))"
    }
    for contract in required {
      if case .notChecked(let reason) = shown(of: contract) {
        return "\(contract.rawValue) was required and is not checked: \(reason)"
      }
    }
    return nil
  }
}

extension Exploration.Ending {
  /// For people: `exit status 1`, `killed by SIGSEGV`.
  package var text: String {
    switch self {
    case .exited(let status): "exit status \(status)"
    case .killed(let signal): "killed by \(SignalName.text(signal))"
    case .timedOut: "killed, for it took too long"
    }
  }
}
