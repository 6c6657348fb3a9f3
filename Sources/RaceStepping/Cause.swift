import Glibc

/// What a call can cause: which events of which names and files (inotify(7)), and which change of the target. What it
/// does not explain is the doing of a process that is not the updater's.
struct Cause {
  /// A name in a directory.
  struct Name: Hashable {
    let directory: FileIdentity
    let name: [UInt8]
  }

  /// Whether nothing can be told of it, so that it explains all.
  private(set) var isAnything = false
  private var names: [Name: UInt32] = [:]
  private var files: [FileIdentity: UInt32] = [:]
  private var written: Set<FileIdentity> = []
  private var altered: Set<FileIdentity> = []

  /// Explains all.
  static let anything = {
    var cause = Cause()
    cause.isAnything = true
    return cause
  }()

  static let changesOfNames = UInt32(IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO)

  /// Events of a name.
  mutating func allow(_ mask: UInt32, of name: Name?) {
    if let name { names[name, default: 0] |= mask }
  }

  /// Events of a file, by whichever name it is found.
  mutating func allow(_ mask: UInt32, of file: FileIdentity?) {
    if let file { files[file, default: 0] |= mask }
  }

  /// Other bytes in a file.
  mutating func allowContent(of file: FileIdentity?) {
    if let file { written.insert(file) }
  }

  /// Another mode or owner of a file or directory.
  mutating func allowMode(of file: FileIdentity?) {
    if let file { altered.insert(file) }
  }

  /// What two calls can cause together.
  mutating func formUnion(_ other: Cause) {
    isAnything = isAnything || other.isAnything
    names.merge(other.names) { $0 | $1 }
    files.merge(other.files) { $0 | $1 }
    written.formUnion(other.written)
    altered.formUnion(other.altered)
  }

  /// - Parameter entry: the file that has the event's name now.
  func explains(_ event: DirectoryWatch.Event, entry: FileIdentity?) -> Bool {
    if isAnything { return true }
    if event.name.isEmpty { return files[event.directory].map { $0 & event.mask != 0 } ?? false }
    let name = Name(directory: event.directory, name: event.name)
    if let mask = names[name], mask & event.mask != 0 { return true }
    return entry.flatMap { files[$0] }.map { $0 & event.mask != 0 } ?? false
  }

  /// Whether the target can lead to another file because of it.
  func explainsOtherFile(on way: TargetWay) -> Bool {
    isAnything
      || way.names.contains { name in names[name].map { $0 & Self.changesOfNames != 0 } ?? false }
  }

  /// Whether the target can hold other bytes, or be hidden, because of it.
  func explainsOtherContent(of target: [FileIdentity?], on way: TargetWay) -> Bool {
    explainsOtherFile(on: way) || target.contains { $0.map(written.contains) ?? false }
      || !altered.isDisjoint(with: way.files)
      || target.contains { $0.map(altered.contains) ?? false }
  }
}

extension Cause.Name {
  /// The last name of a path, in the directory to which the rest leads; nil where that is none, and for a path that
  /// has no name at its end.
  init?(at path: some Collection<UInt8>) {
    var bytes = Array(path)
    while bytes.count > 1, bytes.last == UInt8(ascii: "/") { bytes.removeLast() }
    guard let slash = bytes.lastIndex(of: UInt8(ascii: "/")), slash + 1 < bytes.count else {
      return nil
    }
    let parent = bytes[..<(slash + 1)].map { CChar(bitPattern: $0) } + [0]
    guard let status = stat(of: parent) else { return nil }
    self.init(directory: FileIdentity(status), name: Array(bytes[(slash + 1)...]))
  }
}
