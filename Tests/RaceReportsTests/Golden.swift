import FoundationEssentials
import Testing

/// Files with the text that is expected. With `RACEBENCH_RECORD=1` in the environment they are written anew, and
/// the test that did it fails, so that no such run is taken for a check.
enum Golden {
  /// Expects `text` to be just what the file of this name holds.
  static func expect(
    _ text: String, is name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    if ProcessInfo.processInfo.environment["RACEBENCH_RECORD"] == "1" {
      let source = URL(filePath: #filePath).deletingLastPathComponent()
      try Data(text.utf8).write(to: source.appending(path: "Golden/\(name)"))
      Issue.record("recorded \(name)", sourceLocation: sourceLocation)
      return
    }
    let expected = try bytes(of: name)
    #expect(text == String(decoding: expected, as: UTF8.self), sourceLocation: sourceLocation)
    #expect(Array(text.utf8) == expected, sourceLocation: sourceLocation)
  }

  /// The bytes of a golden file.
  static func bytes(of name: String) throws -> [UInt8] {
    Array(
      try Data(
        contentsOf: URL(filePath: #filePath).deletingLastPathComponent().appending(
          path: "Golden/\(name)")))
  }
}
