import CLinux
import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// A reader that keeps its mapping while the file changes under it.
@Suite struct MappedReaderTests {
  private func fixture() throws -> Fixture {
    try Fixture(randomContents(600_000, 600_000, seed: 51))
  }

  /// The lines of /proc/self/maps that name the path.
  private func mappings(_ path: String) throws -> [String] {
    String(decoding: try Files.read("/proc/self/maps"), as: UTF8.self).split(separator: "\n")
      .filter { $0.contains(path) }.map(String.init)
  }

  @Test func theMappingIsKeptAndMadeAnew() throws {
    let fixture = try fixture()
    try Files.write(fixture.naive.a, to: fixture.target)
    var reader = try MappedReader()
    #expect(reader.look(fixture.target, fixture.library).kind == .stable)
    let first = try mappings(fixture.target)
    #expect(first.count == 1)
    let descriptors = try Files.openForReading(fixture.target)
    #expect(descriptors == 0)
    for _ in 0..<3 { #expect(reader.look(fixture.target, fixture.library).kind == .stable) }
    #expect(try mappings(fixture.target) == first)

    try Files.write(fixture.naive.b, to: fixture.directory("next"))
    try PathCalls.rename(fixture.directory("next"), to: fixture.target)
    #expect(reader.look(fixture.target, fixture.library).digest == fixture.library.b.digest)
    let second = try mappings(fixture.target)
    #expect(second.count == 1 && second != first, "the old mapping is gone, a new one is there")
  }

  @Test func aChangeInPlaceIsSeen() throws {
    let fixture = try fixture()
    try Files.write(fixture.naive.a, to: fixture.target)
    var reader = try MappedReader()
    #expect(reader.look(fixture.target, fixture.library).kind == .stable)
    let file = try OpenFile(fixture.target, O_WRONLY)
    try file.write(Array(fixture.naive.b.prefix(300_000)))
    let sight = reader.look(fixture.target, fixture.library)
    #expect(sight.kind == .mixed)
    #expect(reader.runs.map(\.run.source) == [.b, .a])
    try file.write(Array(fixture.naive.b.dropFirst(300_000)))
    #expect(reader.look(fixture.target, fixture.library).digest == fixture.library.b.digest)
  }

  @Test func aChangeOfSizeIsSeen() throws {
    let fixture = try fixture()
    try Files.write(fixture.naive.a, to: fixture.target)
    var reader = try MappedReader()
    #expect(reader.look(fixture.target, fixture.library).kind == .stable)
    let file = try OpenFile(fixture.target, O_WRONLY)
    for (size, kind) in [(5000, .truncated), (0, .empty), (700, .mixed), (0, .empty)]
      as [(Int, Kind)]
    {
      try file.truncate(to: UInt64(size))
      #expect(reader.look(fixture.target, fixture.library).kind == kind, "\(size) bytes")
    }
    try Files.write(fixture.naive.a, to: fixture.target)
    #expect(reader.look(fixture.target, fixture.library).kind == .stable)
  }

  /// The file is cut between the mapping and the hash, which touches pages that are gone.
  @Test func aFileCutUnderTheMappingIsACrashThatNobodyDiesOf() throws {
    let fixture = try fixture()
    let size = fixture.naive.a.count
    try Files.write(fixture.naive.a, to: fixture.target)
    #expect(rb_guard_bus_errors() == 0)
    let file = try OpenFile(fixture.target, O_RDWR)
    let base = try #require(mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0))
    defer { munmap(base, size) }
    let buffer = UnsafeMutableRawPointer.allocate(byteCount: size, alignment: 64)
    defer { buffer.deallocate() }
    for length in [0, 4096, 300_000] {
      try file.truncate(to: UInt64(length))
      var hash = XXH128_hash_t()
      #expect(rb_guarded_hash(base, size, &hash) == -1)
      #expect(rb_guarded_copy(buffer, base, size) == -1)
      if length > 0 { #expect(rb_guarded_copy(buffer, base, length) == 0) }
      try file.truncate(to: UInt64(size))
      #expect(rb_guarded_hash(base, size, &hash) == 0, "the guard works again and again")
    }
  }

  @Test func theGuardsOfSeveralThreadsDoNotMeet() async throws {
    let fixture = try fixture()
    let size = fixture.naive.a.count
    try Files.write(fixture.naive.a, to: fixture.target)
    #expect(rb_guard_bus_errors() == 0)
    let file = try OpenFile(fixture.target, O_RDWR)
    let base = UInt(bitPattern: mmap(nil, size, PROT_READ, MAP_SHARED, file.descriptor, 0))
    try file.truncate(to: 0)
    let caught = await withTaskGroup(of: Int.self) { group in
      for _ in 0..<4 {
        group.addTask {
          let bytes = UnsafeRawPointer(bitPattern: base)
          var hash = XXH128_hash_t()
          return (0..<3000).count { _ in rb_guarded_hash(bytes, size, &hash) == -1 }
        }
      }
      return await group.reduce(0, +)
    }
    munmap(UnsafeMutableRawPointer(bitPattern: base), size)
    #expect(caught == 12000)
  }

  /// The reader itself, while somebody cuts the file and writes it again: it sees a crash, and lives.
  @Test func aReaderSeesTheCutAsACrash() throws {
    let (lines, end) = try Helper.run("cut-under-mapping")
    #expect(end.succeeded)
    #expect(lines == ["crash SIGBUS", "then truncated", "then stable"])
  }
}
