extension Run {
  /// What was seen that nobody may see, or was left that was not there before, in one line; nil where nothing
  /// was.
  var finding: String? {
    if sawPartial { return partialFinding + (foreignAtRest.map { "; \($0)" } ?? "") }
    if let foreignAtRest { return foreignAtRest }
    guard let rollback, rollback.broken > 0 else { return nil }
    let first = rollback.first.map { "; first: \($0)" } ?? ""
    return
      "\(rollback.broken) of \(Count.text(rollback.checked, "failed swap")) did not roll back\(first)"
  }

  /// What the target held when nobody swapped it, if that was neither content.
  private var foreignAtRest: String? {
    for case .other(let kind)? in windows.lazy.map(\.rest) {
      let changed = contents.learned == true ? "" : " of what it was given"
      return
        "foreign at rest: after \(foreignRests) of \(Count.text(windows.count, "swap")) the target held neither "
        + "content\(changed); first: \(kind.rawValue)"
    }
    // Several writers' swaps are looked into together, when all have ended.
    guard writers > 1, rollback == nil, let first = inspections[.truth]?.first else { return nil }
    return "foreign at rest: \(first)"
  }

  private var partialFinding: String {
    let late = tally.lateReads.addingReportingOverflow(tally.lateGlances).partialValue
    let partial = Count.text(tally.partialReads, "partial read")
    let glances =
      tally.partialGlances > 0 ? ", \(Count.text(tally.partialGlances, "partial glance"))" : ""
    let lateText = late > 0 ? ", \(late) of them outside every window" : ""
    let first = states.distinctPartial.first.map { "; first: \($0.summary)" } ?? ""
    return "\(partial)\(glances)\(lateText), in \(caughtSwaps) of \(windows.count) swaps\(first)"
  }
}

/// Counts for people.
package enum Count {
  /// `1 partial read`, `2 partial reads`.
  package static func text(_ count: some BinaryInteger, _ noun: String) -> String {
    "\(count) \(noun)\(count == 1 ? "" : "s")"
  }
}
