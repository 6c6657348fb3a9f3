import RaceModel

/// What every value of a scenario must be like, whether it comes from a file or from a flag.
///
/// Each check returns the value that it has understood, or throws the problem with it.
package struct Checks: Sendable {
  private let catalogue: Catalogue

  /// Checks names against those that this build knows.
  package init(_ catalogue: Catalogue) { self.catalogue = catalogue }

  /// The value of a flag, understood; nil where the flag was not given. Throws wrong usage that names the flag.
  package static func flag<Raw, Value>(
    _ name: String, _ raw: Raw?, _ check: (Raw) throws(Problem) -> Value
  ) throws(Failure) -> Value? {
    guard let raw else { return nil }
    do throws(Problem) { return try check(raw) } catch { throw error.failure(flag: name) }
  }

  /// How many processes read.
  package func readers(_ count: Int) throws(Problem) -> Int {
    try Self.within(Scenario.Limits.readers, count)
  }

  /// How many processes glance.
  package func glancers(_ count: Int) throws(Problem) -> Int {
    try Self.within(Scenario.Limits.glancers, count)
  }

  /// How many processes swap.
  package func writers(_ count: Int) throws(Problem) -> Int {
    try Self.within(Scenario.Limits.writers, count)
  }

  /// How many swaps each writer does.
  package func swaps(_ count: Int) throws(Problem) -> Int {
    try Self.within(Scenario.Limits.swaps, count)
  }

  /// How sure a `pass` must be.
  package func confidence(_ share: Double) throws(Problem) -> Double {
    guard share > 0.5, share < 1 else {
      throw Problem(got: "\(share)", expected: "a number above 0.5 and below 1, such as 0.95")
    }
    return share
  }

  /// How long something goes on.
  package func duration(_ text: String) throws(Problem) -> TimeSpan {
    guard let span = TimeSpan(parsing: text) else {
      throw Problem(
        got: OneLine.quoted(text), expected: "a duration with its unit, such as 40ms, 5s or 2m")
    }
    guard span.nanoseconds > 0 else { throw Problem(got: text, expected: "more than nothing") }
    return span
  }

  /// The size of generated content.
  package func size(_ text: String) throws(Problem) -> ByteCount {
    guard let size = ByteCount(parsing: text) else {
      throw Problem(
        got: OneLine.quoted(text), expected: "a size with its unit, such as 7.8MB, 64KiB or 4096B")
    }
    let largest = Scenario.Limits.largestContent
    guard size.bytes > 0, size <= largest else {
      throw Problem(got: OneLine.cut(text), expected: "1 B to \(largest.short)")
    }
    return size
  }

  /// The path that readers open.
  package func target(_ text: String) throws(Problem) -> Target {
    guard let target = Target(try path(text)) else {
      throw Problem(
        got: OneLine.quoted(text),
        expected: "a relative path of plain names, such as lib/target.bin")
    }
    if let excess = Target.excess(in: text) {
      throw Problem(
        got: "a \(excess.what) of \(excess.bytes) bytes", expected: "at most \(excess.limit) bytes")
    }
    return target
  }

  /// A reader's name. What a command reads is said by the command.
  package func reader(_ name: String) throws(Problem) -> String {
    guard name != ReaderSpec.commandName else {
      throw Problem(
        "got \"\(name)\", which says nothing of what to run; expected readerCommand: 'COMMAND {target}'"
          + " in its place, or --reader-command 'COMMAND {target}'")
    }
    return try known(name, catalogue.problem(withReader:))
  }

  /// A strategy's name.
  package func strategy(_ name: String) throws(Problem) -> String {
    try known(name, catalogue.problem(withStrategy:))
  }

  /// A signer, its argument included.
  package func signer(_ text: String) throws(Problem) -> SignerSpec {
    let signer = SignerSpec(text)
    let named = SignerSpec(name: OneLine.cut(signer.name), argument: signer.argument)
    guard catalogue.problem(with: named) != nil else { return signer }
    // Said once more of a shorter argument, which is as wrong and fits into a message.
    let short = SignerSpec(name: named.name, argument: signer.argument.map(OneLine.cut))
    throw Problem(catalogue.problem(with: short) ?? "got \(OneLine.quoted(text))")
  }

  /// How bytes are moved.
  package func copy(_ name: String) throws(Problem) -> CopyMethod {
    guard let copy = CopyMethod(rawValue: name) else {
      throw Self.unknown("copy method", name, among: CopyMethod.allCases.map(\.rawValue))
    }
    return copy
  }

  /// A kind that readers may see besides `stable`.
  package func acceptable(_ name: String) throws(Problem) -> Kind {
    let kinds = Kind.allCases.filter { $0 != .stable }
    guard let kind = Kind(rawValue: name) else {
      throw Self.unknown("kind", name, among: kinds.map(\.rawValue))
    }
    guard kind != .stable else {
      throw Problem(got: "stable, which is always acceptable", expected: "another kind")
    }
    return kind
  }

  /// A command that makes both contents.
  package func contentsCommand(_ command: String) throws(Problem) -> String {
    guard command.contains("{a}"), command.contains("{b}") else {
      throw Problem(
        got: OneLine.quoted(command), expected: "a command with {a} and {b} where it writes the two"
      )
    }
    return command
  }

  /// The path of a file or a directory: any characters, for a path may have them all.
  package func path(_ text: String) throws(Problem) -> String {
    guard !text.isEmpty, !text.utf8.contains(0) else {
      throw Problem(got: OneLine.quoted(text), expected: "a path")
    }
    return text
  }

  /// What reports call the scenario.
  package func title(_ text: String) throws(Problem) -> String {
    try Self.line(text, expected: "a title")
  }

  /// What reports call a subject.
  package func name(_ text: String) throws(Problem) -> String {
    try Self.line(text, expected: "a name")
  }

  /// What the scenario is about, in as many lines as that takes.
  package func description(_ text: String) throws(Problem) -> String {
    try Self.lines(text, expected: "a description")
  }

  private static func within(_ range: ClosedRange<Int>, _ count: Int) throws(Problem) -> Int {
    guard range.contains(count) else {
      throw Problem(
        got: "\(count)",
        expected: "a whole number from \(range.lowerBound) to \(range.upperBound)")
    }
    return count
  }

  /// Text that is not blank.
  static func text(_ text: String, expected: String) throws(Problem) -> String {
    guard text.contains(where: { !$0.isWhitespace }) else {
      throw Problem(got: OneLine.quoted(text), expected: expected)
    }
    return text
  }

  /// Text of any number of lines.
  static func lines(_ text: String, expected: String) throws(Problem) -> String {
    guard !hasControls(text, besides: ["\n", "\t"]) else {
      throw Problem(got: OneLine.quoted(text), expected: "\(expected) without control characters")
    }
    return text
  }

  private static func line(_ text: String, expected: String) throws(Problem) -> String {
    let text = try Self.text(text, expected: expected)
    guard !hasControls(text) else {
      throw Problem(got: OneLine.quoted(text), expected: "\(expected) without control characters")
    }
    return text
  }

  private static func hasControls(_ text: String, besides allowed: Set<Unicode.Scalar> = []) -> Bool
  {
    text.unicodeScalars.contains {
      $0.properties.generalCategory == .control && !allowed.contains($0)
    }
  }

  /// Names are cut before they are looked up: no known one is that long, and comparing spellings takes time.
  private func known(_ name: String, _ problem: (String) -> String?) throws(Problem) -> String {
    if let problem = problem(OneLine.cut(name)) { throw Problem(problem) }
    return name
  }

  /// Says what a name could have been.
  static func unknown(_ what: String, _ name: String, among names: [String]) -> Problem {
    let short = OneLine.cut(name)
    if let near = Spelling.nearest(to: short, among: names) {
      return Problem("unknown \(what) \"\(short)\"; did you mean \"\(near)\"?")
    }
    return Problem("unknown \(what) \"\(short)\"; there are \(names.joined(separator: ", "))")
  }
}
