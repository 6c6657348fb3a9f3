/// Where the two contents of a race come from, before any signer.
package enum ContentsPlan: Hashable, Sendable {
  /// Pseudo-random bytes from a seed; B is a twentieth shorter than A, and they differ in every page.
  case generate(size: ByteCount, seed: UInt64)
  /// Two files, copied before the race. Paths as the process sees them.
  case files(a: String, b: String)
  /// A shell command that makes both, at `{a}` and `{b}`.
  case command(String)

  /// The seed, where there is one.
  package var seed: UInt64? {
    if case .generate(_, let seed) = self { seed } else { nil }
  }

  /// The files that they are, where they are files.
  package var files: [String] { if case .files(let a, let b) = self { [a, b] } else { [] } }
}

extension ContentsPlan: Codable {
  private enum Key: String, CodingKey { case generate, files, command }
  private struct Generate: Codable {
    let size: ByteCount
    let seed: UInt64
  }

  package init(from decoder: any Decoder) throws {
    let keys = try decoder.container(keyedBy: Key.self)
    if let generate = try keys.decodeIfPresent(Generate.self, forKey: .generate) {
      self = .generate(size: generate.size, seed: generate.seed)
    } else if let files = try keys.decodeIfPresent([String].self, forKey: .files) {
      guard files.count == 2 else {
        throw DecodingError.dataCorruptedError(
          forKey: .files, in: keys, debugDescription: "expected two paths, got \(files.count)")
      }
      self = .files(a: files[0], b: files[1])
    } else {
      self = .command(try keys.decode(String.self, forKey: .command))
    }
  }

  package func encode(to encoder: any Encoder) throws {
    var keys = encoder.container(keyedBy: Key.self)
    switch self {
    case .generate(let size, let seed):
      try keys.encode(Generate(size: size, seed: seed), forKey: .generate)
    case .files(let a, let b): try keys.encode([a, b], forKey: .files)
    case .command(let command): try keys.encode(command, forKey: .command)
    }
  }
}
