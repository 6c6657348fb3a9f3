import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceReaders

/// What each reader sees of a file at rest.
@Suite struct ReaderTests {
  private static let block = Classifier.blockSize

  /// What the three readers make of the target.
  private func look(_ fixture: borrowing Fixture) throws -> (
    read: Sight, mapped: Sight, glance: Sight
  ) {
    var reader = ReadReader()
    var mapped = try MappedReader()
    var glancer = Glancer()
    return (
      reader.look(fixture.target, fixture.library), mapped.look(fixture.target, fixture.library),
      glancer.look(fixture.target, fixture.library)
    )
  }

  private func fixture() throws -> Fixture {
    try Fixture(randomContents(2 * Self.block + 100, 3 * Self.block, seed: 41, signature: 64))
  }

  @Test func aMissingFile() throws {
    let fixture = try fixture()
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped, sights.glance] {
      #expect(sight.outcome == .error && sight.kind == .missing && sight.code == ENOENT)
    }
  }

  @Test func anEmptyFile() throws {
    let fixture = try fixture()
    try Files.write([], to: fixture.target)
    let sights = try look(fixture)
    #expect(sights.read.kind == .empty && sights.read.outcome == .content)
    #expect(sights.mapped.kind == .empty && sights.mapped.digest == sights.read.digest)
    #expect(sights.glance.kind == .empty && sights.glance.outcome == .size)
  }

  @Test func contentsOfEachKind() throws {
    let fixture = try fixture()
    let contents = fixture.naive
    let cases: [([UInt8], Kind)] = [
      (contents.a, .stable), (contents.b, .stable), (contents.unsignedB, .unsigned),
      (Array(contents.b.prefix(500_000)), .truncated), (Array(contents.a.prefix(1)), .truncated),
      (Array(contents.b.prefix(300_000)) + contents.a[300_000...], .mixed),
      ([1, 2, 3] + contents.a, .foreign),
    ]
    for (content, kind) in cases {
      try Files.write(content, to: fixture.target)
      let sights = try look(fixture)
      let count = UInt64(content.count)
      #expect(sights.read.kind == kind && sights.read.bytes == count)
      #expect(sights.mapped.kind == kind && sights.mapped.bytes == count)
      #expect(sights.mapped.digest == sights.read.digest)
      #expect(sights.glance.bytes == count && sights.glance.outcome == .size)
    }
  }

  /// A glance knows the size alone.
  @Test func glancesAtEachSize() throws {
    let fixture = try fixture()
    let contents = fixture.naive
    let sizes: [(Int, Kind)] = [
      (contents.a.count, .stable), (contents.b.count, .stable),
      (contents.unsignedA.count, .unsigned),
      (contents.unsignedB.count, .unsigned), (contents.b.count - 1, .truncated), (1, .truncated),
      (contents.b.count + 1, .foreign),
    ]
    var glancer = Glancer()
    for (size, kind) in sizes {
      try Files.write([UInt8](repeating: 1, count: size), to: fixture.target)
      #expect(glancer.look(fixture.target, fixture.library).kind == kind, "\(size) bytes")
    }
  }

  @Test func aSizeThatNobodyMaySee() throws {
    let drawn = randomContents(200, 100, seed: 42)
    let fixture = try Fixture(NaiveContents(a: drawn.a, b: drawn.b, bIsStable: false))
    try Files.write(drawn.b, to: fixture.target)
    var glancer = Glancer()
    #expect(glancer.look(fixture.target, fixture.library).kind == .unsigned)
  }

  @Test func aDirectory() throws {
    let fixture = try fixture()
    try PathCalls.makeDirectory(fixture.target)
    let sights = try look(fixture)
    #expect(sights.read.outcome == .error && sights.read.code == EISDIR)
    #expect(sights.glance.outcome == .error && sights.glance.code == EISDIR)
    // What mmap(2) says of one.
    #expect(sights.mapped.outcome == .error && sights.mapped.code == ENODEV)
    #expect(
      sights.read.kind == .error && sights.mapped.kind == .error && sights.glance.kind == .error)
  }

  @Test func aLoopOfLinks() throws {
    let fixture = try fixture()
    try PathCalls.symlink("target", at: fixture.target)
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped, sights.glance] {
      #expect(sight.outcome == .error && sight.kind == .error && sight.code == ELOOP)
    }
  }

  @Test func aLinkToNothingIsMissing() throws {
    let fixture = try fixture()
    try PathCalls.symlink("nothing", at: fixture.target)
    #expect(try look(fixture).read.kind == .missing)
  }

  /// No process writes to it: a reader that waited would wait for ever.
  @Test func aPipeStopsNoReader() throws {
    let fixture = try fixture()
    #expect(mkfifo(fixture.target, 0o600) == 0)
    try expectNoFile(fixture)
    let writer = try OpenFile(fixture.target, O_RDWR)
    try expectNoFile(fixture)
    _ = consume writer
  }

  /// Neither one without an end nor one without bytes.
  @Test(arguments: ["/dev/zero", "/dev/null"])
  func aDeviceIsNoFile(_ device: String) throws {
    let fixture = try fixture()
    try PathCalls.symlink(device, at: fixture.target)
    try expectNoFile(fixture)
  }

  private func expectNoFile(_ fixture: borrowing Fixture) throws {
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped, sights.glance] {
      #expect(sight.outcome == .error && sight.kind == .error && sight.code == Sight.notRegular)
    }
  }

  @Test func aFileWithAFarEndIsNotReadToIt() throws {
    let fixture = try fixture()
    let size: UInt64 = 1 << 40
    try OpenFile(fixture.target, O_WRONLY | O_CREAT).truncate(to: size)
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped] {
      #expect(sight.outcome == .content && sight.kind == .foreign && sight.bytes == size)
    }
    #expect(sights.read.digest == sights.mapped.digest)
    #expect(sights.glance.kind == .foreign && sights.glance.bytes == size)
  }

  /// Under a lease a reader that may wait gets the content, only later.
  @Test func aLeaseIsNoError() throws {
    let fixture = try fixture()
    try Files.write([1], to: fixture.target)
    let holder = try OpenFile(fixture.target, O_RDWR)
    signal(SIGIO, SIG_IGN)
    // F_SETLEASE, F_WRLCK
    try #require(fcntl(holder.descriptor, 1024, F_WRLCK) == 0)
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped, sights.glance] {
      #expect(sight.outcome == .lost && sight.code == EWOULDBLOCK)
    }
    _ = consume holder
  }

  @Test(.enabled(if: !Needs.root, "\(Needs.ordinaryUserReason)"))
  func anUnreadableFile() throws {
    let fixture = try fixture()
    try Files.write([1], to: fixture.target, mode: 0)
    let sights = try look(fixture)
    for sight in [sights.read, sights.mapped, sights.glance] {
      #expect(sight.outcome == .error && sight.kind == .error && sight.code == EACCES)
    }
  }

  @Test func whatAReaderRunsOutOfIsLost() {
    for code in [EMFILE, ENFILE, ENOMEM] {
      let sight = Sight.failed(errno: code)
      #expect(sight.outcome == .lost && sight.code == code)
    }
    #expect(Sight.failed(errno: EIO).outcome == .error)
  }

  @Test func aReaderWithoutADescriptorHasLostItsLook() throws {
    let (lines, end) = try Helper.run("no-descriptors")
    #expect(end.succeeded)
    #expect(lines == ["lost EMFILE", "lost EMFILE", "lost EMFILE"])
  }

  @Test func readersHaveNamesOfTheirOwn() {
    #expect(ReaderKind.allCases.map(\.entry.name) == ["read", "mmap", "dlopen", "exec", "command"])
    #expect(ReaderKind.allCases.allSatisfy { !$0.entry.summary.hasSuffix(".") })
  }
}
