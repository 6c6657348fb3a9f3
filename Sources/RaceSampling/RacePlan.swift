import RaceModel
import RaceReaders
import RaceUpdaters

/// A race with everything looked up: what the names of a scenario stand for.
package struct RacePlan: Sendable {
  /// A subject and what its names stand for.
  package struct Entry: Sendable {
    /// The choices that the scenario made.
    package let subject: Subject
    /// What replaces the target.
    package let strategy: any Strategy
    /// What signs the content.
    package let signer: any Signer

    /// Takes each value as it is.
    package init(subject: Subject, strategy: any Strategy, signer: any Signer) {
      self.subject = subject
      self.strategy = strategy
      self.signer = signer
    }
  }

  /// What is raced.
  package let scenario: Scenario
  /// How readers look.
  package let reader: ReaderKind
  /// The subjects, in the order in which they are raced.
  package let entries: [Entry]

  /// Looks all names of a scenario up.
  /// - Throws: `Failure` with status 64 for a name that nobody knows.
  package init(_ scenario: Scenario) throws(Failure) {
    self.scenario = scenario
    guard let reader = ReaderKind(rawValue: scenario.reader) else {
      throw Failure(.usage, "unknown reader \"\(scenario.reader)\"")
    }
    self.reader = reader
    var entries: [Entry] = []
    for subject in scenario.subjects {
      guard let strategy = Strategies.named(subject.strategy) else {
        throw Failure(.usage, "unknown strategy \"\(subject.strategy)\"")
      }
      guard let signer = Signers.make(subject.signer) else {
        throw Failure(.usage, "unknown signer \"\(subject.signer)\"")
      }
      entries.append(Entry(subject: subject, strategy: strategy, signer: signer))
    }
    self.entries = entries
  }
}
