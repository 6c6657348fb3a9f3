extension Run {
  /// More lost looks than this share of all looks make a run inconclusive.
  static let tolerableLosses = 0.01

  /// Why a run without a finding proves nothing, whatever was raced beside it; nil if it may prove something.
  var weakness: String? {
    if let broken = brokenSum { return "the counts do not add up: \(broken.problem)" }
    if let excess {
      let ended = subject.updater.command == nil ? "the swap" : "an updater"
      return "\(ended) was ended, since it wrote too much: \(excess)"
    }
    if let reason = rollback == nil ? weaknessOfSwaps : weaknessOfRollback { return reason }
    if tally.exposedReads == 0 { return "no read overlapped a swap; race longer" }
    if knownBroken {
      return "it is known to be broken, and yet nothing was seen; race longer, or with more readers"
    }
    return Self.loss(tally.lostReads, of: tally.reads, "reads")
      ?? Self.loss(tally.lostGlances, of: tally.glances, "glances")
  }

  /// Swaps must have happened, and both stable contents been seen.
  private var weaknessOfSwaps: String? {
    if swaps == 0 { return "no swap succeeded\(becauseOfFailure)" }
    if let reason = changesNothing { return reason }
    if failedSwaps > 0 {
      return
        "\(failedSwaps) of \(Count.text(windows.count, "swap")) failed\(becauseOfFailure)\(helpForRoom)"
    }
    let required = states.filter(\.mustBeRead)
    if let reason = Self.unread(among: required) { return reason }
    guard required.count < 2 && !bothWereAtRest else { return nil }
    return
      "readers saw \(Count.text(required.count, "stable content")), not two, so they cannot tell the "
      + "old one from the new"
  }

  /// What shows that no swap has changed anything, whatever it says; nil where one has.
  private var changesNothing: String? {
    let successful = windows.filter { $0.failure == nil }
    guard successful.allSatisfy({ $0.published == false }),
      case .stable(let content)? = successful.first?.rest
    else { return nil }
    return
      "the updater changes nothing: after \(Count.text(successful.count, "swap")) that said that they had succeeded "
      + "the target still held \(content.letter)"
  }

  /// Whether the target held each content between swaps. It tells of readers that see the same of both.
  private var bothWereAtRest: Bool {
    StableContent.allCases.allSatisfy { content in
      // An updater that is given no source begins each swap with A.
      (content == .a && contents.takenFromEnd == true && !windows.isEmpty)
        || windows.contains { $0.rest == .stable(content) && $0.published == true }
    }
  }

  /// Where the signer fails only A is stable, and nobody asks that B be seen.
  private var weaknessOfRollback: String? {
    if rollback?.checked != windows.count || windows.isEmpty {
      return
        "only \(rollback?.checked ?? 0) of \(Count.text(windows.count, "failed swap")) were looked into"
    }
    if let reason = swapBeforeItsSigner { return reason }
    let required = states.filter(\.mustBeRead)
    return required.isEmpty
      ? "readers saw no stable content" : Self.unread(among: required)
  }

  /// What the first swap shows that did not get as far as its signer; nil where all did. Such a failure is not the
  /// one whose rollback is asked for.
  var swapBeforeItsSigner: String? {
    let first = windows.first { window in !window.phases.contains { $0.phase == .sign } }
    return first.map {
      "a swap failed before it came to its signer\($0.failure.map { ": \($0)" } ?? "")"
    }
  }

  private static func unread(among required: [State]) -> String? {
    required.first { $0.count == 0 }.map { state in
      let what =
        state.observation.bytes.map { "content of \(ByteCount($0).short)" }
        ?? "outcome (\(state.summary))"
      return "the stable \(what) was never read; race longer, or with fewer readers"
    }
  }

  private static func loss(_ lost: UInt64, of all: UInt64, _ looks: String) -> String? {
    guard Double(lost) > tolerableLosses * Double(all) else { return nil }
    return "\(lost) of \(all) \(looks) were lost to the environment; give it more memory or file "
      + "descriptors"
  }

  /// What to do where the first failure says that the file system was full.
  private var helpForRoom: String {
    let says = { (text: String) in self.firstFailure?.contains(text) == true }
    guard says("(ENOSPC)") || says("No space left on device") else { return "" }
    return "; make room, take smaller contents (--size), or name another --directory"
  }

  var becauseOfFailure: String { firstFailure.map { ": \($0)" } ?? "" }
}

extension State {
  /// A glancer's size is no content: what must be read is what readers observe.
  fileprivate var mustBeRead: Bool {
    if case .size = observation { false } else { grade == .required }
  }
}
