import CLinux
import Glibc
import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// The private root directory of a race and what stands where in it.
struct Stage: Sendable {
  let root: String
  /// A private directory within the staging directory that somebody named, by that name.
  let annexes: [String: String]
  let target: Target

  init(root: String, annexes: [String: String], target: Target) {
    self.root = root
    self.annexes = annexes
    self.target = target
  }

  /// The contents before any signer.
  var sourceA: String { "\(root)/sources/a" }
  var sourceB: String { "\(root)/sources/b" }

  /// The contents as published by the signer with this number.
  func published(_ signer: Int) -> (a: String, b: String) {
    ("\(root)/published/\(signer)-a", "\(root)/published/\(signer)-b")
  }

  /// The path that readers of a subject open.
  func targetPath(_ subject: Int) -> String { "\(root)/subjects/\(subject)/\(target.path)" }

  /// A directory for the subject's staging that is not the target's.
  func elsewhere(_ subject: Int) -> String { "\(root)/elsewhere/\(subject)" }

  /// Makes the directories that are there whatever is raced.
  func build(_ subjects: [Subject]) throws(SystemCallError) {
    for name in ["sources", "published", "elsewhere", "subjects"] {
      try PathCalls.makeDirectory("\(root)/\(name)")
    }
    for (number, subject) in subjects.enumerated() {
      for directory in stagingDirectories(of: number, subject) {
        try PathCalls.makeDirectories(directory)
      }
      try PathCalls.makeDirectories(PathCalls.parent(of: targetPath(number)))
    }
  }

  /// Puts a fresh copy of `content` in the target's place, in the form that the strategy keeps it in.
  func reset(_ subject: Int, to content: String, for updater: any Updater) throws {
    let path = targetPath(subject)
    let directory = PathCalls.parent(of: path)
    // A process that an updater left in the background may go on making files there; that is its finding to
    // give, not the stage's error.
    try? TreeRemoval.remove(directory)
    try PathCalls.makeDirectories(directory)
    let fresh = "\(root)/fresh-\(subject)"
    try PathCalls.unlinkIfPresent(fresh)
    let file = try OpenFile(fresh, O_WRONLY | O_CREAT | O_EXCL)
    try file.setMode(PathCalls.status(content).st_mode & 0o777)
    try file.copyAll(of: content)
    try file.close()
    try PathCalls.rename(fresh, to: path)
    try updater.arrange(path)
  }

  /// Where a subject may stage besides the target's directory.
  func stagingDirectories(of subject: Int, _ choices: Subject) -> [String] {
    [elsewhere(subject)] + (stagingDirectory(of: subject, choices).map { [$0] } ?? [])
  }

  /// Where the subject stages by its user's wish; nil for its own choice. Subjects that share that wish do not share
  /// the directory, so that each answers for what it leaves.
  private func stagingDirectory(of subject: Int, _ choices: Subject) -> String? {
    choices.updater.strategy?.stagingDirectory.flatMap { annexes[$0] }.map { "\($0)/\(subject)" }
  }

  /// Whether staging files of the subject lie on the target's file system.
  func staysOnFileSystem(_ subject: Subject) throws(SystemCallError) -> Bool {
    guard let directory = subject.updater.strategy?.stagingDirectory.flatMap({ annexes[$0] }) else {
      return true
    }
    return try PathCalls.status(directory).st_dev == PathCalls.status(root).st_dev
  }

  /// One swap of a subject, with all its paths.
  func swap(
    of subject: Int, _ choices: Subject, publishesB: Bool, copier: Copier, signer: any Signer,
    trace: SwapTrace
  ) -> Swap {
    Swap(
      source: publishesB ? sourceB : sourceA, target: targetPath(subject),
      stagingDirectory: stagingDirectory(of: subject, choices), elsewhere: elsewhere(subject),
      copier: copier,
      signer: signer,
      trace: trace)
  }

  /// The text without the scratch directories' random names, so that the same failure reads the same in each run.
  func withoutRoot(_ text: String) -> String {
    ([root] + annexes.values).reduce(text) { text, directory in
      text.split(separator: "\(directory)/", omittingEmptySubsequences: false).joined()
    }
  }
}
