import Glibc
import RaceModel
import RaceReaders
import RaceSystem

/// Files that held a whole content while they were the target, so that readers can have them open: what becomes of
/// their bytes while such a read is in progress.
///
/// Does not show: stores into a mapping that a later store makes good again between two looks.
struct WholeFiles {
  /// What a check has given.
  enum Outcome {
    /// Each read gets a whole content.
    case none
    /// One in progress can get this.
    case torn(Anatomy)
    /// A file may have been written, and cannot be read.
    case unread
  }

  private struct File {
    let identity: FileIdentity
    /// What it held while it was the target.
    var contents: Set<StableContent>
    /// When it was looked at last.
    var status: stat
    /// Whether its bytes have changed for a reason that no step gives.
    var isSuspect = false
  }

  private let library: ContentLibrary
  private var files: [Int: File] = [:]

  init(_ library: ContentLibrary) { self.library = library }

  /// Takes a file into account as the target that it is now.
  mutating func note(_ number: Int, _ status: stat, holds observation: Observation) {
    guard let content = library.stableContent(observation.digest) else { return }
    if files[number] == nil {
      files[number] = File(identity: FileIdentity(status), contents: [content], status: status)
    } else {
      files[number]?.contents.insert(content)
    }
  }

  /// Has the file looked at the next time, whatever its times say: a store into a mapping need not change them.
  mutating func suspect(_ number: Int) { files[number]?.isSuspect = true }

  /// Holds the files that may have been written since the last time against what they were.
  /// - Parameters:
  ///   - effects: what the last step did.
  ///   - target: the number of the file that the path leads to now.
  ///   - isLeased: whether a file cannot be read without having a process give up its lease.
  mutating func check(
    _ effects: [Step.Effect], target: Int?, _ ledger: FileLedger, isLeased: (stat) -> Bool
  ) -> Outcome {
    for number in files.keys.sorted() {
      guard let file = files[number] else { continue }
      let wasWritten = file.isSuspect || effects.contains(.wrote(file: number))
      guard let descriptor = ledger.descriptor(of: file.identity) else {
        if wasWritten { return .unread }
        continue
      }
      var status = stat()
      // By the descriptor that holds it: fstat(2) takes one of O_PATH.
      guard fstat(descriptor, &status) == 0 else { return .unread }
      guard wasWritten || !status.hasContent(of: file.status) else { continue }
      files[number]?.status = status
      files[number]?.isSuspect = false
      guard !isLeased(status),
        let relation = try? library.relation(
          of: OpenFile("/proc/self/fd/\(descriptor)", O_RDONLY | O_NONBLOCK))
      else { return .unread }
      for content in StableContent.allCases where file.contents.contains(content) {
        let rule = library.tornRule(for: relation)
        if let example = rule.example(from: content, to: relation, isTarget: number == target) {
          return .torn(example)
        }
      }
    }
    return .none
  }
}
