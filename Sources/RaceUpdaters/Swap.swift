import Glibc
import RaceModel
import RaceSystem

/// One swap, as a strategy gets it: what to publish, where, and by which means.
package struct Swap {
  /// The next content before its signature. Strategies only read it.
  package let source: String
  /// The path that readers open.
  package let target: String
  /// The directory below which the target lies, alone at first.
  package let root: String
  /// Where staging files go; beside the target if nil.
  package let stagingDirectory: String?
  /// A private directory outside the target's, on the stage's file system.
  package let elsewhere: String
  /// The updater's TMPDIR; that of this process if nil.
  package let temporary: String?
  /// Moves the bytes.
  package let copier: Copier
  /// Signs them.
  package let signer: any Signer
  /// Is told how far the swap is.
  package let trace: SwapTrace

  /// Takes each value as it is.
  package init(
    source: String, target: String, root: String, stagingDirectory: String?, elsewhere: String,
    temporary: String? = nil, copier: Copier,
    signer: any Signer, trace: SwapTrace
  ) {
    self.source = source
    self.target = target
    self.root = root
    self.stagingDirectory = stagingDirectory
    self.elsewhere = elsewhere
    self.temporary = temporary
    self.copier = copier
    self.signer = signer
    self.trace = trace
  }

  /// Begins a phase, and lets readers look in rendezvous mode.
  func enter(_ phase: Phase) {
    trace.enter(phase)
    trace.checkpoint()
  }

  /// Copies the source into an open file, in the copy phase.
  func copy(into file: borrowing OpenFile) throws {
    enter(.copy)
    try copier.copy(try OpenFile(source, O_RDONLY), to: file, checkpoint: trace.checkpoint)
  }

  /// Signs the file at `path`, in the sign phase.
  func sign(_ path: String) throws {
    enter(.sign)
    try signer.sign(path)
  }
}

/// Where a swap tells how far it is.
package struct SwapTrace {
  /// A phase begins.
  package let enter: (Phase) -> Void
  /// What readers can see has just changed, or is about to. In rendezvous mode every reader looks once before
  /// this returns; otherwise it does nothing.
  package let checkpoint: () -> Void

  /// Takes each value as it is.
  package init(enter: @escaping (Phase) -> Void, checkpoint: @escaping () -> Void) {
    self.enter = enter
    self.checkpoint = checkpoint
  }
}
