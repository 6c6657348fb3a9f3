/// The names that this build knows, so that whoever checks input need not know who implements them.
package struct Catalogue: Sendable {
  /// One named thing, with what a person wants to know of it.
  package struct Entry: Hashable, Sendable {
    /// As it is written.
    package let name: String
    /// One line, without a full stop.
    package let summary: String
    /// What may stand behind its name.
    package let argument: Argument
    /// Whether it is a signer that fails each time, so that no swap can succeed.
    package let fails: Bool

    /// Takes each value as it is.
    package init(
      name: String, summary: String, argument: Argument = .none, fails: Bool = false
    ) {
      self.name = name
      self.summary = summary
      self.argument = argument
      self.fails = fails
    }
  }

  /// What may stand behind an entry's name and a colon.
  package enum Argument: Hashable, Sendable {
    case none
    /// A duration that may be left out.
    case optionalDuration
    /// A duration that must be there.
    case duration
    /// A shell command that must be there.
    case command
  }

  /// Ways of replacing a target.
  package let strategies: [Entry]
  /// Ways of observing one.
  package let readers: [Entry]
  /// Steps between copy and publication.
  package let signers: [Entry]

  /// The longest that a signer of racebench's own may take: no swap may hold a race up for longer than one with a
  /// command may.
  static let longestSigning = CommandSpec.defaultTimeout

  /// Takes each value as it is.
  package init(strategies: [Entry], readers: [Entry], signers: [Entry]) {
    self.strategies = strategies
    self.readers = readers
    self.signers = signers
  }

  /// What is wrong with a signer as it is written; nil if nothing is.
  package func problem(with signer: SignerSpec) -> String? {
    guard let entry = signers.first(where: { $0.name == signer.name }) else {
      return Self.unknown("signer", signer.name, among: signers)
    }
    let given = signer.argument.map { $0.isEmpty ? "nothing" : "\"\($0)\"" } ?? "nothing"
    switch (entry.argument, signer.argument) {
    case (.none, nil), (.optionalDuration, nil): return nil
    case (.none, .some):
      return "signer \"\(entry.name)\" takes nothing behind a colon, got \(given)"
    case (.duration, let text), (.optionalDuration, let text):
      if let text, let time = TimeSpan(parsing: text) {
        guard time > Self.longestSigning else { return nil }
        return
          "signer \"\(entry.name)\" takes at most \(Self.longestSigning.exact), got \(given)"
      }
      return "signer \"\(entry.name)\" takes a duration such as \(entry.name):40ms, got \(given)"
    case (.command, let text):
      if let text, text.contains("{file}") { return nil }
      return "signer \"command\" takes a command with {file} in it, such as command:codesign {file}"
        + ", got \(given)"
    }
  }

  /// Whether nothing can be published that this signer signs.
  package func fails(_ signer: SignerSpec) -> Bool {
    signers.contains { $0.name == signer.name && $0.fails }
  }

  /// What is wrong with a strategy's name; nil if nothing is.
  package func problem(withStrategy name: String) -> String? {
    strategies.contains { $0.name == name }
      ? nil : Self.unknown("strategy", name, among: strategies)
  }

  /// What is wrong with a reader's name; nil if nothing is.
  package func problem(withReader name: String) -> String? {
    readers.contains { $0.name == name } ? nil : Self.unknown("reader", name, among: readers)
  }

  private static func unknown(_ what: String, _ name: String, among entries: [Entry]) -> String {
    let names = entries.map(\.name)
    if let near = Spelling.nearest(to: name, among: names) {
      return "unknown \(what) \"\(name)\"; did you mean \"\(near)\"?"
    }
    return "unknown \(what) \"\(name)\"; there are \(names.joined(separator: ", "))"
  }
}
