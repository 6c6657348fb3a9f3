import RaceModel

/// A scenario file: YAML, and so JSON too. The format is described in docs/scenarios.md.
package enum ScenarioFile {
  /// How many bytes a file may have; a scenario has some hundred.
  package static let largestFile = 1 << 20

  /// Reads and checks a file's bytes.
  ///
  /// `path` is for messages, and relative paths in the file start at its directory. Throws bad data for the first
  /// thing that is wrong, as `path:line: what is wrong; what was expected`.
  /// - Parameter directoryServes: whether a directory is there, or need not be since a flag takes its place.
  package static func parse(
    _ bytes: [UInt8], path: String, catalogue: Catalogue,
    directoryServes: @escaping (NamedDirectory, String) -> Bool = { _, _ in true },
    fileExists: (String) -> Bool
  ) throws(Failure) -> ScenarioDraft {
    let root = try YAMLDocument.root(of: bytes, path: path)
    let checks = Checks(catalogue)
    return try ScenarioReader(
      checks: checks, directory: directory(of: path), directoryServes: directoryServes
    ).draft(from: root, fileExists: fileExists)
  }

  /// Everything up to the last slash, the slash included; empty where there is none.
  private static func directory(of path: String) -> String {
    // By bytes: a combining mark behind the slash makes one character of both.
    path.utf8.lastIndex(of: UInt8(ascii: "/")).map {
      String(decoding: path.utf8[...$0], as: UTF8.self)
    }
      ?? ""
  }
}

/// The directories that a scenario file names for what is made in them. Each has a flag.
package enum NamedDirectory: Sendable {
  /// `directory`, in which the stage is made.
  case stage
  /// `temporaryDirectory`, below which updaters get their TMPDIR.
  case temporary
  /// `stagingDirectory`, in which a strategy stages.
  case staging
}
