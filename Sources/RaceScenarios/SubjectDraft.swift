import RaceModel

/// A subject, or a control, of which not every choice has been made.
package struct SubjectDraft: Hashable, Sendable {
  /// What replaces the target.
  package var updater: UpdaterDraft
  /// The updater's own name if nil.
  package var name: String?
  /// What a gate expects of it; nil for a control.
  package var expect: Expectation?
  /// Of a control that the gate adds, the one contract that it speaks of; nil for one that speaks of all.
  var shows: Contract?

  /// Takes each value as it is.
  package init(_ updater: UpdaterDraft, name: String? = nil, expect: Expectation? = nil) {
    self.updater = updater
    self.name = name
    self.expect = expect
  }

  /// A strategy with the choices that it takes.
  package init(
    strategy: String, name: String? = nil, copy: CopyMethod? = nil, signer: SignerSpec? = nil,
    stagingDirectory: String? = nil, expect: Expectation? = nil
  ) {
    let choices = StrategyChoices(copy: copy, signer: signer, stagingDirectory: stagingDirectory)
    self.init(.strategy(strategy, choices), name: name, expect: expect)
  }

  /// What reports will call it.
  package var finalName: String { name ?? updater.defaultName }
}
