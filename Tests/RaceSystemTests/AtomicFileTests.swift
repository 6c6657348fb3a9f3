import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Writing a result so that nobody sees half of it.
@Suite struct AtomicFileTests {
  private let text = Array("new\n".utf8)

  @Test func aNewFileHasTheModeThatTheUserWants() throws {
    let directory = try TestDirectory()
    try AtomicFile.write(text, to: directory("new"))
    try OpenFile(directory("other"), O_WRONLY | O_CREAT, mode: 0o666).close()
    #expect(try Files.mode(directory("new")) == Files.mode(directory("other")))
    #expect(try Files.read(directory("new")) == text)
    #expect(try PathCalls.entries(directory.path) == ["new", "other"])
  }

  @Test func aFormerFileKeepsItsMode() throws {
    let directory = try TestDirectory()
    for mode in [0o600, 0o444, 0o755, 0o666] as [mode_t] {
      try Files.write([1, 2, 3, 4, 5, 6], to: directory("file"), mode: mode)
      let inode = try Files.inode(directory("file"))
      let held = try OpenFile(directory("file"), O_RDONLY)
      try AtomicFile.write(text, to: directory("file"))
      #expect(try Files.mode(directory("file")) == mode)
      #expect(try Files.read(directory("file")) == text)
      #expect(try Files.inode(directory("file")) != inode)
      #expect(try held.readToEnd() == [1, 2, 3, 4, 5, 6])
      _ = consume held
      try PathCalls.unlink(directory("file"))
    }
  }

  @Test(arguments: [true, false])
  func aLinkIsFollowed(_ there: Bool) throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("real"))
    try PathCalls.symlink("links/second", at: directory("first"))
    try PathCalls.makeDirectory(directory("links"))
    try PathCalls.symlink("../real/file", at: directory("links/second"))
    if there { try Files.write([1], to: directory("real/file")) }
    try AtomicFile.write(text, to: directory("first"))
    #expect(try Files.isLink(directory("first")) && Files.isLink(directory("links/second")))
    #expect(try Files.read(directory("real/file")) == text)
    #expect(try PathCalls.entries(directory("real")) == ["file"])
  }

  @Test func aLoopOfLinksIsAnError() throws {
    let directory = try TestDirectory()
    try PathCalls.symlink("b", at: directory("a"))
    try PathCalls.symlink("a", at: directory("b"))
    let error = #expect(throws: SystemCallError.self) {
      try AtomicFile.write(text, to: directory("a"))
    }
    #expect(error?.errno == ELOOP)
    #expect(try PathCalls.entries(directory.path) == ["a", "b"])
  }

  @Test func aFailureLeavesNothing() throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectory(directory("directory"))
    for (path, code) in [("directory", EISDIR), ("nowhere/file", ENOENT)] {
      let error = #expect(throws: SystemCallError.self) {
        try AtomicFile.write(text, to: directory(path))
      }
      #expect(error?.errno == code)
    }
    #expect(try PathCalls.entries(directory.path) == ["directory"])
    #expect(try PathCalls.entries(directory("directory")).isEmpty)
  }

  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"))
  func aFullFileSystemLeavesTheFormerFile() throws {
    let directory = try TestDirectory()
    let (lines, end) = try Helper.run(
      "atomic-in-full", directory("file"),
      before: "mount -t tmpfs -o size=64k none \(directory.path)", inOwnMounts: true)
    #expect(end.succeeded)
    #expect(lines == ["failed ENOSPC", "file", "4 bytes"])
  }

  @Test func devicesAndPipesAreWrittenTo() throws {
    let directory = try TestDirectory()
    try AtomicFile.write(text, to: "/dev/null")
    #expect(try PathCalls.status("/dev/null").st_mode & S_IFMT == S_IFCHR)
    #expect(mkfifo(directory("pipe"), 0o600) == 0)
    let reader = try OpenFile(directory("pipe"), O_RDONLY | O_NONBLOCK)
    try AtomicFile.write(text, to: directory("pipe"))
    #expect(try reader.readToEnd(limit: 4) == text)
    #expect(try PathCalls.entries(directory.path) == ["pipe"])
  }

  @Test func readersSeeAWholeFile() async throws {
    let directory = try TestDirectory.make(in: "/tmp")
    defer { TestDirectory.remove(directory) }
    let path = "\(directory)/file"
    let contents = [[UInt8](repeating: 1, count: 100_000), [UInt8](repeating: 2, count: 150_000)]
    try AtomicFile.write(contents[0], to: path)
    let writer = Task {
      for round in 1...100 { try AtomicFile.write(contents[round % 2], to: path) }
    }
    for _ in 0..<80 {
      let content = try Files.read(path)
      #expect(contents.contains { same($0, content) }, "\(content.count) bytes")
      await Task.yield()
    }
    try await writer.value
    #expect(same(try Files.read(path), contents[0]))
  }
}
