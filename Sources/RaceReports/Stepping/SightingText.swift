import RaceModel

/// What was found at the target, for people. Not yet escaped for any form.
struct SightingText: Sendable {
  private let exploration: Exploration

  init(_ exploration: Exploration) { self.exploration = exploration }

  /// `B, stable`, `truncated, 4.1 KB`, `missing`.
  func state(_ index: Int) -> String {
    let bytes = bytes(index).map { ", \($0)" } ?? ""
    return name(index) + (exploration.states[index].kind == .stable ? "" : bytes)
  }

  /// `truncated, 4.1 KB … 5.7 MB`: from the one to the other, which are of one kind.
  func states(from first: Int, to last: Int) -> String {
    guard first != last, let from = bytes(first), let to = bytes(last) else { return state(first) }
    return "\(name(first)), \(from) … \(to)"
  }

  /// `B, stable`, `truncated`, `EIO error`.
  func name(_ index: Int) -> String {
    let state = exploration.states[index]
    if let content = exploration.stableContent(ofState: index) {
      return "\(content.letter), stable"
    }
    if case .error = state.observation { return state.summary }
    return state.kind.rawValue
  }

  /// Its length, unless its name says it.
  func bytes(_ index: Int) -> String? {
    let state = exploration.states[index]
    return state.kind == .empty ? nil : state.observation.bytes.map { ByteCount($0).short }
  }

  /// What the second sighting shows that the first did not, each in a few words.
  func changes(from old: Sighting, to new: Sighting) -> [String] {
    let state = old.state == new.state ? [] : [state(new.state)]
    return state + others(from: old, to: new)
  }

  /// The same but for the state.
  func others(from old: Sighting, to new: Sighting) -> [String] {
    var words: [String] = []
    if let was = old.file, let file = new.file, was != file { words.append("another file") }
    words += link(from: old, to: new)
    // Of a file that was not there, or is not any more, the state says enough.
    if let was = old.mode, let mode = new.mode, was != mode {
      words.append("mode \(ModeText.of(mode))")
    }
    if let was = old.owner, let owner = new.owner, was != owner { words.append("owner \(owner)") }
    if old.metadataProblem != new.metadataProblem, let problem = new.metadataProblem {
      words.append(problem)
    }
    for (path, mode) in new.way.sorted(by: { $0.key < $1.key }) {
      if let was = old.way[path], was != mode {
        words.append("directory \"\(path)\" mode \(ModeText.of(mode))")
      }
    }
    let names = [
      ("+", Set(new.entries).subtracting(old.entries)),
      ("−", Set(old.entries).subtracting(new.entries)),
    ]
    return words + names.filter { !$0.1.isEmpty }.map { "\($0)\(Self.list($1.sorted()))" }
  }

  private func link(from old: Sighting, to new: Sighting) -> [String] {
    switch (old.isLink, new.isLink) {
    case (true, false): new.file == nil ? [] : ["no symlink any more"]
    case (_, true) where !old.isLink || old.resolved != new.resolved:
      ["a symlink to \(new.resolved.map { "\"\($0)\"" } ?? "nothing")"]
    default: []
    }
  }

  private static func list(_ names: [FileName]) -> String {
    let shown = names.prefix(3).map { "\"\($0.text)\"" }.joined(separator: ", ")
    return names.count > 3 ? "\(shown) and \(names.count - 3) more" : shown
  }
}
