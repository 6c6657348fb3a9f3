import Glibc
import RaceModel
import RaceReaders
import RaceStage
import RaceSystem
import RaceUpdaters

/// Looks into what a swap finds and what it leaves: before it, and again once it has ended. Where several writers
/// swap, the same is asked of all swaps of a round at once.
///
/// Does not show: what was wrong in between and right again at the end; that is for readers to see.
final class Inspector {
  /// What a contract says of what was looked into: nothing wrong, or what is.
  typealias Note = (contract: Contract, problem: String?)

  /// What one swap has left.
  struct Conclusion {
    /// What the target holds; nil where the environment keeps us from looking.
    var rest: Rest?
    /// That, where it was taken for B.
    var taken: TakenEnd?
    var notes: [Note] = []
  }

  private let target: String
  /// A directory on the mount that files may be held by.
  private let home: String
  /// Where a swap may leave something.
  private let directories: [String]
  private let library: ContentLibrary
  private let scout: Scout
  /// Whether what a swap has made of A is taken for B.
  private let takesEnds: Bool
  private var before: Before?
  /// What was published last, as it was then.
  private var published: PublishedFile?

  /// How things were before a swap.
  private struct Before {
    let digest: Digest?
    /// The old file, held open so that its inode is nobody else's.
    let descriptor: Int32
    let metadata: FileMetadata
    let isLink: Bool
    let entries: [DirectoryListing]
  }

  /// - Parameters:
  ///   - takesEnds: whether what a swap has made of A is taken for B.
  ///   - home: a directory on the mount that files may be held by; the target's if nil.
  init(
    target: String, directories: [String], library: ContentLibrary, scout: Scout,
    takesEnds: Bool = false, home: String? = nil
  ) {
    self.takesEnds = takesEnds
    self.target = target
    self.home = home ?? PathCalls.parent(of: target)
    self.directories = directories
    self.library = library
    self.scout = scout
  }

  /// One for a subject on its stage.
  convenience init(
    _ subject: Int, _ entrant: Entrant, on stage: Stage, library: ContentLibrary, scout: Scout,
    takesEnds: Bool = false
  ) {
    self.init(
      target: stage.targetPath(subject),
      directories: stage.directories(of: subject, entrant.subject), library: library, scout: scout,
      takesEnds: takesEnds, home: stage.root)
  }

  deinit { forget() }

  /// Notes how things are before a swap.
  /// - Returns: what the target holds, and what is wrong with the file that was published last.
  func begin() -> (rest: Rest?, late: Note?) {
    let late = lateChange()
    forgetBefore()
    let (rest, digest) = rest()
    guard let descriptor = openTarget() else { return (rest, late) }
    let file = OpenFile(adopting: descriptor, path: target)
    guard let metadata = try? FileMetadata(of: file),
      let link = try? PathCalls.linkStatus(target)
    else { return (rest, late) }
    before = Before(
      digest: digest, descriptor: file.release(), metadata: metadata,
      isLink: link.st_mode & S_IFMT == S_IFLNK, entries: directories.map(Self.entries))
    return (rest, late)
  }

  /// What the target holds now; nil where the environment keeps us from looking.
  func rest() -> (rest: Rest?, digest: Digest?) {
    scout.sight(of: target, comparing: library).map { (rest(of: $0), $0.digest) } ?? (nil, nil)
  }

  private func rest(of found: Scout.Found) -> Rest {
    if let content = library.stableContent(found.digest) { return .stable(content) }
    // B where no swap may succeed.
    return .other(found.kind == .stable ? .foreign : found.kind)
  }

  /// Looks into what one swap has left.
  /// - Parameters:
  ///   - content: what it was to publish.
  ///   - succeeded: whether the updater said that it has.
  ///   - tookSource: whether it took a source that its command does not name: then what it leaves is no edit of A.
  func conclude(
    publishing content: StableContent, succeeded: Bool, tookSource: Bool = false
  ) -> Conclusion {
    guard let found = scout.sight(of: target, comparing: library) else { return Conclusion() }
    let taken = succeeded && !tookSource ? end(found) : nil
    let rest = taken == nil ? rest(of: found) : .stable(.b)
    // What is taken for right shows nothing of the updater's word.
    var notes: [Note] =
      takesEnds ? [] : [(.truth, Self.lie(rest, content, succeeded))]
    guard let before else { return Conclusion(rest: rest, taken: taken, notes: notes) }
    let hasPublished = rest == .stable(content)
    if let written = oldFileWasWritten(before), hasPublished || written {
      let problem = written ? Self.writtenText : wasWrittenLate ? PublishedFile.lateText : nil
      notes.append((.inode, problem))
    }
    if hasPublished { notes += whatStays(before) }
    notePublished(hasPublished)
    return Conclusion(rest: rest, taken: taken, notes: notes)
  }

  /// What is to be taken for B; nil where that is known, for what is no edit, and for what readers do not read to its end.
  private func end(_ found: Scout.Found) -> TakenEnd? {
    guard takesEnds, found.isEdit, found.bytes < UInt64(library.bound), let digest = found.digest
    else { return nil }
    return TakenEnd(digest: digest, bytes: found.bytes)
  }

  /// Looks into what all swaps of a round have left, several writers' together.
  func concludeRound() -> [Note] {
    let (rest, digest) = rest()
    guard let rest else { return [] }
    let whole = if case .stable = rest { true } else { false }
    var notes: [Note] = [(.truth, whole ? nil : "after all had ended \(Self.text(rest))")]
    guard let before else { return notes }
    // There and back again leaves the same bytes, but not the same time.
    if let written = oldFileWasWritten(before).map({ $0 || wasWrittenLate }),
      digest != before.digest || written
    {
      notes.append((.inode, written ? Self.writtenText : nil))
    }
    if whole { notes += whatStays(before) }
    return notes
  }

  /// The same as `begin`, for the swaps of a round: the old file counts as published before them.
  func beginRound() {
    _ = begin()
    notePublished(true)
  }

  /// Forgets all that was noted, since somebody other than the updater changes the target now.
  func forget() {
    forgetBefore()
    notePublished(false)
  }

  private func forgetBefore() {
    if let before { close(before.descriptor) }
    before = nil
  }

  /// Notes what the target is now, or that it is nothing that was published.
  private func notePublished(_ isPublished: Bool) {
    published = isPublished ? openTarget().flatMap(PublishedFile.init(adopting:)) : nil
  }

  private func openTarget() -> Int32? {
    Holding.open(target, O_RDONLY | O_NONBLOCK, below: home)
  }

  private static let writtenText =
    "the old file was written: a process that had it open saw its bytes change"

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

  /// Whether the old file's bytes are others now; nil where they cannot be read.
  private func oldFileWasWritten(_ before: Before) -> Bool? {
    guard let digest = before.digest,
      let now = scout.digest(of: before.descriptor, comparing: library)
    else { return nil }
    return now != digest
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
    let current = (try? PathCalls.resolve(target)).map { FileName(PathCalls.name(of: $0)) }
    for (directory, old) in zip(directories, before.entries) {
      let problem = Self.entries(directory).leftover(since: old) {
        $0 == current || Self.isHeldOpen($0.text)
      }
      if let problem { return problem }
    }
    return nil
  }

  /// What is wrong with the published file if it is not as it was when its swap had ended.
  func lateChange() -> Note? {
    published?.hasChanged == true ? (.inode, PublishedFile.lateText) : nil
  }

  private var wasWrittenLate: Bool { published?.wasWritten == true }

  /// Whether a network file system keeps a file under this name since somebody, as we do, still has it open.
  private static func isHeldOpen(_ name: String) -> Bool {
    name.hasPrefix(".nfs") || name.hasPrefix(".fuse_hidden")
  }

  private static func entries(_ directory: String) -> DirectoryListing {
    (try? DirectoryListing(directory)) ?? DirectoryListing()
  }
}
