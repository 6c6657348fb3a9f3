import CLinux
import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Removing a tree, all of it and nothing else.
@Suite struct TreeRemovalTests {
  @Test func aTreeOfAllKindsOfFiles() throws {
    let directory = try TestDirectory()
    let root = directory("root")
    try PathCalls.makeDirectories("\(root)/a/b/c")
    try PathCalls.makeDirectory("\(root)/.hidden")
    try Files.write([1], to: "\(root)/a/b/c/file")
    try Files.write([1], to: "\(root)/...", mode: 0)
    try Files.write([1], to: "\(root)/\(String(repeating: "n", count: 255))")
    try PathCalls.symlink("nothing", at: "\(root)/dangling")
    #expect(mkfifo("\(root)/a/pipe", 0o600) == 0)
    try TreeRemoval.remove(root)
    #expect(try PathCalls.entries(directory.path).isEmpty)
  }

  /// Linux takes any byte in a name but the slash and zero.
  @Test func namesThatAreNoText() throws {
    let directory = try TestDirectory()
    let root = directory("root")
    try PathCalls.makeDirectory(root)
    let names: [[UInt8]] = [
      [0xff], [0xc3], [0xed, 0xa0, 0x80], [0x0a], [0xc0, 0xaf], [0xf5, 0x20, 0x80],
      [0xcc, 0x81, 0x61],
      (1...255).filter { $0 != 0x2f }.suffix(200).map { UInt8($0) },
    ]
    for name in names {
      let path = Array("\(root)/d".utf8) + name
      let text = (path + [0]).map { CChar(bitPattern: $0) }
      #expect(mkdir(text, 0o700) == 0)
      let inner = (path + Array("/".utf8) + name + [0]).map { CChar(bitPattern: $0) }
      #expect(symlink("x", inner) == 0)
    }
    try TreeRemoval.remove(root)
    #expect(!Files.exists(root))
  }

  @Test func linksAreRemovedAndNotFollowed() throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("outside/deep"))
    try Files.write([1], to: directory("outside/file"))
    try PathCalls.makeDirectory(directory("root"))
    try PathCalls.symlink("../outside", at: directory("root/link"))
    try PathCalls.symlink(directory("outside/file"), at: directory("root/absolute"))
    try TreeRemoval.remove(directory("root"))
    #expect(try PathCalls.entries(directory("outside")) == ["deep", "file"])

    try PathCalls.symlink("outside", at: directory("link"))
    #expect(throws: SystemCallError.self) { try TreeRemoval.remove(directory("link")) }
    #expect(try PathCalls.entries(directory("outside")) == ["deep", "file"])
  }

  @Test func nothingIsFollowedFromTheTopOn() throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("outside/0/deep"))
    try PathCalls.makeDirectories(directory("home/real/0"))
    let home = try HeldDirectory(directory("home"))
    defer { home.close() }
    try PathCalls.symlink("../outside", at: directory("home/subjects"))
    #expect(throws: SystemCallError.self) { try TreeRemoval.remove("subjects/0", below: home) }
    try PathCalls.symlink("../outside/0", at: directory("home/0"))
    try TreeRemoval.remove("0", below: home)
    #expect(!Files.exists(directory("home/0")))
    #expect(try PathCalls.entries(directory("outside/0")) == ["deep"])
    // Its place taken, it is still the directory that was held.
    try PathCalls.rename(directory("home"), to: directory("moved"))
    try PathCalls.symlink("outside", at: directory("home"))
    #expect(!home.isInPlace)
    try TreeRemoval.remove("real", below: home)
    #expect(try PathCalls.entries(directory("moved")) == ["subjects"])
  }

  /// As on kernels that do not know openat2.
  @Test func withoutOpenat2NoLinkIsFollowedEither() throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("home/a/b"))
    try PathCalls.symlink("a", at: directory("home/link"))
    let home = try OpenFile(directory("home"), rb_o_path | O_DIRECTORY)
    for (name, opens) in [
      ("a", true), ("a/b", true), ("link", false), ("link/b", false), ("..", false),
      ("a/../..", false),
    ] {
      for found in [
        rb_open_directory_compared(home.descriptor, name, O_RDONLY),
        rb_open_directory(home.descriptor, name, O_RDONLY),
      ] {
        #expect((found >= 0) == (opens || (name == ".")), "\(name)")
        if found >= 0 { close(found) }
      }
    }
    // /proc is another mount than the file system's root.
    let top = try OpenFile("/", rb_o_path | O_DIRECTORY)
    #expect(rb_open_directory_compared(top.descriptor, "proc/self", O_RDONLY) == -1)
    #expect(errno == EXDEV)
  }

  @Test func whatIsNotThereIsRemovedAlready() throws {
    let directory = try TestDirectory()
    try TreeRemoval.remove(directory("nothing"))
    try Files.write([1], to: directory("file"))
    let error = #expect(throws: SystemCallError.self) { try TreeRemoval.remove(directory("file")) }
    #expect(error?.errno == ENOTDIR)
    #expect(Files.exists(directory("file")))
  }

  @Test(arguments: ["root", "inner", "unreadable"])
  func aDirectoryThatForbidsItIsMadeToAllowIt(_ which: String) throws {
    let (lines, end) = try Helper.run("remove-forbidden", which, wrapper: Helper.asNobody)
    #expect(end.succeeded)
    #expect(lines == ["removed"])
  }

  /// A bind mount of the same file system has the same device number.
  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: ["mount -t tmpfs none", "mount --bind outside"])
  func mountsAreNotCrossed(_ mount: String) throws {
    let directory = try TestDirectory()
    try PathCalls.makeDirectories(directory("root/inner/mounted"))
    try PathCalls.makeDirectory(directory("outside"))
    try Files.write([1], to: directory("outside/file"))
    let (lines, end) = try Helper.run(
      "remove", directory("root"), directory("root/inner/mounted/file"),
      before: """
        cd \(directory.path) && \(mount) root/inner/mounted && echo 1 >root/inner/mounted/file
        """, inOwnMounts: true)
    #expect(end.succeeded)
    #expect(lines == ["failed EBUSY", "still there"])
  }
}
