import Glibc
import RaceModel
import RaceSystem

/// What fits on a stage, and what updaters may add to it.
enum Room {
  /// How many copies of a content there are at once besides the sources: a target for each subject, one that is about to take
  /// its place, an old one that readers still hold open, and of commands the two that are handed to them. Where no subjects are
  /// given no readers are there either.
  static func copies(for subjects: [Subject]) -> UInt64 {
    let isAnyCommand = subjects.contains { $0.updater.command != nil }
    return subjects.isEmpty ? 2 : UInt64(subjects.count) + 2 + (isAnyCommand ? 2 : 0)
  }

  /// Refuses contents that do not fit, before any of them is written.
  /// - Parameter copies: how many there must be room for besides.
  static func check(_ plan: ContentsPlan, copies: UInt64, at stage: Stage) throws {
    let sizes: [UInt64]
    switch plan {
    case .generate(let size, _): sizes = [size.bytes, ContentGenerator.shorter(size.bytes)]
    case .files(let a, let b):
      // What is no regular file is refused where it is taken.
      sizes = [a, b].map { path in
        (try? PathCalls.status(path)).map { UInt64(max(0, $0.st_size)) } ?? 0
      }
    case .command: return
    }
    try check(sizes, missing: sizes.reduce(0, +), copies, at: stage)
  }

  /// Refuses contents that a command has made and that leave too little room. Where they have holes a file system in memory
  /// takes room for these as soon as they are read through a mapping.
  static func checkMade(copies: UInt64, at stage: Stage) throws {
    let all = try [stage.sourceA, stage.sourceB].map { try PathCalls.status($0) }
    let sizes = all.map { UInt64(max(0, $0.st_size)) }
    let holes = zip(all, sizes).map { status, size in
      size - min(size, UInt64(max(0, status.st_blocks)) &* 512)
    }
    try check(sizes, missing: holes.reduce(0, +), copies, at: stage)
  }

  /// - Parameter missing: what of both contents has no room yet.
  private static func check(_ sizes: [UInt64], missing: UInt64, _ copies: UInt64, at stage: Stage)
    throws
  {
    if let limit = ForkedProcess.fileSizeLimit, let size = sizes.max(), size > limit {
      throw Failure(
        .cannotWrite,
        "a content has \(ByteCount(size).short), and files may have no more than \(ByteCount(limit).short); raise the "
          + "limit with ulimit -f, or take smaller contents")
    }
    guard let free = FreeRoom(of: stage.root)?.bytes, let largest = sizes.max() else { return }
    // What is missing of the contents, the target, and a copy beside it; and a little for all others.
    let needed = UInt64(clamping: UInt128(missing) + UInt128(copies) * UInt128(largest))
    let kept = min(free / 20, 64 << 20)
    guard needed > free - kept else { return }
    throw Failure(
      .cannotWrite,
      "the contents do not fit in \"\(PathCalls.parent(of: stage.root))\": \(ByteCount(needed).short) are needed, for "
        + "both and \(copies) copies that a race has at once, and \(ByteCount(free).short) are free, of which "
        + "\(ByteCount(kept).short) are kept; take smaller contents, or another --directory")
  }

  /// How much updaters may write: what the user says, or the smaller of 4 GiB and half of what is free; but room for a
  /// few copies of the contents in any case, since that is what replacing them takes.
  static func limit(_ wanted: ByteCount?, of sizes: SizeWatch, largest: UInt64) -> UInt64 {
    wanted?.bytes ?? max(sizes.standardLimit, 8 * largest)
  }
}

extension Stage {
  /// What an updater wrote, and what it was allowed to, where it wrote too much; nil where it did not.
  package var excess: String? {
    guard let excess = sizes?.excess, let limit = sizes?.limit else { return nil }
    return
      "\(ByteCount(excess).short), of \(ByteCount(limit).short) that are allowed; find why it writes so much, "
      + "or raise --size-limit"
  }
}
