import Glibc
import RaceModel
import RaceSystem

/// What strategies have in common whose target is a symbolic link to one of several versions. Old ones stay
/// for as long as readers race, and are removed between rounds, lest they fill the disk.
enum VersionedTarget {
  /// Turns the regular file at `target` into a version with a link to it.
  static func arrange(_ target: String) throws {
    let version = Self.version(of: target)
    try PathCalls.rename(target, to: version)
    try PathCalls.symlink(PathCalls.name(of: version), at: target)
  }

  /// Makes the next version and hands its name, as a link beside it holds it, to `publish`. Removes it where
  /// that fails.
  static func add(_ swap: Swap, publish: (_ link: String) throws -> Void) throws {
    let version = version(of: swap.target)
    try swap.publish(over: swap.target, from: version) { try publish(PathCalls.name(of: $0)) }
  }

  /// Removes all versions but the one that the target leads to.
  static func tidy(_ target: String) throws {
    let directory = PathCalls.parent(of: target)
    let current = PathCalls.name(of: try PathCalls.resolve(target))
    let prefix = PathCalls.name(of: target) + marker
    for name in try PathCalls.entries(directory) where name.hasPrefix(prefix) && name != current {
      try PathCalls.unlink("\(directory)/\(name)")
    }
  }

  private static let marker = ".version-"

  private static func version(of target: String) -> String {
    "\(target)\(marker)\(UniqueName.token())"
  }
}

/// Makes a new link under a name of its own and renames it over the target.
struct SymlinkSwap: Strategy {
  let name = "symlink-swap"
  let summary = "the target is a link to a version; a new link is renamed over it"

  func weaknesses(under condition: Condition) -> KindSet { [] }

  func arrange(_ target: String) throws { try VersionedTarget.arrange(target) }
  func tidy(_ target: String) throws { try VersionedTarget.tidy(target) }

  func swap(_ swap: Swap) throws {
    try VersionedTarget.add(swap) { link in
      let staging = "\(swap.target).\(UniqueName.token())"
      try PathCalls.symlink(link, at: staging)
      try swap.removingOnFailure(staging) { try PathCalls.rename(staging, to: swap.target) }
    }
  }
}

/// Removes the link and makes it anew, as `ln -sf` does: nothing is at the path in between.
struct SymlinkRelink: Strategy {
  let name = "symlink-relink"
  let summary = "the target is a link to a version; it is removed and made anew, as ln -sf does"

  func weaknesses(under condition: Condition) -> KindSet {
    // Versions lie beside the target, wherever others stage.
    condition.signing == .fails ? [] : KindSet([.missing])
  }

  func arrange(_ target: String) throws { try VersionedTarget.arrange(target) }
  func tidy(_ target: String) throws { try VersionedTarget.tidy(target) }

  func swap(_ swap: Swap) throws {
    try VersionedTarget.add(swap) { link in
      try PathCalls.unlinkIfPresent(swap.target)
      swap.trace.checkpoint()
      try PathCalls.symlink(link, at: swap.target)
    }
  }
}
