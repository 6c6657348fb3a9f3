import Glibc

/// What was heard of the target's directories, less what is no change that a reader could find.
struct Hearing: ~Copyable {
  /// What was heard and is not explained.
  enum Verdict {
    case nothing
    /// A process that is not the updater's has changed something.
    case outside
    /// More happened than the kernel keeps, so that this cannot be told.
    case lost
  }

  var watch: DirectoryWatch
  /// Names of pipes, sockets and devices: what is written to them is no content.
  private var special: Set<Cause.Name> = []

  init(_ watch: consuming DirectoryWatch) { self.watch = watch }

  /// Holds what was heard since the last time against what can have caused it.
  mutating func verdict(given cause: Cause) -> Verdict {
    var verdict = Verdict.nothing
    for event in watch.events() {
      if event.mask & UInt32(IN_Q_OVERFLOW) != 0 {
        verdict = .lost
        continue
      }
      let entry = entry(of: event)
      let name = Cause.Name(directory: event.directory, name: event.name)
      if let entry {
        if entry.holdsBytes { special.remove(name) } else { special.insert(name) }
      }
      let isOfBytes = event.mask & UInt32(IN_MODIFY | IN_ATTRIB) != 0
      if isOfBytes, special.contains(name) { continue }
      if !cause.explains(event, entry: entry.map { FileIdentity($0) }), verdict == .nothing {
        verdict = .outside
      }
    }
    return verdict
  }

  /// What has the event's name now, as long as its directory has its path.
  private func entry(of event: DirectoryWatch.Event) -> stat? {
    guard !event.name.isEmpty, stat(of: event.place).map({ FileIdentity($0) }) == event.directory
    else { return nil }
    let path = (Array(event.place.utf8) + [UInt8(ascii: "/")] + event.name)
      .map { CChar(bitPattern: $0) }
    return stat(of: path + [0], followingLinks: false)
  }
}
