import RaceModel
import RaceUpdaters

extension RacePlan {
  /// Refuses a control that could show nothing, before a minute is spent on it: a strategy that is whole under all
  /// conditions that the race may turn out to have. What a command is, the race alone tells.
  /// - Throws: `Failure` with status 64.
  package func checkControls() throws(Failure) {
    for entry in entries where entry.role == .control && entry.command == nil {
      guard conditions(of: entry).allSatisfy({ entry.updater.weaknesses(under: $0) == [] }) else {
        continue
      }
      throw Failure(
        .usage,
        "the control \(entry.subject.name) is not known to be broken here, so not catching it would show nothing; "
          + "name another (--control)")
    }
  }

  /// Whether its signer changes bytes, and whether its staging directory lies on the target's file system, shows later.
  private func conditions(of entry: Entrant) -> [Condition] {
    let signing: [Condition.Signing] =
      switch entry.signer.effect {
      case .keepsBytes: [.keepsBytes]
      case .mayChangeBytes: [.keepsBytes, .changesBytes]
      case .fails: [.fails]
      }
    let spec = entry.subject.updater.strategy
    return signing.flatMap { signing in
      (spec?.stagingDirectory == nil ? [true] : [true, false]).map { sameFileSystem in
        Condition(
          signing: signing, severalWriters: writers(for: entry.role) > 1,
          sameFileSystem: sameFileSystem, copy: spec?.copy ?? .write)
      }
    }
  }
}
