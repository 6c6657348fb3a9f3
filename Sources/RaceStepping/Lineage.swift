import Glibc
import RaceModel

/// Which process came of which, and when.
struct Lineage {
  private struct Birth {
    let parent: Int?
    /// How many steps there were.
    let steps: Int
  }

  /// One process or thread that opened a file, so that it is made where it is not there, or to write it.
  private struct Opening {
    let step: Int
    let process: Int
    let file: Int
  }

  private var births: [Int: Birth] = [:]
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
      births[number] = Birth(parent: parent.map(leader), steps: steps)
    }
  }

  /// The first step at which a process opens a staging file by a name that another one has opened, and was on its way
  /// before that one opened it, or before it published what it had opened: the order in which they did so is a matter of
  /// timing, even where both ask for a new file. Nil where there is none.
  ///
  /// A process that waits for the other one without being its parent is taken for one that does not.
  func concurrentStaging(_ steps: [Step], _ files: [SteppedFile]) -> (step: Int, path: String)? {
    var published: [Int: Int] = [:]
    for step in steps {
      if let file = step.after.file, published[file] == nil { published[file] = step.index }
    }
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
        guard let publication = published[earlier.file],
          let begun = branchBegun(of: own.process, apartFrom: earlier.process)
        else { continue }
        if begun < (publication < step.index ? publication : earlier.step) {
          return (step.index, path)
        }
      }
      openings[path, default: []].append(own)
    }
    return nil
  }

  private func leader(of number: Int) -> Int { leaders[number] ?? number }

  /// How many steps there were when the way to `process` parted from the way to `other`; nil where one is the other, or
  /// comes before it.
  private func branchBegun(of process: Int, apartFrom other: Int) -> Int? {
    let others = Set(ancestors(of: other))
    guard !others.contains(process) else { return nil }
    let branch = ancestors(of: process).prefix { !others.contains($0) }
    return branch.last.flatMap { births[$0]?.steps }
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
