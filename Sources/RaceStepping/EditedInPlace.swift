import RaceModel
import RaceStage
import RaceSystem
import RaceUpdaters

/// Updaters that edit what is there and are given no source: what is at the target in the end is the new content.
extension Expedition {
  /// One run, held against its contents.
  func pass(_ contents: PublishedContents, split: UInt64?) throws -> Passage {
    let taken = try takingEnd(runOnce(contents, split: split))
    guard taken.takesEnd else { return taken }
    // Which files are whole, and which reads are torn, depends on the new content, which was not known then.
    var before = taken
    guard
      var known = try unblocked(&before.run.limits, { try runOnce(taken.contents, split: split) })
    else { return before }
    known = try takingEnd(known)
    known.takesEnd = true
    if known.hasPublished { return known }
    // What has published once and not the next time depends on more than what is there: the run that shows more counts.
    let (first, second) = (exploration(of: before), exploration(of: known))
    var shown = verdictWeight(of: second) > verdictWeight(of: first) ? known : before
    shown.run.limits.append(
      .stepsDiffer(step: first.firstOtherChange(than: second) ?? first.steps.count))
    return shown
  }

  private func runOnce(_ contents: PublishedContents, split: UInt64?) throws -> Passage {
    let begun = try begin(contents, split: split, settle: plan.settle)
    return Passage(run: try finish(begun), contents: contents, split: split)
  }

  /// Whether the updater edits what is there, and does not ask for a source: what it makes of the old content is known
  /// at its end.
  var editsInPlace: Bool { entrant.command?.editsInPlace == true }

  /// The passage with what was there at its end as the new content, where the updater was given no other.
  func takingEnd(_ passage: Passage) throws -> Passage {
    let end = passage.run.states[passage.run.end.state]
    guard editsInPlace, !passage.run.tookSource, passage.run.ending == .exited(status: 0),
      end.kind.mayBeEdit(holdsB: end.anatomy.runs.contains { $0.source == .b }),
      case .content(_, let bytes) = end.observation, bytes > 0
    else { return passage }
    let copy = "\(stage.copies)/\(passage.run.end.state)"
    // Not where it is written again: contents are mapped for as long as this process lives.
    let kept = "\(stage.copies)-\(UniqueName.token())"
    guard (try? PathCalls.link(copy, to: kept)) != nil else {
      return passage
    }
    let contents = try passage.contents.taking(b: kept)
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
