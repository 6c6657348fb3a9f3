import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// Both contents of one subject as they are published, ready for readers.
package struct PublishedContents {
  /// What is seen of a target is held against these.
  package private(set) var library: ContentLibrary
  /// The file that holds A like that.
  package let pathOfA: String
  /// The file that holds B like that.
  package let pathOfB: String
  /// Whether they are what an updater leaves of its sources, and not these themselves.
  package let learned: Bool
  /// Whether B is what an updater that is given no source makes of A, so that each of its swaps begins with A. What one
  /// leaves then is taken for right, though it be another content each time.
  package let takenFromEnd: Bool

  /// Those of all entrants, in their order. Subjects with the same signer share theirs; what a command publishes of
  /// its sources is found out by having it swap, while nobody reads.
  /// - Parameters:
  ///   - entrants: those that the stage was built for.
  ///   - reader: how the target is looked at; one that runs something has it look at both contents at rest.
  ///   - writers: how many swap a subject at once: of several none can be told what it has left.
  ///   - maker: has made the sources.
  ///   - refusesFailure: whether a command that fails each time is refused, unless more is expected of it.
  /// - Throws: `Failure` for a signer, a command or a reader that cannot be raced, `SystemCallError` for a stage that
  ///   cannot be written.
  package static func make(
    for entrants: [Entrant], seenBy reader: ReaderSpec, writers: Int, by maker: ContentMaker,
    refusesFailure: Bool = false
  ) throws -> [PublishedContents] {
    let stage = maker.stage
    var signed: [SignerSpec: PublishedContents] = [:]
    var all: [PublishedContents] = []
    for (number, entry) in entrants.enumerated() {
      let spec = entry.subject.updater.strategy?.signer ?? .none
      let unlearned =
        try signed[spec] ?? PublishedContents(signedFor: entry, by: maker, number: signed.count)
      signed[spec] = unlearned
      var contents =
        try unlearned.learned(
          from: entry, number: number, on: stage, within: maker.learningTime,
          refusesFailure: refusesFailure && entry.subject.expect.map { $0 == .standard } ?? true,
          taking: writers > 1 ? .none : ends(of: entry, reader))
        ?? unlearned
      try contents.probe(number, entry, reader, stage)
      all.append(contents)
    }
    return all
  }

  /// Which ends of an entrant's swaps may be taken for B.
  private static func ends(of entry: Entrant, _ reader: ReaderSpec) -> Ends {
    guard let command = entry.command, command.editsInPlace, !entry.mustRollBack else {
      return .none
    }
    // What a program makes of a content that it has not met at rest says nothing.
    return ReaderKind(rawValue: reader.name)?.runsSomething == true ? .same : .all
  }

  init(
    library: ContentLibrary, pathOfA: String, pathOfB: String, learned: Bool,
    takenFromEnd: Bool = false
  ) {
    self.takenFromEnd = takenFromEnd
    self.library = library
    self.pathOfA = pathOfA
    self.pathOfB = pathOfB
    self.learned = learned
  }

  /// The sources as an entrant's signer publishes them.
  /// - Parameters:
  ///   - maker: has made the sources.
  ///   - number: tells this signer from others on the stage.
  /// - Throws: `Failure` for a signer that cannot be used, `SystemCallError` for a stage that cannot be written.
  package init(signedFor entrant: Entrant, by maker: ContentMaker, number: Int = 0) throws {
    let spec = entrant.subject.updater.strategy?.signer ?? .none
    let paths = maker.stage.published(number)
    self.init(
      library: try maker.publish(by: entrant.signer, named: spec.description, number: number),
      pathOfA: paths.a, pathOfB: paths.b, learned: false)
  }

  /// The same with another file as the new content, which must not change any more.
  /// - Throws: `SystemCallError`.
  package func taking(b path: String) throws(SystemCallError) -> PublishedContents {
    PublishedContents(
      library: try ContentLibrary(a: pathOfA, b: path, unsignedA: pathOfA, unsignedB: path),
      pathOfA: pathOfA, pathOfB: path, learned: learned, takenFromEnd: true)
  }

  /// What a command publishes of its sources, found out by having it swap while nobody looks.
  /// - Parameters:
  ///   - number: the entrant's on the stage.
  ///   - patience: how long all of that may take.
  ///   - ends: which ends may be taken for B, where the command takes no source.
  /// - Returns: nil for a strategy, and where that is the sources themselves or nothing that can be learned.
  /// - Throws: `Failure` for a command that cannot be run, `SystemCallError` for a stage that cannot be written.
  package func learned(
    from entrant: Entrant, number: Int, on stage: Stage, within patience: TimeSpan,
    refusesFailure: Bool = false, taking ends: Ends = .none
  ) throws -> PublishedContents? {
    try entrant.command.flatMap {
      let rehearsal = Rehearsal(
        number, entrant, $0, self, stage, within: patience, refusesFailure: refusesFailure)
      return try rehearsal.takeEnd(ends) ?? rehearsal.learn()
    }
  }

  /// Where readers run something, has them look at both contents at rest, in the target's place.
  private mutating func probe(
    _ number: Int, _ entry: Entrant, _ reader: ReaderSpec, _ stage: Stage
  ) throws {
    guard let probe = Probe(reader, root: stage.root, place: stage.target) else { return }
    let target = stage.targetPath(number)
    try stage.reset(number, to: pathOfA, for: entry.updater)
    let a = try probe.outcome(of: .a, at: target)
    try stage.reset(number, to: pathOfB, for: entry.updater)
    let b = try probe.outcome(of: .b, at: target)
    library.outcomes = try probe.outcomes(a: a, b: b)
  }
}

/// Which ends of swaps may be taken for B.
package enum Ends: Hashable, Sendable {
  case none
  /// Those of an updater that makes the same of the same.
  case same
  case all
}
