import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Looks into what a swap finds and what it leaves: before it, and again once it has ended. Where several writers
/// swap, the same is asked of all swaps of a round at once.
///
/// Does not show: what was wrong in between and right again at the end; that is for readers to see.
final class Inspector {
  /// What a contract says of what was looked into: nothing wrong, or what is.
  typealias Note = (contract: Contract, problem: String?)

  private let target: String
  /// The target's directory, and those in which the subject may stage.
  private let directories: [String]
  private let library: ContentLibrary
  private let scout: Scout
  private var before: Before?
  /// The published file as it was when its swap had ended; nil where that was not looked into.
  private var published: Identity?

  /// How things were before a swap.
  private struct Before {
    let digest: Digest?
    /// The old file, held open so that its inode is nobody else's.
    let descriptor: Int32
    let modified: timespec
    let metadata: FileMetadata
    let isLink: Bool
    let entries: [Set<String>]
  }

  /// What changes of a file that is written or has its mode set.
  private struct Identity: Equatable {
    let device: dev_t
    let inode: ino_t
    let size: off_t
    let mode: mode_t
    let seconds: Int
    let nanoseconds: Int

    init?(_ path: String) {
      guard let status = try? PathCalls.status(path) else { return nil }
      (device, inode, size, mode) = (status.st_dev, status.st_ino, status.st_size, status.st_mode)
      (seconds, nanoseconds) = (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
    }
  }

  init(target: String, staging: [String], library: ContentLibrary, scout: Scout) {
    self.target = target
    self.directories = [PathCalls.parent(of: target)] + staging
    self.library = library
    self.scout = scout
  }

  deinit { forget() }

  /// Notes how things are before a swap.
  /// - Returns: what the target holds, and what is wrong with the file that was published last.
  func begin() -> (rest: Rest?, late: Note?) {
    forget()
    let late = lateChange()
    published = nil
    let (rest, digest) = rest()
    let descriptor = open(target, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return (rest, late) }
    let file = OpenFile(adopting: descriptor, path: target)
    guard let status = try? file.status(), let metadata = try? FileMetadata(of: file),
      let link = try? PathCalls.linkStatus(target)
    else { return (rest, late) }
    before = Before(
      digest: digest, descriptor: file.release(), modified: status.st_mtim, metadata: metadata,
      isLink: link.st_mode & S_IFMT == S_IFLNK, entries: directories.map(Self.entries))
    return (rest, late)
  }

  /// What the target holds now; nil where the environment keeps us from looking.
  func rest() -> (rest: Rest?, digest: Digest?) {
    guard let (kind, digest) = scout.sight(of: target, comparing: library) else {
      return (nil, nil)
    }
    if let content = library.stableContent(digest) { return (.stable(content), digest) }
    // B where no swap may succeed.
    return (.other(kind == .stable ? .foreign : kind), digest)
  }

  /// Looks into what one swap has left.
  /// - Parameters:
  ///   - content: what it was to publish.
  ///   - succeeded: whether the updater said that it has.
  func conclude(publishing content: StableContent, succeeded: Bool) -> (rest: Rest?, notes: [Note])
  {
    let (rest, _) = rest()
    guard let rest else { return (nil, []) }
    var notes = [(Contract.truth, Self.lie(rest, content, succeeded))]
    guard let before else { return (rest, notes) }
    let hasPublished = rest == .stable(content)
    let written = oldFileWasWritten(before, orModified: false)
    if hasPublished || written { notes.append((.inode, written ? Self.writtenText : nil)) }
    if hasPublished { notes += whatStays(before) }
    if hasPublished { published = Identity(target) }
    return (rest, notes)
  }

  /// Looks into what all swaps of a round have left, several writers' together.
  func concludeRound() -> [Note] {
    let (rest, digest) = rest()
    guard let rest else { return [] }
    let whole = if case .stable = rest { true } else { false }
    var notes: [Note] = [(.truth, whole ? nil : "after all had ended \(Self.text(rest))")]
    guard let before else { return notes }
    let written = oldFileWasWritten(before, orModified: true)
    if digest != before.digest || written {
      notes.append((.inode, written ? Self.writtenText : nil))
    }
    if whole { notes += whatStays(before) }
    return notes
  }

  /// Forgets what was noted, since somebody other than the updater changes the target now.
  func forget() {
    if let before { close(before.descriptor) }
    before = nil
  }

  /// Forgets the published file as well.
  func forgetAll() {
    forget()
    published = nil
  }

  private static let writtenText =
    "the old file was written: who had it open saw its bytes change"

  /// What about the updater's word is not true.
  private static func lie(_ rest: Rest, _ content: StableContent, _ succeeded: Bool) -> String? {
    switch rest {
    case .stable(content): nil
    case .stable: succeeded ? "it said that it had succeeded, and \(text(rest))" : nil
    case .other:
      "it said that it had \(succeeded ? "succeeded" : "failed"), and \(text(rest))"
    }
  }

  private static func text(_ rest: Rest) -> String {
    switch rest {
    case .stable(let content): "the target still held \(content.letter)"
    case .other(.missing): "there was no target"
    case .other(let kind): "the target was \(kind.rawValue)"
    }
  }

  /// Whether the old file's bytes are others now, or somebody has set its time as writing does.
  private func oldFileWasWritten(_ before: Before, orModified: Bool) -> Bool {
    var status = stat()
    if orModified && fstat(before.descriptor, &status) == 0
      && (status.st_mtim.tv_sec, status.st_mtim.tv_nsec)
        != (before.modified.tv_sec, before.modified.tv_nsec)
    {
      return true
    }
    guard let digest = before.digest,
      let now = scout.sight(of: "/proc/self/fd/\(before.descriptor)", comparing: library)
    else { return false }
    return now.digest != digest
  }

  /// What must be as it was, besides the bytes.
  private func whatStays(_ before: Before) -> [Note] {
    var notes: [Note] = [(.metadata, metadataProblem(before)), (.leftovers, leftover(before))]
    if before.isLink {
      let link = try? PathCalls.linkStatus(target)
      let isLink = link.map { $0.st_mode & S_IFMT == S_IFLNK } ?? false
      notes.append((.symlink, isLink ? nil : "the symlink was replaced by what it led to"))
    }
    return notes
  }

  private func metadataProblem(_ before: Before) -> String? {
    guard let now = try? FileMetadata(of: OpenFile(target, O_RDONLY | O_NONBLOCK)) else {
      return "the target cannot be opened any more"
    }
    return now.difference(from: before.metadata)
  }

  /// The first name in a directory that was not there before, but for the file that the target leads to.
  private func leftover(_ before: Before) -> String? {
    let current = (try? PathCalls.resolve(target)).map { PathCalls.name(of: $0) }
    for (directory, old) in zip(directories, before.entries) {
      let added = Self.entries(directory).subtracting(old).filter { $0 != current }
      if let first = added.min() { return "it left \"\(first)\" behind" }
    }
    return nil
  }

  /// What is wrong with the published file if it is not as it was when its swap had ended.
  private func lateChange() -> Note? {
    guard let published, let now = Identity(target), now != published else { return nil }
    guard now.device == published.device, now.inode == published.inode else { return nil }
    return (.inode, "what it had published was changed after it had said that it was done")
  }

  private static func entries(_ directory: String) -> Set<String> {
    Set((try? PathCalls.entries(directory)) ?? [])
  }
}
