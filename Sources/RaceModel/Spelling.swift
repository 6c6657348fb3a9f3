/// Finds what somebody probably meant to type.
package enum Spelling {
  /// The candidate that takes the fewest edits to reach, if that is at most a third of its length (and two at
  /// least); the first of several.
  package static func nearest(to word: String, among candidates: [String]) -> String? {
    candidates
      .map { (name: $0, distance: distance(Array(word.lowercased()), Array($0.lowercased()))) }
      .filter { $0.distance <= max(2, $0.name.count / 3) }
      .min { $0.distance < $1.distance }?.name
  }

  /// Levenshtein's distance: insertions, deletions and replacements.
  static func distance(_ left: [Character], _ right: [Character]) -> Int {
    var row = Array(0...right.count)
    for (i, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, other) in right.enumerated() {
        let replaced = diagonal + (character == other ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[right.count]
  }
}
