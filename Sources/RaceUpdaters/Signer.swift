import RaceModel

/// The step between copying and publishing: it takes time and may change the bytes.
package protocol Signer: Sendable {
  /// Signs the file at `path`, in place.
  /// - Throws: `SignerFailure` or `SystemCallError`.
  func sign(_ path: String) throws
  /// What it does to the bytes, as far as that is known beforehand.
  var effect: SignerEffect { get }
  /// One that leaves the same bytes, and takes no longer than that for a file.
  func limited(to timeout: TimeSpan) -> any Signer
}

extension Signer {
  package func limited(to timeout: TimeSpan) -> any Signer { self }
}

/// What a signer does to the bytes.
package enum SignerEffect: Sendable {
  case keepsBytes
  /// Whether it changes them shows when it has signed.
  case mayChangeBytes
  /// It fails each time.
  case fails
}

/// A signer that did not sign.
package struct SignerFailure: Error, Hashable, Sendable, CustomStringConvertible {
  /// What went wrong, in one line.
  package let description: String
  /// Whether its program could not be run at all.
  package let missing: Bool

  init(_ description: String, missing: Bool = false) {
    self.description = description
    self.missing = missing
  }
}

/// The signers that there are. A new one is a file in Signers/ and a line here.
package enum Signers {
  private struct Kind: Sendable {
    let entry: Catalogue.Entry
    /// Nil for an argument that it cannot take.
    let make: @Sendable (String?) -> (any Signer)?
  }

  private static let all: [Kind] = [
    Kind(entry: NoSigner.entry) { $0 == nil ? NoSigner() : nil },
    Kind(entry: BusySigner.entry) { $0.flatMap(TimeSpan.init(parsing:)).map(BusySigner.init) },
    Kind(entry: SleepSigner.entry) { $0.flatMap(TimeSpan.init(parsing:)).map(SleepSigner.init) },
    Kind(entry: AppendSigner.entry) { argument in
      guard let argument else { return AppendSigner(delay: nil) }
      return TimeSpan(parsing: argument).map { AppendSigner(delay: $0) }
    },
    Kind(entry: FailingSigner.entry) { $0 == nil ? FailingSigner() : nil },
    Kind(entry: CommandSigner.entry) { $0.map { CommandSigner(command: $0) } },
  ]

  /// Signs nothing.
  package static let none: any Signer = NoSigner()

  /// Their lines in the catalogue.
  package static var entries: [Catalogue.Entry] { all.map(\.entry) }

  /// The signer; nil for a name that does not exist or an argument that it cannot take, which the catalogue
  /// explains.
  /// - Parameter timeout: when one that is a command and has not ended is killed; never if nil.
  package static func make(_ spec: SignerSpec, timeout: TimeSpan? = nil) -> (any Signer)? {
    let signer = all.first { $0.entry.name == spec.name }?.make(spec.argument)
    return timeout.flatMap { signer?.limited(to: $0) } ?? signer
  }
}
