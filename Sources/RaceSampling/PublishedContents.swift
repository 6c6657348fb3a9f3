import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// Both contents of one subject as they are published, ready for readers.
struct PublishedContents {
  var library: ContentLibrary
  /// The file that holds A like that.
  let pathOfA: String
  /// The file that holds B like that.
  let pathOfB: String
  /// Whether they are what an updater leaves of its sources, and not these themselves.
  let learned: Bool

  /// Those of all entries. Subjects with the same signer share theirs; what a command publishes of its sources is
  /// found out by having it swap, while nobody reads.
  static func make(
    _ plan: RacePlan, on stage: Stage, _ maker: ContentMaker
  ) throws -> [PublishedContents] {
    var signed: [SignerSpec: PublishedContents] = [:]
    var all: [PublishedContents] = []
    for (number, entry) in plan.entries.enumerated() {
      let spec = entry.subject.updater.strategy?.signer ?? .none
      let unlearned: PublishedContents
      if let made = signed[spec] {
        unlearned = made
      } else {
        let place = signed.count
        unlearned = PublishedContents(
          library: try maker.publish(by: entry.signer, named: spec.description, number: place),
          pathOfA: stage.published(place).a, pathOfB: stage.published(place).b, learned: false)
        signed[spec] = unlearned
      }
      let learned = try entry.command.map {
        try Rehearsal(number, entry, $0, unlearned.library, stage).learn()
      }
      var contents = (learned ?? nil) ?? unlearned
      try contents.probe(number, entry, plan.scenario.reader, stage)
      all.append(contents)
    }
    return all
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
