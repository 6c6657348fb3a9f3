import RaceModel

/// A line on standard error that is written over again and again while a race goes on.
final class ProgressLine {
  private static let width = 79
  private var shown = false

  func show(_ snapshot: ProgressSnapshot) {
    let line = snapshot.line.prefix(Self.width)
    Terminal.note(over: line + String(repeating: " ", count: Self.width - line.count))
    shown = true
  }

  /// Leaves an empty line.
  func clear() {
    guard shown else { return }
    Terminal.note(over: String(repeating: " ", count: Self.width))
    Terminal.rewind()
  }
}

extension ProgressSnapshot {
  /// `12 swaps, 4711 reads, 1834 reads/s, 57 partial states, 3 s left`
  var line: String {
    let rate = elapsedSeconds > 0 ? UInt64(Double(looks) / elapsedSeconds) : 0
    var parts = [
      Count.text(swaps, "swap"), Count.text(looks, "read"), "\(rate) reads/s",
      Count.text(partialStates, "partial state"),
    ]
    if fraction > 0.02 {
      let left = elapsedSeconds / fraction - elapsedSeconds
      parts.append("\(Int(left.rounded(.up))) s left")
    }
    return parts.joined(separator: ", ")
  }
}
