import CLinux
import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Small things around files.
@Suite struct FileTests {
  @Test func metadataAreGivenToAnotherFile() throws {
    let directory = try TestDirectory()
    try Files.write([1], to: directory("model"))
    try Files.write([2], to: directory("other"))
    if Needs.root { #expect(chown(directory("model"), 12, 34) == 0) }
    #expect(chmod(directory("model"), 0o6751) == 0)
    let value: [UInt8] = [0, 0xff]
    let large = [UInt8](repeating: 7, count: 2000)
    let taken = setxattr(directory("model"), "user.race", value, value.count, 0) == 0
    if taken {
      setxattr(directory("model"), "user.large", large, large.count, 0)
      setxattr(directory("other"), "user.race", large, 3, 0)
      setxattr(directory("other"), "user.gone", value, 1, 0)
    } else {
      print("extended attributes not checked: /tmp takes none")
    }
    let metadata = try FileMetadata(of: OpenFile(directory("model"), O_RDONLY))
    if taken { #expect(metadata.attributes == ["user.race": value, "user.large": large]) }
    // A descriptor to read by is enough.
    let other = try OpenFile(directory("other"), O_RDONLY)
    try metadata.apply(to: other)
    #expect(try FileMetadata(of: other) == metadata)
    #expect(try Files.mode(directory("other")) == 0o6751)
    #expect(try Files.read(directory("other")) == [2])
    try metadata.apply(to: other)
    #expect(try FileMetadata(of: other) == metadata)
  }

  @Test func aMappedFileHoldsTheBytes() throws {
    let directory = try TestDirectory()
    try Files.write([], to: directory("empty"))
    let empty = try MappedFile(directory("empty"))
    #expect(empty.base == nil && empty.count == 0)
    empty.unmap()
    var generator = SeededGenerator(seed: 72)
    let content = generator.bytes(10_001)
    try Files.write(content, to: directory("file"))
    let file = try MappedFile(directory("file"))
    let bytes = UnsafeRawBufferPointer(start: file.base, count: file.count)
    #expect(same(Array(bytes), content))
    file.unmap()
    let error = #expect(throws: SystemCallError.self) { _ = try MappedFile(directory("nothing")) }
    #expect(error?.errno == ENOENT)
    #expect(throws: SystemCallError.self) { _ = try MappedFile(directory.path) }
  }

  @Test func fileSystemsHaveTheKernelsNames() throws {
    #expect(HostProbe.fileSystem(at: "/proc/self") == "proc")
    #expect(HostProbe.fileSystem(at: "/no/such/path") == "unknown")
    for path in ["/", "/tmp", "/dev/shm", "/sys"] where Files.exists(path) {
      let outcome = try Command(
        template: "findmnt -n -o FSTYPE --target {path} | tail -n 1", ["path": path]
      ).run()
      guard let expected = outcome.lastLine else { continue }
      #expect(HostProbe.fileSystem(at: path) == expected, "\(path)")
    }
  }

  @Test func theHostIsDescribed() throws {
    let host = HostProbe.host(at: "/tmp")
    #expect(host.kernel.hasPrefix("Linux "))
    #expect(host.cpus >= 1 && host.cpus <= sysconf(Int32(_SC_NPROCESSORS_CONF)))
    #expect(!host.architecture.isEmpty && host.fileSystem != "unknown")
  }

  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: ["plain", "two words", "back\\slash", "back\\040slash", "back\\134040slash"])
  func mountPointsMayHaveAnyName(_ name: String) throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectory(directory(name))
    let point = directory(name)
    let (lines, end) = try Helper.run(
      "file-system", point, before: "mount -t tmpfs none \(Command.quoted(point))",
      inOwnMounts: true)
    #expect(end.succeeded)
    #expect(lines == ["tmpfs"])
  }

  @Test func pathsAreTakenApart() {
    let cases = [
      ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("a/b", "a", "b"),
      ("/a/\u{301}b", "/a", "\u{301}b"), ("/a\u{301}/b", "/a\u{301}", "b"),
    ]
    for (path, parent, name) in cases {
      #expect(Array(PathCalls.parent(of: path).utf8) == Array(parent.utf8))
      #expect(Array(PathCalls.name(of: path).utf8) == Array(name.utf8))
    }
  }

  @Test func directoriesAreMadeWithWhatIsAbove() throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("a/b/c"))
    try PathCalls.makeDirectories(directory("a/b/c"))
    #expect(try Files.mode(directory("a/b/c")) == 0o700)
    try PathCalls.unlinkIfPresent(directory("nothing"))
    let error = #expect(throws: SystemCallError.self) { try PathCalls.unlink(directory("nothing")) }
    #expect(error?.description.contains("unlink \"\(directory("nothing"))\": ") == true)
    #expect(error?.reason.hasSuffix("(ENOENT)") == true)
  }

  @Test func exchangeSwapsTwoNames() throws {
    for place in ["/tmp", "/dev/shm"] where access(place, W_OK) == 0 {
      let directory = try TestDirectory(in: place)
      try Files.write([1], to: directory("a"))
      try Files.write([2], to: directory("b"))
      try PathCalls.exchange(directory("a"), directory("b"))
      #expect(try Files.read(directory("a")) == [2])
      #expect(try Files.read(directory("b")) == [1])
      #expect(throws: SystemCallError.self) {
        try PathCalls.exchange(directory("a"), directory("nothing"))
      }
    }
  }

  @Test func filesAreReadAndWrittenInFull() throws {
    let directory = try TestDirectory()
    var generator = SeededGenerator(seed: 73)
    let content = generator.bytes(2_500_000)
    try Files.write(content, to: directory("file"))
    #expect(same(try Files.read(directory("file")), content))
    #expect(try OpenFile(directory("file"), O_RDONLY).readToEnd(limit: 70_000).count == 70_000)
    let copy = try OpenFile(directory("copy"), O_WRONLY | O_CREAT)
    try copy.copyAll(of: directory("file"))
    try copy.close()
    #expect(same(try Files.read(directory("copy")), content))
    #expect(try Files.mode(directory("copy")) == 0o600)
  }

  @Test func timestampsAreInUTC() throws {
    let text = Clock.timestamp()
    let now = time(nil)
    let outcome = try Command("date -u -d \(text) +%s").run()
    let seconds = try #require(outcome.lastLine.flatMap { Int($0) })
    #expect(abs(seconds - now) <= 2)
    #expect(text.count == 20 && text.hasSuffix("Z"))
  }
}
