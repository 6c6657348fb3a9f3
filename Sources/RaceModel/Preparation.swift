extension Scenario {
  /// How long making the contents may take: as long as the race itself where that has a limit, else as long as a command
  /// may.
  package var preparationLimit: TimeSpan {
    if case .untilDecided(let limit) = extent { return limit }
    return subjects.compactMap(\.updater.command?.timeout).max() ?? CommandSpec.defaultTimeout
  }

  /// How long learning what a command publishes may take, which runs it up to four times.
  package var learningLimit: TimeSpan {
    if case .untilDecided(let limit) = extent { return limit }
    let (all, overflow) = preparationLimit.nanoseconds.multipliedReportingOverflow(by: 4)
    return TimeSpan(nanoseconds: overflow ? .max : all)
  }
}
