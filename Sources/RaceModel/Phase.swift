/// A part of a swap's window. Only built-in updaters can be cut into phases.
package enum Phase: String, Codable, CaseIterable, Sendable {
  /// The new content's bytes are on their way.
  case copy
  /// The signer works.
  case sign
  /// The new content is put in place under the target's name.
  case publish

  /// The phase's place in arrays of one entry per phase.
  package var index: Int {
    switch self {
    case .copy: 0
    case .sign: 1
    case .publish: 2
    }
  }
}
