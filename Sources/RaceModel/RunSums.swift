extension Run {
  /// The sums that every run keeps. A run that breaks one has lost a count somewhere and proves nothing.
  ///
  /// Returns what is wrong with the first that does not hold, with the field to look at; nil if all hold.
  package var brokenSum: (field: String, problem: String)? {
    let counted = states.reduce(0) { $0 + $1.count }
    let glanced = states.reduce(0) { $0 + $1.glances }
    let partial = partialStates.reduce(0) { $0 + $1.count }
    let partialGlances = partialStates.reduce(0) { $0 + $1.glances }
    if tally.reads != counted + tally.overflow + tally.lostReads {
      return (
        "reads",
        "\(tally.reads) reads, but the states' counts (\(counted)), overflow (\(tally.overflow)) and "
          + "lost reads (\(tally.lostReads)) add up to \(counted + tally.overflow + tally.lostReads)"
      )
    }
    if tally.glances != glanced + tally.glanceOverflow + tally.lostGlances {
      return (
        "glances",
        "\(tally.glances) glances, but the states' glances (\(glanced)), overflow "
          + "(\(tally.glanceOverflow)) and lost glances (\(tally.lostGlances)) add up to "
          + "\(glanced + tally.glanceOverflow + tally.lostGlances)"
      )
    }
    // Where a table overflowed, partial reads may be more than the states show, never fewer.
    if tally.partialReads < partial || tally.partialReads > partial + tally.overflow {
      return (
        "partialReads", "\(tally.partialReads) partial reads, but the forbidden states count \(partial)"
      )
    }
    if tally.partialGlances < partialGlances
      || tally.partialGlances > partialGlances + tally.glanceOverflow
    {
      return (
        "partialGlances",
        "\(tally.partialGlances) partial glances, but the forbidden states count \(partialGlances)"
      )
    }
    if tally.partialReads != tally.exposedPartialReads + tally.lateReads {
      return (
        "lateReads",
        "\(tally.partialReads) partial reads, but exposed (\(tally.exposedPartialReads)) and late "
          + "(\(tally.lateReads)) ones add up to \(tally.exposedPartialReads + tally.lateReads)"
      )
    }
    if tally.exposedPartialReads > tally.exposedReads || tally.exposedReads > tally.reads {
      return (
        "exposedReads",
        "\(tally.exposedReads) exposed reads of \(tally.reads), \(tally.exposedPartialReads) of them partial"
      )
    }
    let inWindows = windows.reduce(0) { $0 + $1.partialReads }
    if inWindows < tally.exposedPartialReads {
      return (
        "windows",
        "\(tally.exposedPartialReads) exposed partial reads, but the windows count only \(inWindows)"
      )
    }
    return nil
  }
}
