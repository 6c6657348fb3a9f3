import RaceModel

/// What readers that run something have seen besides what they may see, in words: `killed by SIGBUS 3×`.
///
/// Their states are many where each says something else, so that those that ended in one way are counted together.
enum Sights {
  /// `412 looks/s`, and what they saw, the most frequent first. Nothing of readers that look for themselves.
  static func notes(on run: Run) -> [String] {
    guard run.states.contains(where: \.isOfAProcess) else { return [] }
    let sights = words(for: run.states)
    return (run.wallNanoseconds > 0 ? ["\(Figure.rate(run.readsPerSecond)) looks/s"] : [])
      + (sights.isEmpty ? [] : [sights.joined(separator: ", ")])
  }

  private static func words(for states: [State]) -> [String] {
    var order: [String] = []
    var groups: [String: [State]] = [:]
    for state in states where state.kind != .stable && state.count > 0 {
      if groups[state.end] == nil { order.append(state.end) }
      groups[state.end, default: []].append(state)
    }
    let counted = order.map { end in
      let group = groups[end] ?? []
      // Two readers' counts may add up to more than 64 bits in a file that lies.
      let count = group.reduce(UInt64(0)) { $0.addingReportingOverflow($1.count).partialValue }
      return (text: "\(end) \(Figure.grouped(count))×\(said(by: group))", count: count)
    }
    return counted.enumerated().sorted {
      ($1.element.count, $0.offset) < ($0.element.count, $1.offset)
    }.map(\.element.text)
  }

  /// What most of them said or, where none said anything, with which status they ended.
  private static func said(by group: [State]) -> String {
    var counts: [(words: String, count: UInt64)] = []
    for state in group {
      guard let words = state.words else { continue }
      if let place = counts.firstIndex(where: { $0.words == words }) {
        counts[place].count = max(counts[place].count, state.count)
      } else {
        counts.append((words, state.count))
      }
    }
    guard let first = counts.first else { return "" }
    let most = counts.dropFirst().reduce(first) { $1.count > $0.count ? $1 : $0 }
    return " (\(most.words)\(counts.count > 1 ? ", …" : ""))"
  }
}

extension State {
  fileprivate var isOfAProcess: Bool { if case .ended = observation { true } else { false } }

  /// How the look ended.
  fileprivate var end: String {
    switch observation {
    case .crash(let signal): "killed by \(SignalName.text(signal))"
    case .error(let errno) where kind != .missing: ErrnoName.text(errno)
    case .content, .size, .error, .ended, .torn: kind.rawValue
    }
  }

  /// What it said, or its status.
  fileprivate var words: String? {
    guard case .ended(let status, _) = observation else { return nil }
    return message.isEmpty ? (kind == .rejected ? "status \(status)" : nil) : message
  }
}
