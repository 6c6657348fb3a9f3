import RaceSystem

/// Finds out whether a swap whose signer fails has left everything as it was.
struct RollbackCheck {
  /// What a directory shows of an entry to whoever lists it.
  private struct Entry: Hashable {
    let mode: UInt32
    let size: Int64
  }

  /// Where a swap may leave something.
  private let directories: [String]
  private let before: [[String: Entry]]

  /// Notes how things are before any swap.
  init(_ directories: [String]) throws(SystemCallError) {
    self.directories = directories
    var before: [[String: Entry]] = []
    for directory in directories { before.append(try Self.list(directory)) }
    self.before = before
  }

  /// What is wrong after a swap that had to fail, in one line; nil if nothing is.
  /// - Parameters:
  ///   - succeeded: whether the updater said so.
  ///   - holdsA: whether the target's bytes are A's.
  func problem(succeeded: Bool, holdsA: Bool) -> String? {
    if succeeded { return "the swap said that it succeeded" }
    if !holdsA { return "the target does not hold A any more" }
    for (directory, before) in zip(directories, before) {
      guard let now = try? Self.list(directory) else {
        return "the directory cannot be listed any more"
      }
      if now == before { continue }
      for name in now.keys.sorted() where before[name] == nil {
        return "it left \"\(name)\" behind"
      }
      for name in before.keys.sorted() where now[name] == nil { return "\"\(name)\" is gone" }
      let changed = before.keys.sorted().first { before[$0] != now[$0] } ?? ""
      return "\"\(changed)\" has another mode or size"
    }
    return nil
  }

  private static func list(_ directory: String) throws(SystemCallError) -> [String: Entry] {
    var entries: [String: Entry] = [:]
    for name in try PathCalls.entries(directory) {
      // Gone since it was listed: so it is not there.
      guard let status = try? PathCalls.linkStatus("\(directory)/\(name)") else { continue }
      entries[name] = Entry(mode: status.st_mode, size: Int64(status.st_size))
    }
    return entries
  }
}
