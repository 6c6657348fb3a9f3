import Glibc
import RaceModel
import RaceSystem

/// What fits on a stage, and what updaters may add to it.
package enum Room {
  /// What to do where there is too little of it.
  package static let advice =
    "make room, take smaller contents (--size), or name another --directory"

  /// Refuses contents that do not fit, before any of them is written.
  static func check(_ plan: ContentsPlan, for copies: Copies, at stage: Stage) throws(Failure) {
    switch plan {
    case .generate(let size, _):
      try check([size.bytes, ContentGenerator.shorter(size.bytes)], for: copies, at: stage)
    case .files(let a, let b):
      // What is no regular file is refused where it is taken.
      try check(
        [a, b].map { path in
          (try? PathCalls.status(path)).map { UInt64(max(0, $0.st_size)) } ?? 0
        }, for: copies, at: stage)
    // How large they are shows when they are made.
    case .command: return
    }
  }

  /// Refuses contents that do not fit once they are there. Files may have holes, which take no room yet.
  static func checkMade(_ paths: [String], for copies: Copies, at stage: Stage) throws {
    let made = try paths.map { try PathCalls.status($0) }
    try check(
      made.map { UInt64(max(0, $0.st_size)) },
      taken: made.reduce(0) { $0 + UInt64(max(0, $1.st_blocks)) * 512 }, for: copies, at: stage)
  }

  private static func check(
    _ sizes: [UInt64], taken: UInt64 = 0, for copies: Copies, at stage: Stage
  ) throws(Failure) {
    if let limit = ForkedProcess.fileSizeLimit, let size = sizes.max(), size > limit {
      throw Failure(
        .cannotWrite,
        "a content has \(ByteCount(size).short), and files may have no more than \(ByteCount(limit).short); raise the "
          + "limit with ulimit -f, or take smaller contents")
    }
    guard let free = FreeRoom(of: stage.root)?.bytes, let largest = sizes.max() else { return }
    let all = largest.multipliedReportingOverflow(by: UInt64(copies.count))
    let sum = sizes.reduce((partialValue: all.partialValue, overflow: all.overflow)) {
      let next = $0.partialValue.addingReportingOverflow($1)
      return (next.partialValue, $0.overflow || next.overflow)
    }
    let needed = sum.overflow ? .max : sum.partialValue - min(taken, sum.partialValue)
    // A little is kept for all others.
    let kept = min(free / 20, 64 << 20)
    guard needed > free - kept else { return }
    throw Failure(
      .cannotWrite,
      "the contents do not fit in \"\(PathCalls.parent(of: stage.root))\": \(ByteCount(needed).short) are needed, for "
        + "both, \(copies.text), and \(ByteCount(free).short) are free, of which "
        + "\(ByteCount(kept).short) are kept; \(advice)")
  }

  /// How much updaters may write: what the user says, or the smaller of 4 GiB and half of what is free; but room for a
  /// few copies of the contents in any case, since that is what replacing them takes, and for twice what the task keeps
  /// by itself.
  static func limit(
    _ wanted: ByteCount?, of sizes: SizeWatch, largest: UInt64, besides copies: Copies
  ) -> UInt64 {
    wanted?.bytes ?? max(sizes.standardLimit, UInt64(max(8, 2 * copies.count)) * largest)
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

/// How many files as large as a content a task keeps besides both contents, and what they are.
package struct Copies: Sendable {
  fileprivate private(set) var count = 0
  private var parts: [String] = []

  /// None yet.
  package init() {}

  /// The target, and a copy of it beside.
  static let targetAndCopy = Copies().adding(1, "the target").adding(1, "a copy of it")

  /// The same with so many more.
  /// - Parameter what: what they are, with how many.
  package func adding(_ count: Int, _ what: String) -> Copies {
    guard count > 0 else { return self }
    var sum = self
    sum.count += count
    sum.parts.append(what)
    return sum
  }

  fileprivate var text: String {
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "nothing else" }
    return parts.dropLast().joined(separator: ", ") + " and \(last)"
  }
}
