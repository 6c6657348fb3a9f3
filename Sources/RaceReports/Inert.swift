/// The door through which text from outside comes to a place that people, terminals or a CI system's runner read.
///
/// Names, commands, paths, what programs print and what a file says are written by others. Each form has its own
/// grammar (Markdown, XML, CSV, JSON) and escapes for it; what no form may let through is decided here: what moves a
/// cursor, turns the writing direction or cannot be seen, and what a runner takes for a command.
package enum Inert {
  /// The text on one line with such scalars written out as Swift writes them: `\n`, `\u{1b}`, `:\u{3a}`. What has
  /// passed once passes again unchanged.
  package static func line(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    let commands = RunnerCommands(in: text.unicodeScalars)
    var marks = 0
    for (place, scalar) in text.unicodeScalars.enumerated() {
      marks = isMark(scalar) ? marks + 1 : 0
      if commands.breaks(at: place) || isInvisible(scalar) || marks > maximumMarks {
        result.append(contentsOf: written(scalar).unicodeScalars)
      } else {
        result.append(scalar)
      }
    }
    return String(result)
  }

  /// More accents on one letter than any script needs reach into the lines above and below.
  private static let maximumMarks = 4

  private static func written(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\n": "\\n"
    case "\r": "\\r"
    case "\t": "\\t"
    default: "\\u{\(String(scalar.value, radix: 16))}"
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .enclosingMark: true
    default: false
    }
  }

  /// Whether the scalar has no shape of its own, or changes that of others: C0 and C1 controls, escapes, marks of
  /// direction, zero widths, tags and fillers.
  static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate: return true
    default: break
    }
    // How an emoji looks is harmless; other scalars that may be ignored hide.
    let looks: ClosedRange<UInt32> = 0xFE0E...0xFE0F
    return scalar.properties.isDefaultIgnorableCodePoint && !looks.contains(scalar.value)
  }
}

/// Where a text holds what runners of CI systems obey, and which scalar to write out so that they do not.
///
/// GitHub's runner takes a line for a command whose first characters but for blanks are `::`, and one that has `##[`
/// anywhere (actions/runner, `ActionCommand.cs`); that of Azure takes `##vso[`, TeamCity `##teamcity[`. Words are
/// looked at, not lines, since any word may come to the start of one where a table is wrapped.
struct RunnerCommands {
  private let places: Set<Int>

  init(in text: String.UnicodeScalarView) {
    var places: Set<Int> = []
    var colons = 0
    var startsWord = true
    /// Nil outside of what begins with `##`.
    var sinceHashes: Bool?
    var hashes = 0
    for (place, scalar) in text.enumerated() {
      if scalar == ":" {
        colons += 1
        // `a::b` is left alone: it is not broken between the colons, nor right before them.
        if colons == 2 && startsWord || colons > 2 { places.insert(place) }
      } else {
        colons = 0
        startsWord = scalar.properties.isWhitespace || Inert.isInvisible(scalar)
      }
      if scalar == "#" {
        hashes += 1
        sinceHashes = hashes >= 2 ? true : nil
        continue
      }
      hashes = 0
      if scalar == "[", sinceHashes != nil { places.insert(place) }
      if !("a"..."z").contains(scalar), !("A"..."Z").contains(scalar) { sinceHashes = nil }
    }
    self.places = places
  }

  func breaks(at place: Int) -> Bool { places.contains(place) }
}
