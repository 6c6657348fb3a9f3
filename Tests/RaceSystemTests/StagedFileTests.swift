import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Giving a file that is whole its name.
@Suite struct StagedFileTests {
  private let text = Array("new\n".utf8)

  @Test func aNewNameIsGivenOnce() throws {
    let directory = try TestDirectory()
    try publish(directory("file")) { try $0.create() }
    #expect(try Files.read(directory("file")) == text)
    #expect(try PathCalls.entries(directory.path) == ["file"])
    let error = #expect(throws: SystemCallError.self) {
      try publish(directory("file"), [1]) { try $0.create() }
    }
    #expect(error?.errno == EEXIST)
    #expect(try Files.read(directory("file")) == text)
    #expect(try PathCalls.entries(directory.path) == ["file"])
  }

  @Test func noNameIsTakenFromWhatHasIt() throws {
    let directory = try TestDirectory()
    try PathCalls.symlink("nowhere", at: directory("dangling"))
    try PathCalls.makeDirectory(directory("directory"))
    #expect(mkfifo(directory("pipe"), 0o600) == 0)
    for name in ["dangling", "directory", "pipe"] {
      let error = #expect(throws: SystemCallError.self) {
        try publish(directory(name)) { try $0.create() }
      }
      #expect(error?.errno == EEXIST)
    }
    #expect(try PathCalls.readLink(directory("dangling")) == "nowhere")
    #expect(try PathCalls.entries(directory.path) == ["dangling", "directory", "pipe"])
  }

  @Test func aLinkIsReplacedAndNotFollowed() throws {
    let directory = try TestDirectory()
    try Files.write([1], to: directory("file"))
    try PathCalls.symlink("file", at: directory("link"))
    try publish(directory("link")) { try $0.replace() }
    #expect(try !Files.isLink(directory("link")))
    #expect(try Files.read(directory("link")) == text)
    #expect(try Files.read(directory("file")) == [1])
    #expect(try PathCalls.entries(directory.path) == ["file", "link"])
  }

  @Test func whatIsNotPublishedIsGone() throws {
    let directory = try TestDirectory()
    try publish(directory("file")) { _ in
      let staged = try PathCalls.entries(directory.path)
      #expect(staged.count == 1 && staged != ["file"])
    }
    #expect(try PathCalls.entries(directory.path).isEmpty)
  }

  @Test func aModeIsSetBeforeTheNameIsGiven() throws {
    let directory = try TestDirectory()
    let staged = try StagedFile(text, for: directory("file"), mode: 0o604)
    try staged.create()
    #expect(try Files.mode(directory("file")) == 0o604)
  }

  private func publish(
    _ path: String, _ bytes: [UInt8]? = nil, _ body: (StagedFile) throws -> Void
  ) throws {
    try body(try StagedFile(bytes ?? text, for: path))
  }
}
