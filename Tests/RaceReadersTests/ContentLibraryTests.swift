import RaceModel
import TestSupport
import Testing

@testable import RaceReaders

struct ContentLibraryTests {
  /// A and B differ in their last 20 bytes.
  private static let shared = [UInt8](repeating: 7, count: 100)
  private static let a = shared + [UInt8](repeating: 1, count: 20)
  private static let b =
    shared + [UInt8](repeating: 2, count: 20) + [UInt8](repeating: 9, count: 20)

  private static let pieces: [([UInt8], Bool)] = [
    (b, true), (a, false), (shared, false), ([], false),
    // Bytes that both have tell nothing; so 15 of the new one's are few, and 16 are many.
    (shared + few(15) + [3, 3, 3], false), (shared + few(16), true),
    // One here and one there are chance.
    (shared + (0..<20).map { $0 % 2 == 0 ? 2 : 3 } + (0..<20).map { $0 % 2 == 0 ? 9 : 3 }, false),
    // Beyond the end of A all that is B's is B's alone.
    (shared + [UInt8](repeating: 3, count: 20) + [UInt8](repeating: 9, count: 16), true),
    // Longer than both.
    (a + [UInt8](repeating: 5, count: 500), false),
  ]

  private static func few(_ count: Int) -> [UInt8] { [UInt8](repeating: 2, count: count) }

  @Test(
    "A few bytes of the new content are there by chance, a piece of it is not", arguments: pieces)
  func madeOfB(_ bytes: [UInt8], _ isMade: Bool) throws {
    let directory = try TestDirectory()
    let paths = ["a", "b", "file"].map { "\(directory.path)/\($0)" }
    for (path, bytes) in zip(paths, [Self.a, Self.b, bytes]) { try Files.write(bytes, to: path) }
    let library = try ContentLibrary(
      a: paths[0], b: paths[1], unsignedA: paths[0], unsignedB: paths[1])
    #expect(try library.isMadeOfB(paths[2]) == isMade)
  }
}
