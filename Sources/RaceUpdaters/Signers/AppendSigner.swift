import Glibc
import RaceModel
import RaceSystem

/// Adds a trailer of 64 bytes that depends on the content, as code signers do.
struct AppendSigner: Signer {
  static let entry = Catalogue.Entry(
    name: "append",
    summary: "adds a trailer that depends on the content, after the time given if any",
    argument: .optionalDuration)

  private static let trailerSize = 64

  let delay: TimeSpan?

  var effect: SignerEffect { .mayChangeBytes }

  func limited(to timeout: TimeSpan) -> any Signer {
    AppendSigner(delay: delay.map { min($0, timeout) })
  }

  func sign(_ path: String) throws {
    let trailer = Self.trailer(for: try Digest(hashing: OpenFile(path, O_RDONLY)))
    if let delay { Clock.spin(until: Clock.now() + delay.nanoseconds) }
    let file = try OpenFile(path, O_WRONLY | O_APPEND)
    try file.write(trailer)
    try file.close()
  }

  private static func trailer(for digest: Digest) -> [UInt8] {
    let text = Array("\nracebench signature \(digest.hex)".utf8)
    return text + Array(repeating: UInt8(ascii: "."), count: trailerSize - text.count - 1)
      + [UInt8(ascii: "\n")]
  }
}
