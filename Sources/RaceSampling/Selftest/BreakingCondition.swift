import RaceModel
import RaceUpdaters

/// What a selftest races strategies under: each one that can be broken at all is broken by one of these.
enum BreakingCondition: CaseIterable {
  /// A signer that changes bytes, on the target's file system, by one writer.
  case changingSigner
  /// The same with two writers.
  case twoWriters
  /// The same with one writer that stages on another file system.
  case otherFileSystem

  var title: String {
    switch self {
    case .changingSigner: "changing signer"
    case .twoWriters: "two writers"
    case .otherFileSystem: "other file system"
    }
  }

  /// As strategies know it.
  var condition: Condition {
    Condition(
      signing: .changesBytes, severalWriters: self == .twoWriters,
      sameFileSystem: self != .otherFileSystem)
  }
}
