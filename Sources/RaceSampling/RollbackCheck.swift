import RaceSystem

/// Finds out whether a swap whose signer fails has left everything as it was.
struct RollbackCheck {
  /// Where a swap may leave something.
  private let directories: [String]
  private let before: [DirectoryListing]

  /// Notes how things are before any swap.
  init(_ directories: [String]) throws(SystemCallError) {
    self.directories = directories
    var before: [DirectoryListing] = []
    for directory in directories { before.append(try DirectoryListing(directory)) }
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
      guard let now = try? DirectoryListing(directory) else {
        return "the directory cannot be listed any more"
      }
      if let problem = now.leftover(since: before) ?? now.change(since: before) { return problem }
    }
    return nil
  }
}
