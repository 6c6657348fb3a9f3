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

  /// Whether it is a command of the user's, which may take as long as it likes.
  package var isCommand: Bool { name == "command" }

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
