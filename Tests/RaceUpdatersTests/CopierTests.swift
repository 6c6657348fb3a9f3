import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// The four ways of moving bytes.
@Suite struct CopierTests {
  static let sizes = [1, 4095, 4096, 4097, 128 * 1024 - 1, 128 * 1024, 128 * 1024 + 1, 5_000_000]

  @Test(arguments: CopyMethod.allCases, sizes)
  func allBytesArrive(_ method: CopyMethod, _ size: Int) throws {
    var generator = SeededGenerator(seed: UInt64(size))
    let content = generator.bytes(size)
    for place in Place.all {
      let directory = try TestDirectory(in: place.rawValue)
      try Files.write(content, to: directory("source"))
      for pieces in [nil, 1, 3, 7] {
        let looks = try copy(Copier(method, pieces: pieces), directory.path, longer: nil)
        #expect(same(try Files.read(directory("copy")), content))
        let expected = min(pieces ?? 1, size)
        // Pieces are rounded up, so that small files have fewer.
        #expect(size < 100 ? looks <= expected : looks == expected, "\(pieces ?? 0) pieces")
      }
    }
  }

  /// What was there stays where the new content does not reach.
  @Test(arguments: CopyMethod.allCases)
  func aLongerDestinationKeepsItsEnd(_ method: CopyMethod) throws {
    let directory = try TestDirectory()
    var generator = SeededGenerator(seed: 62)
    let (content, former) = (generator.bytes(10_000), generator.bytes(25_000))
    try Files.write(content, to: directory("source"))
    _ = try copy(Copier(method, pieces: 2), directory.path, longer: former)
    #expect(same(try Files.read(directory("copy")), content + former[10_000...]))
  }

  /// As another writer does who truncates the target in place: an error, not the writer's death.
  @Test func aDestinationCutUnderTheMappingIsAnError() throws {
    let directory = try TestDirectory()
    try Files.write([UInt8](repeating: 3, count: 100_000), to: directory("source"))
    let path = directory("copy")
    let error = #expect(throws: SystemCallError.self) {
      let destination = try OpenFile(path, O_RDWR | O_CREAT)
      try Copier(.mmap, pieces: 2).copy(
        OpenFile(directory("source"), O_RDONLY), to: destination, checkpoint: { truncate(path, 0) })
    }
    #expect(error?.errno == EIO)
    #expect(error?.object == path)
  }

  @Test func aSourceCutUnderTheCopyIsAnError() throws {
    for method in CopyMethod.allCases {
      let directory = try TestDirectory()
      let source = directory("source")
      try Files.write([UInt8](repeating: 3, count: 100_000), to: source)
      let error = #expect(throws: SystemCallError.self) {
        let destination = try OpenFile(directory("copy"), O_RDWR | O_CREAT)
        try Copier(method, pieces: 2).copy(
          OpenFile(source, O_RDONLY), to: destination, checkpoint: { truncate(source, 0) })
      }
      #expect(error?.errno == EIO, "\(method)")
    }
  }

  /// Returns the number of checkpoints.
  private func copy(_ copier: Copier, _ directory: String, longer: [UInt8]?) throws -> Int {
    let path = "\(directory)/copy"
    try Files.write(longer ?? [], to: path)
    var looks = 0
    let destination = try OpenFile(path, O_RDWR)
    try copier.copy(
      OpenFile("\(directory)/source", O_RDONLY), to: destination, checkpoint: { looks += 1 })
    try destination.close()
    return looks
  }
}
