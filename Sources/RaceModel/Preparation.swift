extension Scenario {
  /// How long making the contents may take: as long as the race itself where that has a limit, else as long as a command
  /// may.
  package var preparationLimit: TimeSpan {
    if case .untilDecided(let limit) = extent { return limit }
    return subjects.compactMap(\.updater.timeout).max() ?? CommandSpec.defaultTimeout
  }

  /// How long all that is to be found out before the race may take together; nil where each part has a limit of its own.
  package var wholePreparationLimit: TimeSpan? {
    if case .untilDecided(let limit) = extent { limit } else { nil }
  }

  /// How long learning what a command publishes may take, which runs it up to six times; and signing the contents, which is
  /// done four times.
  package var learningLimit: TimeSpan {
    if case .untilDecided(let limit) = extent { return limit }
    let (all, overflow) = preparationLimit.nanoseconds.multipliedReportingOverflow(by: 6)
    return TimeSpan(nanoseconds: overflow ? .max : all)
  }
}
