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

  /// How many processes glance where nobody says.
  var defaultGlancers: Int {
    switch self {
    case .run, .explore: 0
    case .gate: Scenario.Limits.defaultGateGlancers
    }
  }
}
