import RaceModel

/// What a scenario is resolved for. One file serves all, and says for all what they have in common.
package enum Purpose: Sendable {
  /// To measure.
  case run
  /// To step through its subjects.
  case explore
  /// To judge. The catalogue tells which signers fail.
  case gate(Catalogue)

  /// What a scenario file says for this purpose. Its `swaps` or `duration` are what `run` races: how long a gate
  /// must race follows from its statistics, and a length that was chosen for a table would leave it inconclusive
  /// here and waste time there. So only flags fix a gate's length.
  package func reading(_ file: ScenarioDraft) -> ScenarioDraft {
    guard case .gate = self else { return file }
    var file = file
    file.extent = nil
    return file
  }

  /// What is raced where nobody says. In a gate not `inplace`: it is a control there, and as a subject could
  /// only fail; nor where the verdict is the exit status.
  var defaultSubjects: [SubjectDraft] {
    switch self {
    case .run: [SubjectDraft(strategy: "inplace"), SubjectDraft(strategy: "staged")]
    case .gate, .explore: [SubjectDraft(strategy: "staged")]
    }
  }

  /// How many processes glance where that is not said. None beside a user's command: it may follow a protocol, such
  /// as a lock, that glancers know nothing of.
  func defaultGlancers(for reader: ReaderSpec) -> Int {
    switch self {
    case .run, .explore: 0
    case .gate: reader.command == nil ? Scenario.Limits.defaultGateGlancers : 0
    }
  }

  /// What a gate is held against where that is not said: whether anything can be seen, the shortest gap in the name,
  /// and the shortest one in the content where readers see each byte. A command takes longer to start than that gap in
  /// the name lasts; where no glancer is there to meet it, one that lasts as long as a copy takes its place, and the
  /// short one speaks of presence alone: where it is not caught, nothing is said of that.
  static func defaultControls(for reader: ReaderSpec, _ glancers: Int) -> [SubjectDraft] {
    var gap = SubjectDraft(strategy: GapStandard.strategy)
    guard reader.command == nil || glancers > 0 else {
      gap.shows = .presence
      return [SubjectDraft(strategy: "inplace"), SubjectDraft(strategy: "unlink-create"), gap]
    }
    var controls = [SubjectDraft(strategy: "inplace"), gap]
    if ReadStandard.isSeen(by: reader.name) {
      // What is signed before the rename makes its gap no longer, and its swaps fewer.
      controls.append(SubjectDraft(strategy: ReadStandard.strategy, signer: SignerSpec.none))
    }
    return controls
  }
}
