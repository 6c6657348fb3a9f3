/// Where an updater's temporary directory (`TMPDIR`) is to lie.
package enum TemporaryPlace: Hashable, Sendable, Codable {
  /// On the file system of the target, as `same`.
  case same
  /// Below this directory.
  case directory(String)

  /// As it is written: `same`, or a path.
  package init(_ text: String) { self = text == "same" ? .same : .directory(text) }

  /// As it is written.
  package var text: String {
    switch self {
    case .same: "same"
    case .directory(let path): path
    }
  }

  package init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode(String.self))
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(text)
  }
}

/// Where an updater's temporary directory (`TMPDIR`) lay. What is moved from another file system is copied, so that it
/// shows what renaming would not.
package struct TemporaryDirectory: Hashable, Sendable, Codable {
  /// The directory in which the private one was made: `/dev/shm`.
  package var directory: String
  /// Whether what lies there can be renamed into the target's place.
  package var sameFileSystem: Bool

  /// Takes each value as it is.
  package init(directory: String, sameFileSystem: Bool) {
    self.directory = directory
    self.sameFileSystem = sameFileSystem
  }
}
