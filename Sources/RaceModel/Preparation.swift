extension Scenario {
  /// How long making the contents may take, and again learning what each command publishes of them: as long as the
  /// race itself where that has a limit, else as long as a command may.
  package var preparationLimit: TimeSpan {
    let longest = subjects.compactMap(\.updater.command?.timeout)
      .max()
    switch extent {
    case .untilDecided(let limit): return limit
    case .swaps, .duration: return longest ?? CommandSpec.defaultTimeout
    }
  }
}
