import RaceModel
import RaceReaders
import RaceSystem
import RaceUpdaters

/// Both contents of one subject as they are published, ready for readers.
struct PublishedContents {
  let library: ContentLibrary
  /// The file that holds A like that.
  let pathOfA: String
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
          pathOfA: stage.published(place).a, learned: false)
        signed[spec] = unlearned
      }
      let learned = try entry.command.map {
        try Rehearsal(number, entry, $0, unlearned.library, stage).learn()
      }
      all.append((learned ?? nil) ?? unlearned)
    }
    return all
  }
}
