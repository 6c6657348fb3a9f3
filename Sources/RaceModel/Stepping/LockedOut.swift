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
      if now.file != nil, let mode = now.mode, let first = start.mode, let last = end.mode,
        first & last & ~mode & Self.reading != 0
      {
        let text = "the target had mode \(ModeText.of(mode))"
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

  /// What a user, the group or others need of a file, and of a directory on the way.
  private static let reading: UInt32 = 0o444
  private static let searching: UInt32 = 0o111
}
