import RaceModel
import RaceSystem

/// What the next swap does to what this one has left. An updater that leaves a link to a fixed name writes the very file
/// that readers have open when it comes again; one run from a fresh start does not show that.
extension Expedition {
  /// Steps through another swap, back to the old content, where the last one has left more than it found.
  /// - Parameter last: the run before, on whose stage it takes place.
  /// - Returns: what readers could see of it that is forbidden, or why not all of it could be seen; nil where there is
  ///   nothing of that, and where nothing was left.
  func nextSwap(after last: Passage) throws -> String? {
    // Without a source there is no way back.
    guard !editsInPlace, last.hasPublished, leavesMore(last.run), stage.excess == nil else {
      return nil
    }
    let begun = try begin(
      last.contents, split: last.split, settle: plan.settle, publishing: .a)
    let next = Passage(run: try finish(begun), contents: last.contents, split: last.split)
    return exploration(of: next).partialStates.first?.text ?? next.run.limits.first?.text
  }

  /// Whether the target leads elsewhere than before, or has names beside it, or of its own, that were not there.
  private func leavesMore(_ run: TracedRun) -> Bool {
    let links = (try? PathCalls.status(stage.targetPath(0)))?.st_nlink ?? 1
    return run.end.isLink != run.start.isLink || run.end.resolved != run.start.resolved
      || run.end.entries != run.start.entries || links > 1
  }
}
