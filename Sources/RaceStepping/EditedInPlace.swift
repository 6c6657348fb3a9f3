import RaceModel
import RaceStage
import RaceSystem
import RaceUpdaters

/// Updaters that edit what is there and are given no source: what is at the target in the end is the new content.
extension Expedition {
  /// One run, held against its contents.
  func pass(_ contents: PublishedContents, split: UInt64?) throws -> Passage {
    let begun = try begin(contents, split: split, settle: plan.settle)
    let taken = try takingEnd(Passage(run: try finish(begun), contents: contents, split: split))
    guard taken.takesEnd else { return taken }
    // Which files are whole, and which reads are torn, depends on the new content, which was not known then.
    var known = taken
    let begunKnowing = try unblocked(
      &known.run.limits, { try begin(taken.contents, split: split, settle: plan.settle) })
    guard let begunKnowing else { return known }
    known = try takingEnd(
      Passage(run: try finish(begunKnowing), contents: taken.contents, split: split))
    known.takesEnd = true
    return known.hasPublished ? known : taken
  }

  /// Whether the updater edits what is there, and does not ask for a source: what it makes of the old content is known
  /// at its end.
  var editsInPlace: Bool { entrant.command?.editsInPlace == true }

  /// The passage with what was there at its end as the new content, where the updater was given no other.
  func takingEnd(_ passage: Passage) throws -> Passage {
    guard editsInPlace, passage.run.ending == .exited(status: 0),
      // What is a piece of the old content is more likely cut than meant.
      [.foreign, .mixed].contains(passage.kindAtEnd), passage.run.limits.isEmpty,
      case .content(_, let bytes) = passage.run.states[passage.run.end.state].observation, bytes > 0
    else { return passage }
    // Nor what holds bytes of the new one, which it was given by another way then.
    let copy = "\(stage.copies)/\(passage.run.end.state)"
    if (try? passage.contents.isMadeOfGiven(copy)) != false { return passage }
    // Not where it is written again: contents are mapped for as long as this process lives.
    let end = "\(stage.copies)-\(UniqueName.token())"
    guard (try? PathCalls.link(copy, to: end)) != nil else {
      return passage
    }
    let contents = try passage.contents.taking(b: end)
    guard
      let states = StateList.held(
        passage.run.states, keptIn: stage.copies, against: contents.library)
    else { return passage }
    var taken = passage
    (taken.run.states, taken.contents, taken.takesEnd) = (states, contents, true)
    return taken
  }

  /// A directory for copies of what is seen, empty; nil where they are not needed.
  func copies() throws -> String? {
    guard editsInPlace else { return nil }
    try TreeRemoval.remove(stage.copies)
    try PathCalls.makeDirectory(stage.copies)
    return stage.copies
  }
}
