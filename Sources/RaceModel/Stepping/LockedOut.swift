/// What sightings show of readers that may not come in, whatever racebench itself may do: root may do all.
extension Course {
  /// The first sightings of a mode that lets fewer readers in than both the first one and the last one do, one for each
  /// file or directory. One that stays is another contract's.
  var lockedOut: [Violation] {
    var seen: Set<String> = []
    var violations: [Violation] = []
    let (start, end) = (exploration.start, exploration.end)
    for entry in entries {
      let now = entry.sighting
      var narrowed: [(String, String)] = []
      if now.file != nil, let mode = now.mode, let first = Access(start), let last = Access(end),
        let access = Access(now), access.locksOut(from: first, last)
      {
        let owner = now.owner != start.owner || now.owner != end.owner
        let text =
          "the target had mode \(ModeText.of(mode))"
          + (owner ? " and owner \(now.owner ?? "")" : "")
        narrowed.append(("", "\(text), so that not all could read it"))
      }
      for (path, mode) in now.way.sorted(by: { $0.key < $1.key }) {
        guard let first = start.way[path] ?? end.way[path],
          first & (end.way[path] ?? first) & ~mode & Self.searching != 0
        else { continue }
        let text = "directory \"\(path)\" had mode \(ModeText.of(mode))"
        narrowed.append((path, "\(text), so that not all could get to the target"))
      }
      for (name, evidence) in narrowed where seen.insert(name).inserted {
        violations.append(Violation(.presence, at: entry.place, evidence + " for a while"))
      }
    }
    return violations
  }

  /// What a user, the group or others need of a directory on the way.
  private static let searching: UInt32 = 0o111
}

/// Who may read a file, by its mode and owner. Access control lists are not looked at.
private struct Access {
  let mode: UInt32
  let user: UInt32
  let group: UInt32

  /// Nil where there was no file.
  init?(_ sighting: Sighting) {
    guard let mode = sighting.mode, let owner = sighting.owner?.split(separator: ":"),
      owner.count == 2,
      let user = UInt32(owner[0]), let group = UInt32(owner[1])
    else { return nil }
    (self.mode, self.user, self.group) = (mode, user, group)
  }

  /// Whether a process of a user and a group may read (path_resolution(7)): of the three the first that fits decides.
  private func lets(_ user: UInt32?, _ group: UInt32?) -> Bool {
    if user == self.user { return mode & 0o400 != 0 }
    if group == self.group { return mode & 0o040 != 0 }
    return mode & 0o004 != 0
  }

  /// Whether any process may not read that may both at first and in the end. All users and groups that any of them names
  /// are tried, and others. Root reads whatever has another owner.
  func locksOut(from first: Self, _ last: Self) -> Bool {
    let all = [self, first, last]
    let users = Set(all.map(\.user)).filter { $0 != 0 || all.allSatisfy { $0.user == 0 } }
    let groups = Set(all.map(\.group))
    return (users.map(Optional.some) + [nil]).contains { user in
      (groups.map(Optional.some) + [nil]).contains { group in
        first.lets(user, group) && last.lets(user, group) && !lets(user, group)
      }
    }
  }
}
