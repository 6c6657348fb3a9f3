/// What is raced: a strategy with the choices that it takes.
package struct Subject: Hashable, Sendable, Codable {
  /// What reports call it; unique within a scenario.
  package var name: String
  /// A name from the catalogue of strategies.
  package var strategy: String
  /// How its bytes move.
  package var copy: CopyMethod
  /// What signs them.
  package var signer: SignerSpec
  /// Where the strategy stages; its own choice if nil.
  package var stagingDirectory: String?
  /// What a gate expects of it; that it passes if nil. Nothing is expected of a control.
  package var expect: Expectation?

  /// Takes each value as it is.
  package init(
    name: String? = nil, strategy: String, copy: CopyMethod = .write,
    signer: SignerSpec = .standard, stagingDirectory: String? = nil, expect: Expectation? = nil
  ) {
    self.name = name ?? strategy
    self.strategy = strategy
    self.copy = copy
    self.signer = signer
    self.stagingDirectory = stagingDirectory
    self.expect = expect
  }
}

/// How a built-in strategy moves bytes.
package enum CopyMethod: String, Codable, CaseIterable, Sendable {
  case write
  case copyFileRange = "copy_file_range"
  case sendfile
  case mmap
}

/// A signer as it is written: a name from the catalogue and, behind a colon, its argument.
package struct SignerSpec: Hashable, Sendable, Codable, CustomStringConvertible {
  /// A name from the catalogue of signers.
  package let name: String
  /// What stands behind the colon; nil where there is none.
  package let argument: String?

  /// The signer of a race that names none.
  package static let standard = SignerSpec(name: "busy", argument: "40ms")
  /// No signer at all.
  package static let none = SignerSpec(name: "none", argument: nil)

  /// Takes each value as it is.
  package init(name: String, argument: String?) {
    self.name = name
    self.argument = argument
  }

  /// Cuts the text at its first colon. Whether the name exists is the catalogue's business.
  package init(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
    self.init(
      name: parts.first.map(String.init) ?? "",
      argument: parts.count == 2 ? String(parts[1]) : nil)
  }

  package var description: String { argument.map { "\(name):\($0)" } ?? name }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(description)
  }
}
