/// The path that readers open, as a place below its subject's directory on the stage.
package struct Target: Hashable, Sendable {
  /// Relative, made of plain names: not empty, not absolute, no `.` and no `..`.
  package let path: String

  /// The target of a race that names none.
  package static let standard = Target(checked: "target.bin")

  /// The longest name that a file can have, and the longest path below a stage that leaves room for the stage's own, in
  /// bytes (path_resolution(7): 255 and 4,096).
  package static let longestName = 255
  package static let longestPath = 3072

  /// What of the path is too long to be made, and how long that may be; nil where nothing is.
  package static func excess(in path: String) -> (what: String, bytes: Int, limit: Int)? {
    let names = path.utf8.split(separator: UInt8(ascii: "/"))
    if let name = names.first(where: { $0.count > longestName }) {
      return ("name", name.count, longestName)
    }
    return path.utf8.count > longestPath ? ("path", path.utf8.count, longestPath) : nil
  }

  /// Nil for a path that is empty, absolute, ends in a slash, or leaves the stage.
  package init?(_ path: String) {
    // By bytes, as the kernel does: a character may hold a slash and a combining mark.
    let names = path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    guard !path.isEmpty, !path.utf8.contains(0),
      names.allSatisfy({
        !$0.isEmpty && !$0.elementsEqual(".".utf8) && !$0.elementsEqual("..".utf8)
      })
    else { return nil }
    self.init(checked: path)
  }

  private init(checked path: String) { self.path = path }
}

extension Target: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    let text = try container.decode(String.self)
    guard let target = Target(text) else {
      throw DecodingError.dataCorruptedError(
        in: container, debugDescription: "expected a relative path without \"..\", got \"\(text)\"")
    }
    self = target
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(path)
  }
}
