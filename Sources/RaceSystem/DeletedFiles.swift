import Glibc

/// Files without a name that processes hold open.
///
/// An old version that only racebench holds is no file that the updater has written too much: its readers, and what looks
/// into swaps, still have it open while the next one is published, and give it up at the end of the look.
package enum DeletedFiles {
  /// The allocated bytes of all that an updater's processes hold.
  /// - Parameter guardian: the process below which they are looked for.
  package static func bytes(below guardian: pid_t) -> UInt64 {
    let own = try? PathCalls.status("/proc/self/exe")
    let all = Descendants.statuses(below: guardian, among: ProcessStatus.all())
    let ours = Set(all.filter { isOurs($0, own, guardian) }.map(\.process))
    let readers = ours.filter { isReader($0) }
    let looking = Descendants.with(all, below: readers).subtracting(ours)
    var (sum, seen) = (UInt64(0), Set<[UInt64]>())
    for process in all.map(\.process) where !ours.contains(process) {
      let place = "/proc/\(process)/fd"
      for name in (try? PathCalls.entries(place)) ?? [] {
        guard let status = try? PathCalls.status("\(place)/\(name)"),
          status.st_mode & S_IFMT == S_IFREG, status.st_nlink == 0,
          !looking.contains(process) || isForWriting(name, of: process),
          seen.insert([UInt64(status.st_dev), UInt64(status.st_ino)]).inserted
        else { continue }
        sum += UInt64(max(0, status.st_blocks)) &* 512
      }
    }
    return sum
  }

  /// Whether it is a forked process of racebench's own, and not one of the updater's: any process may take such a name
  /// (PR_SET_NAME, prctl(2)), but runs another program, and is in a group of its own.
  private static func isOurs(_ status: ProcessStatus, _ own: stat?, _ guardian: pid_t) -> Bool {
    guard let own, status.group == guardian,
      ProcessFacts.name(of: status.process)?.hasPrefix("rb-") == true,
      let program = try? PathCalls.status("/proc/\(status.process)/exe")
    else { return false }
    return (program.st_dev, program.st_ino) == (own.st_dev, own.st_ino)
  }

  /// Whether what it starts looks at the target, as a reader's command does.
  private static func isReader(_ process: pid_t) -> Bool {
    ProcessFacts.name(of: process)?.hasPrefix("rb-reader-") == true
  }

  /// Whether a descriptor can have made its file larger; also where that cannot be told.
  private static func isForWriting(_ descriptor: String, of process: pid_t) -> Bool {
    guard let number = Int32(descriptor), let flags = ProcessFacts.flags(of: number, of: process)
    else { return true }
    return flags & O_ACCMODE != O_RDONLY
  }
}
