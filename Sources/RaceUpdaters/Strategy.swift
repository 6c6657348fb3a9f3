import RaceModel
import RaceSystem

/// A way of replacing the target's content.
package protocol Updater: Sendable {
  /// What readers can see besides stable contents. The whole table is pinned in docs/strategies.md and in a test.
  func weaknesses(under condition: Condition) -> KindSet

  /// Brings the target, a regular file until now, into the form that the strategy keeps it in.
  /// - Throws: `SystemCallError`.
  func arrange(_ target: String) throws

  /// Removes what earlier swaps have left beside the target and no reader can reach by it. Called while no
  /// reader looks.
  func tidy(_ target: String) throws

  /// Replaces the target's content.
  /// - Throws: `SystemCallError`, `SignerFailure` or `CommandFailure`.
  func swap(_ swap: Swap) throws
}

/// One that is built in.
package protocol Strategy: Updater {
  /// As it is written on the command line and in reports.
  var name: String { get }
  /// One line for `racebench list`, without a full stop.
  var summary: String { get }
}

extension Updater {
  /// A regular file is fine as it is.
  package func arrange(_ target: String) throws {}
  /// Nothing is left to remove.
  package func tidy(_ target: String) throws {}
}

extension Strategy {
  /// Its line in the catalogue.
  package var entry: Catalogue.Entry { Catalogue.Entry(name: name, summary: summary) }
}

/// What decides which kinds a strategy shows.
package struct Condition: Hashable, Sendable {
  /// What the signer does to the bytes.
  package enum Signing: Hashable, Sendable, CaseIterable {
    /// The copied content is already the published one.
    case keepsBytes
    case changesBytes
    /// It fails, so that no swap succeeds.
    case fails
  }

  /// What the signer does to the bytes.
  package var signing: Signing
  /// Whether several writers swap at once.
  package var severalWriters: Bool
  /// Whether staging files lie on the target's file system.
  package var sameFileSystem: Bool
  /// How bytes move.
  package var copy: CopyMethod

  /// Takes each value as it is.
  package init(
    signing: Signing = .keepsBytes, severalWriters: Bool = false, sameFileSystem: Bool = true,
    copy: CopyMethod = .write
  ) {
    self.signing = signing
    self.severalWriters = severalWriters
    self.sameFileSystem = sameFileSystem
    self.copy = copy
  }

  /// What a file shows while it grows under readers' eyes. Through a mapping it has its full length from the
  /// start, with zeros where nothing has been written yet.
  var growing: KindSet { KindSet([.empty, copy == .mmap ? .mixed : .truncated]) }

  /// Whether a file that was staged and signed can be renamed into the target's place at all.
  var publishes: Bool { signing != .fails && sameFileSystem }

  /// A whole content without its signature, where there is such a thing.
  var unsigned: KindSet { signing == .keepsBytes ? [] : KindSet([.unsigned]) }
}

/// The strategies that there are. A new one is a file in Strategies/ and a line here.
package enum Strategies {
  /// In the order in which they are listed.
  package static let all: [any Strategy] = [
    InPlace(), Overwrite(), UnlinkCreate(),
    Staged(), StagedDurable(), StagedSignAfter(), StagedShared(), StagedElsewhere(),
    Exchange(), BackupRename(), PatchAfterRename(), SymlinkSwap(), SymlinkRelink(),
    FoundationWrite(),
  ]

  /// The strategy of that name; nil if there is none.
  package static func named(
    _ name: String, among strategies: [any Strategy] = all
  ) -> (any Strategy)? {
    strategies.first { $0.name == name }
  }
}
