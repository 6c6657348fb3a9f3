/// What sightings show of the contracts that speak of the target.
extension Course {
  /// Readers see A or B: one violation for each state, at its first sight, and one for reads that a step tore.
  /// `missing` is another contract's.
  var contentShown: Shown {
    let all = firstSights(.content) { $0 != .missing } + tornReads
    return Shown(all.sorted { $0.place < $1.place })
  }

  /// The path always resolves, and no reader is locked out for a while.
  var presenceShown: Shown {
    let all = firstSights(.presence) { $0 == .missing } + lockedOut
    return Shown(all.sorted { $0.place < $1.place })
  }

  private func firstSights(
    _ contract: Contract, where isMeant: (Kind) -> Bool
  ) -> [Violation] {
    var seen: Set<Int> = []
    var violations: [Violation] = []
    for entry in entries {
      let state = state(entry.sighting)
      guard state.grade == .forbidden, isMeant(state.kind),
        seen.insert(entry.sighting.state).inserted
      else { continue }
      violations.append(Violation(contract, at: entry.place, state.summary))
    }
    return violations
  }

  /// Status 0 means that the target is B; anything else that it is whole. What processes that it left behind do later
  /// does not count.
  var truthShown: Shown {
    // What was there when the updater ended may not have been read.
    if exploration.limits.contains(where: { $0.kind == .lateLook }) {
      return .notChecked("a look came too late")
    }
    if exploration.contents.takenFromEnd == true {
      return .notChecked("what was there at the end was taken for right")
    }
    // It exited with 0 where its writes were cut short, and did not publish the new content.
    if exploration.mishandlesShortWrites {
      return .broken([
        Violation(.truth, at: .init(step: 0, .cutWrites), ExplorationJudge.shortWrites)
      ])
    }
    let found = content(exit.sighting)
    let words = words(exit.sighting)
    switch exploration.ending {
    case .exited(status: 0) where found != .b:
      return .broken([
        Violation(
          .truth, at: exit.place, "it said that it had succeeded, and the target was \(words)")
      ])
    case .exited, .killed, .timedOut:
      guard found == nil else { return .kept }
      return .broken([
        Violation(
          .truth, at: exit.place, "it did not succeed, and the target was neither content: \(words)"
        )
      ])
    }
  }

  /// Where it fails before publishing, the target is A, and the directory holds what it held.
  var rollbackShown: Shown {
    switch exploration.ending {
    case .exited(status: 0): return .notChecked("the updater did not fail")
    case .killed, .timedOut: return .notChecked("it was killed, and so could not roll back")
    case .exited: break
    }
    guard firstOfB == nil else { return .notChecked("it failed after publishing") }
    guard content(exit.sighting) == .a else {
      return .broken([
        Violation(.rollback, at: exit.place, "the target was \(words(exit.sighting))")
      ])
    }
    let (was, end) = (exploration.start.entries, exploration.end.entries)
    let (left, lost) = (Self.names(end, without: was), Self.names(was, without: end))
    let problems =
      (left.isEmpty ? [] : ["it left \(left)"]) + (lost.isEmpty ? [] : ["it removed \(lost)"])
    guard !problems.isEmpty, let place = entries.last?.place else { return .kept }
    return .broken([Violation(.rollback, at: place, problems.joined(separator: ", "))])
  }

  /// After success the directory holds nothing new but the file that the target leads to.
  var leftoversShown: Shown {
    guard exploration.ending == .exited(status: 0) else {
      return .notChecked("the updater did not succeed")
    }
    let name = exploration.end.resolved?.split(separator: "/").last
    let file = name.map { [FileName(String($0))] } ?? []
    let left = Self.names(exploration.end.entries, without: exploration.start.entries + file)
    guard !left.isEmpty, let place = entries.last?.place else { return .kept }
    return .broken([Violation(.leftovers, at: place, "it left \(left)")])
  }

  /// Mode, owner and extended attributes are kept from the first instant of B on: one violation for each problem.
  var metadataShown: Shown {
    var seen: Set<String> = []
    var violations: [Violation] = []
    for entry in entries {
      guard content(entry.sighting) == .b || entry.place.moment == .end,
        let problem = entry.sighting.metadataProblem, seen.insert(problem).inserted
      else { continue }
      violations.append(Violation(.metadata, at: entry.place, problem))
    }
    if violations.isEmpty && firstOfB == nil { return .notChecked(Self.unseen) }
    return Shown(violations)
  }

  /// A target that is a symlink stays one.
  var symlinkShown: Shown {
    guard exploration.start.isLink else { return .notChecked("the target is no symlink") }
    let first = entries.first { $0.sighting.file != nil && !$0.sighting.isLink }
    return Shown(
      first.map {
        [Violation(.symlink, at: $0.place, "the target was a symlink, and is none any more")]
      } ?? [])
  }

  static let unseen = "the new content was never seen"

  /// The names in one list that are not in the other, for people; empty if there are none.
  private static func names(_ names: [FileName], without others: [FileName]) -> String {
    let known = Set(others)
    let new = names.filter { !known.contains($0) }
    let shown = new.prefix(3).map { "\"\($0.text)\"" }.joined(separator: ", ")
    return new.count > 3 ? "\(shown) and \(new.count - 3) more" : shown
  }
}
