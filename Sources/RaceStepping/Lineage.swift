import Glibc
import RaceModel

/// Which process came of which, and when.
struct Lineage {
  private struct Birth {
    let parent: Int?
    /// How many steps there were.
    let steps: Int
    /// How many waits there had been.
    let waits: Int
  }

  /// One process or thread that opened a file, so that it is made where it is not there, or to write it.
  private struct Opening {
    let step: Int
    let process: Int
    let file: Int
  }

  private var births: [Int: Birth] = [:]
  /// Those that have ended, by the number that the kernel gave them.
  private var ended: [pid_t: Int] = [:]
  /// Which process has waited for the end of which.
  private(set) var waits: [Exploration.Wait] = []
  /// A thread is taken for the one whose process it is in.
  private var leaders: [Int: Int] = [:]

  /// One has come up.
  /// - Parameters:
  ///   - parent: nil where it is not known.
  ///   - isThread: whether it is in its parent's process.
  mutating func note(_ number: Int, of parent: Int?, isThread: Bool, after steps: Int) {
    if isThread, let parent {
      leaders[number] = leader(of: parent)
    } else {
      births[number] = Birth(parent: parent.map(leader), steps: steps, waits: waits.count)
    }
  }

  /// One has ended, and another one may get its number.
  mutating func noteEnd(of number: Int, _ id: pid_t) { ended[id] = leader(of: number) }

  /// One has been told of a child's end, so that all it does from now on comes after all that the child did.
  mutating func noteWait(for child: pid_t, by number: Int, after steps: Int) {
    guard let child = ended[child], births[child]?.parent == leader(of: number) else { return }
    waits.append(Exploration.Wait(process: child, by: leader(of: number), steps: steps))
  }

  /// The first step at which a process opens a staging file by a name that another one has opened, where neither waits for
  /// the other: the order in which they did so is a matter of timing, even where both ask for a new file. Nil where there is
  /// none.
  ///
  /// One waits by taking a child that has ended (wait(2)), or by being made afterwards. A process that waits otherwise, as
  /// for a byte in a FIFO, is taken for one that does not.
  func concurrentStaging(_ steps: [Step], _ files: [SteppedFile]) -> (step: Int, path: String)? {
    let published = Set(steps.compactMap(\.after.file))
    var numbers: [String: Int] = [:]
    var openings: [String: [Opening]] = [:]
    for step in steps where step.opensForWriting {
      for case .created(let file, _) in step.effects where files.indices.contains(file - 1) {
        numbers[files[file - 1].path] = file
      }
      guard let (path, file) = numbers.first(where: { step.call.contains("(\"\($0.key)\"") }) else {
        continue
      }
      let own = Opening(step: step.index, process: leader(of: step.process), file: file)
      for earlier in openings[path] ?? [] {
        guard published.contains(earlier.file), !isOrdered(earlier, before: own) else { continue }
        return (step.index, path)
      }
      openings[path, default: []].append(own)
    }
    return nil
  }

  private func leader(of number: Int) -> Int { leaders[number] ?? number }

  /// Whether one opening always comes before the other.
  private func isOrdered(_ first: Opening, before second: Opening) -> Bool {
    let way = ancestors(of: second.process)
    if let place = way.firstIndex(of: first.process) {
      // The same process, or one that was made after the opening.
      return place == 0 || births[way[place - 1]].map { $0.steps >= first.step } == true
    }
    var ended = first.process
    while let place = waits.firstIndex(where: { $0.process == ended }) {
      let wait = waits[place]
      if let ancestor = way.firstIndex(of: wait.by) {
        return ancestor == 0
          ? wait.steps < second.step
          : births[way[ancestor - 1]].map { $0.waits > place } == true
      }
      ended = wait.by
    }
    return false
  }

  private func ancestors(of number: Int) -> [Int] {
    var ancestors = [number]
    while let last = ancestors.last, let parent = births[last]?.parent { ancestors.append(parent) }
    return ancestors
  }
}

extension Step {
  /// Whether it opened a file to write it, or was refused since that was there: had it come first, the other one would
  /// have been.
  fileprivate var opensForWriting: Bool {
    guard ["open", "openat", "openat2", "creat"].contains(name) else { return false }
    return switch result {
    case .returned, .failed(errno: EEXIST): true
    case .failed, .lost: false
    }
  }
}
