import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// The private root directory of a race or an exploration, and what stands where in it.
package struct Stage: Sendable {
  /// The root, whatever becomes of its path.
  let home: HeldDirectory
  /// The root's path; absolute and without symbolic links.
  package let root: String
  /// A private directory within the staging directory that somebody named, by that name.
  let annexes: [String: String]
  /// Where the target lies below its subject's directory.
  let target: Target
  /// Whether the target is a symlink to a file beside it.
  let symlink: Bool

  /// Where the subjects' temporary directories lie, if that is not below the root.
  package struct Temporary: Sendable {
    /// The directory, whatever becomes of its path.
    let home: HeldDirectory
    let path: String
  }
  let elsewhereTemporary: Temporary?
  /// Watches over looks and resets, which what an updater has left may hold up; nil where nothing does.
  package let watchdog: Watchdog?

  /// Counts what updaters write; nil where nothing does.
  package let sizes: SizeWatch?

  /// Takes each value as it is; makes nothing.
  package init(
    home: HeldDirectory, root: String, annexes: [String: String], target: Target, symlink: Bool,
    temporary: Temporary? = nil, watchdog: Watchdog? = nil, sizes: SizeWatch? = nil
  ) {
    self.home = home
    elsewhereTemporary = temporary
    self.watchdog = watchdog
    self.sizes = sizes
    self.root = root
    self.annexes = annexes
    self.target = target
    self.symlink = symlink
  }

  private var temporary: String { elsewhereTemporary?.path ?? "\(root)/temporary" }

  /// All private directories: what is written below them is this run's.
  private var directories: [String] {
    [root] + (elsewhereTemporary.map { [$0.path] } ?? []) + annexes.values
  }

  /// A subject's TMPDIR, which its writers share.
  package func temporaryDirectory(_ subject: Int) -> String { "\(temporary)/\(subject)" }

  /// Empties a subject's temporary directory.
  /// - Throws: `StageBlocked` where that cannot be, `SystemCallError`.
  package func clearTemporary(_ subject: Int) throws {
    let directory = temporaryDirectory(subject)
    // Mostly nothing is in it.
    if (try? PathCalls.entries(directory).isEmpty) == true { return }
    if let place = elsewhereTemporary {
      try Self.clear("\(subject)", below: place.home)
    } else {
      try Self.clear("temporary/\(subject)", below: home)
    }
    try PathCalls.makeDirectories(directory)
  }

  /// Content A before any signer.
  var sourceA: String { "\(root)/sources/a" }
  /// Content B before any signer.
  var sourceB: String { "\(root)/sources/b" }

  /// The contents as published by the signer with this number.
  func published(_ signer: Int) -> (a: String, b: String) {
    ("\(root)/published/\(signer)-a", "\(root)/published/\(signer)-b")
  }

  /// The directory below which a subject's target lies, alone at first.
  package func subjectRoot(_ subject: Int) -> String { "\(root)/subjects/\(subject)" }

  /// The path that readers of a subject open.
  package func targetPath(_ subject: Int) -> String { "\(subjectRoot(subject))/\(target.path)" }

  /// A content for a command, in a directory of its own, under the target's name. The same content lies at the same
  /// path each time: an updater may write the path into what it publishes.
  package func nextSource(_ subject: Int, writer: Int, _ content: StableContent) -> String {
    "\(root)/sources/next-\(subject)-\(writer)-\(content.rawValue)/\(PathCalls.name(of: target.path))"
  }

  /// The content before any signer.
  package func source(_ content: StableContent) -> String { content == .a ? sourceA : sourceB }

  /// Makes a fresh copy of a content for a command to take. A file that a user named is never handed to one.
  /// Where the updater makes links to them, the one before is replaced in one step, and nothing is removed: readers may
  /// be on their way through a link that was.
  /// - Throws: `SystemCallError`.
  package func makeNextSource(_ subject: Int, writer: Int, _ content: StableContent) throws {
    let path = nextSource(subject, writer: writer, content)
    let directory = PathCalls.parent(of: path)
    let fresh = "\(root)/sources/fresh-\(subject)-\(writer)"
    try PathCalls.unlinkIfPresent(fresh)
    try Self.copy(source(content), to: fresh)
    if linkedSource(subject) == nil { try clear(Self.below(root, directory)) }
    try PathCalls.makeDirectories(directory)
    try PathCalls.rename(fresh, to: path)
  }

  /// Whether one that was made for a command is there.
  package func hasSource(_ subject: Int, writer: Int, _ content: StableContent) -> Bool {
    access(nextSource(subject, writer: writer, content), F_OK) == 0
  }

  /// Removes what was made for commands, but what the target leads to. Nobody may be looking.
  /// - Throws: `SystemCallError`.
  package func removeSources(of subject: Int) throws {
    try Self.checkPlace(of: home)
    let linked = linkedSource(subject)
    let sources = "\(root)/sources"
    for name in try PathCalls.entries(sources) where name.hasPrefix("next-\(subject)-") {
      let directory = "\(sources)/\(name)"
      if linked?.utf8.starts(with: "\(directory)/".utf8) != true {
        try clear("sources/\(name)")
      }
    }
  }

  /// The file that was made for a command and that the target leads to; nil where it leads to none.
  private func linkedSource(_ subject: Int) -> String? {
    guard let file = try? PathCalls.resolve(targetPath(subject)),
      file.utf8.starts(with: "\(root)/sources/".utf8)
    else { return nil }
    return file
  }

  /// Where an exploration keeps copies of what it saw.
  package var copies: String { "\(root)/published/seen" }

  /// A directory for the subject's staging that is not the target's.
  func elsewhere(_ subject: Int) -> String { "\(root)/elsewhere/\(subject)" }

  /// Makes the directories that are there whatever is raced.
  /// - Parameter subjects: in the order of their numbers, which tell them apart from here on.
  package func build(_ subjects: [Subject]) throws(SystemCallError) {
    for name in ["sources", "published", "elsewhere", "subjects"] {
      try PathCalls.makeDirectory("\(root)/\(name)")
    }
    for (number, subject) in subjects.enumerated() {
      try PathCalls.makeDirectories(temporaryDirectory(number))
      for directory in stagingDirectories(of: number, subject) {
        try PathCalls.makeDirectories(directory)
      }
      try PathCalls.makeDirectories(PathCalls.parent(of: targetPath(number)))
    }
  }

  /// Puts a fresh copy of `content` in the target's place, in the form that the strategy keeps it in.
  /// - Parameter content: the path of a file.
  /// - Throws: `SystemCallError`.
  package func reset(_ subject: Int, to content: String, for updater: any Updater) throws {
    let path = targetPath(subject)
    // Only workers reset. What an updater has left may hold them up, a mount without an answer among it.
    watchdog?.slot(0).begin(.patience(reading: 1 << 30))
    defer { watchdog?.slot(0).end() }
    try clear("subjects/\(subject)")
    try clearTemporary(subject)
    try PathCalls.makeDirectories(PathCalls.parent(of: path))
    try openWay(to: path, below: subjectRoot(subject))
    let fresh = "\(root)/fresh-\(subject)"
    try PathCalls.unlinkIfPresent(fresh)
    try Self.copy(content, to: fresh)
    Self.mark(fresh)
    try PathCalls.rename(fresh, to: path)
    if symlink {
      let file = "\(path).file"
      try PathCalls.rename(path, to: file)
      try PathCalls.symlink(PathCalls.name(of: file), at: path)
    }
    try updater.arrange(path)
  }

  private static func below(_ root: String, _ path: String) -> String {
    String(decoding: path.utf8.dropFirst(root.utf8.count + 1), as: UTF8.self)
  }

  /// Removes what an updater has left in its own directory below the root.
  /// - Throws: `StageBlocked` where that cannot be, for what is written next would go to another place.
  private func clear(_ relative: String) throws { try Self.clear(relative, below: home) }

  private static func clear(_ relative: String, below home: HeldDirectory) throws {
    try checkPlace(of: home)
    do {
      try TreeRemoval.remove(relative, below: home)
    } catch  where error.errno == ENOTEMPTY {
      // A process that an updater left in the background may go on making files there; that is its finding to
      // give, not the stage's error.
    } catch {
      throw StageBlocked(path: error.object ?? relative, problem: .stays(error))
    }
  }

  private static func copy(_ content: String, to path: String) throws(SystemCallError) {
    let file = try OpenFile(path, O_WRONLY | O_CREAT | O_EXCL)
    try file.setMode(PathCalls.status(content).st_mode & 0o777)
    try file.copyAll(of: content)
    try file.close()
  }

  /// Gives the file an extended attribute, so that losing one can be seen; where the file system has none, none
  /// can be lost.
  package static func mark(_ path: String) {
    setxattr(path, "user.racebench", "kept", 4, 0)
  }

  /// Where a swap of the subject may leave something: the target's directory, and those in which it may stage.
  package func directories(of subject: Int, _ choices: Subject) -> [String] {
    [PathCalls.parent(of: targetPath(subject))] + stagingDirectories(of: subject, choices)
  }

  /// Where a subject may stage besides the target's directory.
  private func stagingDirectories(of subject: Int, _ choices: Subject) -> [String] {
    [elsewhere(subject)] + (stagingDirectory(of: subject, choices).map { [$0] } ?? [])
  }

  /// Where the subject stages by its user's wish; nil for its own choice. Subjects that share that wish do not share
  /// the directory, so that each answers for what it leaves.
  private func stagingDirectory(of subject: Int, _ choices: Subject) -> String? {
    choices.updater.strategy?.stagingDirectory.flatMap { annexes[$0] }.map { "\($0)/\(subject)" }
  }

  /// Whether staging files of the subject lie on the target's file system.
  package func staysOnFileSystem(_ subject: Subject) throws(SystemCallError) -> Bool {
    guard let directory = subject.updater.strategy?.stagingDirectory.flatMap({ annexes[$0] }) else {
      return true
    }
    return try PathCalls.status(directory).st_dev == PathCalls.status(root).st_dev
  }

  /// One swap of a subject, with all its paths.
  package func swap(
    of subject: Int, _ entry: Entrant, writer: Int, publishing content: StableContent,
    copier: Copier, trace: SwapTrace
  ) -> Swap {
    let choices = entry.subject
    return Swap(
      source: entry.command == nil ? source(content) : nextSource(subject, writer: writer, content),
      target: targetPath(subject), root: subjectRoot(subject),
      stagingDirectory: stagingDirectory(of: subject, choices), elsewhere: elsewhere(subject),
      temporary: temporaryDirectory(subject), copier: copier, signer: entry.signer, trace: trace)
  }

  /// The text without the scratch directories' random names, so that the same failure reads the same in each run.
  /// Subjects' temporary directories are `{tmpdir}`, as in the steps of an exploration.
  package func withoutRoot(_ text: String) -> String {
    directories.reduce(namingTemporary(text)) { text, directory in
      text.split(separator: "\(directory)/", omittingEmptySubsequences: false).joined()
    }
  }

  private func namingTemporary(_ text: String) -> String {
    let pieces = text.split(separator: "\(temporary)/", omittingEmptySubsequences: false)
    return pieces.dropFirst().reduce(String(pieces.first ?? "")) { text, piece in
      let rest = piece.drop { $0.isNumber }
      let isOne =
        rest.count < piece.count && !(rest.first.map { $0.isLetter || $0 == "-" } ?? false)
      return text + (isOne ? "{tmpdir}\(rest)" : "\(temporary)/\(piece)")
    }
  }
}
