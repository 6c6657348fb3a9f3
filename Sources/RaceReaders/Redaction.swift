import Glibc

/// Puts `{target}` and `{root}` in the place of paths that are random, so that the same words read the same in each
/// run. Allocates nothing once `init` is over.
struct Redaction: ~Copyable {
  private let root: UnsafeMutablePointer<CChar>

  /// - Parameter root: the directory that everything plays in.
  init(root: String) { self.root = strdup(root) }

  deinit { free(root) }

  /// The text with the names in it, as much as `buffer` holds.
  func redact(
    _ text: UnsafeRawBufferPointer, target: UnsafePointer<CChar>,
    into buffer: UnsafeMutableRawBufferPointer
  ) -> UnsafeRawBufferPointer {
    var (taken, made) = (0, 0)
    while taken < text.count && made < buffer.count {
      let rest = UnsafeRawBufferPointer(rebasing: text[taken...])
      // The target lies below the root, so it is tried first.
      if let length = Self.length(of: target, startingIn: rest) {
        made += Self.put("{target}", into: buffer, at: made)
        taken += length
      } else if let length = Self.length(of: root, startingIn: rest) {
        made += Self.put("{root}", into: buffer, at: made)
        taken += length
      } else {
        buffer[made] = text[taken]
        made += 1
        taken += 1
      }
    }
    return UnsafeRawBufferPointer(rebasing: buffer[..<made])
  }

  /// The path's length, if the text begins with it.
  private static func length(
    of path: UnsafePointer<CChar>, startingIn text: UnsafeRawBufferPointer
  ) -> Int? {
    let length = strlen(path)
    guard length > 0, length <= text.count, let start = text.baseAddress,
      memcmp(start, path, length) == 0
    else { return nil }
    return length
  }

  private static func put(
    _ name: StaticString, into buffer: UnsafeMutableRawBufferPointer, at place: Int
  ) -> Int {
    let count = min(name.utf8CodeUnitCount, buffer.count - place)
    buffer.baseAddress.map { _ = memcpy($0 + place, name.utf8Start, count) }
    return count
  }
}
