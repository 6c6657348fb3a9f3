extension Run {
  /// The sums that every run keeps. A run that breaks one has lost a count somewhere and proves nothing.
  ///
  /// Returns what is wrong with the first that does not hold, with the field to look at; nil if all hold. Safe
  /// with any counts, also with ones whose sum has more than 64 bits.
  ///
  /// Does not show: a wrong `bytesRead`, which no other count pins down.
  package var brokenSum: (field: String, problem: String)? {
    readSums ?? glanceSums ?? exposureSums ?? windowSums ?? stableStates ?? inspectionSum
  }

  private var readSums: (field: String, problem: String)? {
    let counted = Self.sum(states.map(\.count))
    let partial = Self.sum(partialStates.map(\.count))
    let accounted = counted + Self.sum([tally.overflow, tally.lostReads])
    if tally.reads != accounted {
      return (
        "reads",
        "\(tally.reads) reads, but the states' counts (\(counted)), overflow (\(tally.overflow)) and "
          + "lost reads (\(tally.lostReads)) add up to \(accounted)"
      )
    }
    // Where a table overflowed, partial reads may be more than the states show, never fewer.
    if tally.partialReads < partial || tally.partialReads > partial + UInt128(tally.overflow) {
      return (
        "partialReads",
        "\(tally.partialReads) partial reads, but the forbidden states count \(partial)"
      )
    }
    let placed = Self.sum([tally.exposedPartialReads, tally.lateReads])
    if tally.partialReads != placed {
      return (
        "lateReads",
        "\(tally.partialReads) partial reads, but exposed (\(tally.exposedPartialReads)) and late "
          + "(\(tally.lateReads)) ones add up to \(placed)"
      )
    }
    return nil
  }

  private var glanceSums: (field: String, problem: String)? {
    let glanced = Self.sum(states.map(\.glances))
    let partial = Self.sum(partialStates.map(\.glances))
    let accounted = glanced + Self.sum([tally.glanceOverflow, tally.lostGlances])
    if tally.glances != accounted {
      return (
        "glances",
        "\(tally.glances) glances, but the states' glances (\(glanced)), overflow "
          + "(\(tally.glanceOverflow)) and lost glances (\(tally.lostGlances)) add up to \(accounted)"
      )
    }
    if tally.partialGlances < partial
      || tally.partialGlances > partial + UInt128(tally.glanceOverflow)
    {
      return (
        "partialGlances",
        "\(tally.partialGlances) partial glances, but the forbidden states count \(partial)"
      )
    }
    if tally.lateGlances > tally.partialGlances {
      return (
        "lateGlances", "\(tally.lateGlances) late glances of \(tally.partialGlances) partial ones"
      )
    }
    return nil
  }

  private var exposureSums: (field: String, problem: String)? {
    if tally.exposedPartialReads > tally.exposedReads || tally.exposedReads > tally.reads {
      return (
        "exposedReads",
        "\(tally.exposedReads) exposed reads of \(tally.reads), \(tally.exposedPartialReads) of them partial"
      )
    }
    let exposedPartialGlances = tally.partialGlances - tally.lateGlances
    if exposedPartialGlances > tally.exposedGlances || tally.exposedGlances > tally.glances {
      return (
        "exposedGlances",
        "\(tally.exposedGlances) exposed glances of \(tally.glances), \(exposedPartialGlances) of them partial"
      )
    }
    let phases = tally.exposedByPhase
    let longest = max(phases.copy, phases.sign, phases.publish)
    if longest > tally.exposedReads {
      return (
        "exposedByPhase",
        "\(longest) reads exposed to one phase, but only \(tally.exposedReads) exposed"
      )
    }
    return nil
  }

  /// Each exposed look counts in one window.
  private var windowSums: (field: String, problem: String)? {
    let sums: [(what: String, tally: UInt64, window: KeyPath<Window, UInt64>)] = [
      ("exposed reads", tally.exposedReads, \.exposedReads),
      ("exposed partial reads", tally.exposedPartialReads, \.partialReads),
      ("exposed glances", tally.exposedGlances, \.exposedGlances),
      ("exposed partial glances", tally.partialGlances - tally.lateGlances, \.partialGlances),
    ]
    for (what, tally, window) in sums {
      let counted = Self.sum(windows.map { $0[keyPath: window] })
      if counted != tally {
        return ("windows", "\(tally) \(what), but the windows count \(counted)")
      }
    }
    let torn = windows.firstIndex {
      $0.partialReads > $0.exposedReads || $0.partialGlances > $0.exposedGlances
    }
    if let torn { return ("windows", "window \(torn) has more partial looks than looks") }
    for (index, window) in windows.enumerated() {
      if window.end < window.start { return ("windows", "window \(index) ends before it begins") }
      if !(0..<writers).contains(window.writer) {
        return (
          "windows", "window \(index) is of writer \(window.writer), one of \(writers) from 0 on"
        )
      }
    }
    return nil
  }

  /// Only A and B are stable, and only A where the signer fails. The length is all of them that observations and
  /// contents have in common, so of each length there are no more stable states than contents.
  private var stableStates: (field: String, problem: String)? {
    var lengths = [contents.a.bytes]
    if rollback == nil { lengths.append(contents.b.bytes) }
    var outcomes = lengths.count
    for state in states where state.kind == .stable {
      if case .ended = state.observation {
        outcomes -= 1
        if outcomes < 0 {
          return ("states", "\(state.summary) is one stable outcome more than there are")
        }
      }
      guard case .content(_, let bytes) = state.observation else { continue }
      guard let place = lengths.firstIndex(of: bytes) else {
        return ("states", "\(state.summary) is one stable content more than there are")
      }
      lengths.remove(at: place)
    }
    return nil
  }

  /// With one writer the updater's word is judged after each swap after which anybody could look.
  private var inspectionSum: (field: String, problem: String)? {
    guard writers == 1, let checked = inspections[.truth]?.checked else { return nil }
    let looked = windows.count { $0.rest != nil }
    guard checked != looked else { return nil }
    return (
      "inspections", "\(checked) swaps were judged by truth, but \(looked) were looked into"
    )
  }

  /// The sum, with room for any number of counts.
  private static func sum(_ counts: [UInt64]) -> UInt128 {
    counts.reduce(0) { $0 + UInt128($1) }
  }
}
