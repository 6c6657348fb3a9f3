import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// What the two calls of Swift's library do besides what readers see, in the Swift that docs/strategies.md names.
@Suite struct FoundationTests {
  private struct AnyFailure: Error {}

  @Test(arguments: Place.all)
  func writingKeepsNothingOfTheTarget(_ place: Place) throws {
    let scene = try Scene("foundation-write", in: place)
    let adorned = try Looks.adorn(scene.target, mode: 0o4711)
    let before = try Looks(scene.target)
    try scene.swap(signer: "append")
    let after = try Looks(scene.target)
    let mask = try Files.mask
    #expect(after.mode == 0o666 & ~mask)
    #expect((after.owner, after.group) == (geteuid(), getegid()))
    #expect(!adorned || !before.attributes.isEmpty)
    #expect(after.attributes.isEmpty)
  }

  @Test func writingReplacesALinkByAFile() throws {
    let scene = try Scene("foundation-write")
    let link = scene.directory("link")
    try PathCalls.symlink("stage/target.bin", at: link)
    try scene.swap(target: link)
    #expect(try !Files.isLink(link))
    #expect(same(try Files.read(link), scene.next))
    #expect(same(try Files.read(scene.target), scene.old))
  }

  /// The file that is handed to it lies elsewhere, on whichever file system.
  @Test(.enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func writingStagesBesideTheTarget() throws {
    let scene = try Scene("foundation-write")
    let staging = try TestDirectory(in: Place.memory.rawValue)
    try scene.swap(signer: "append", stagingDirectory: staging.path)
    #expect(same(try Files.read(scene.target), try scene.signed(scene.next, by: "append")))
    #expect(try PathCalls.entries(staging.path).isEmpty)
  }

  /// Room for the signed copy, but not for the library's.
  @Test(.enabled(if: Needs.mounts, "\(Needs.mountsReason)"))
  func writingToAFullFileSystemChangesNothing() throws {
    let directory = try TestDirectory()
    let (lines, end) = try Helper.run(
      "swap-in-full", "foundation-write", "write", directory.path,
      before: "mount -t tmpfs -o size=480k racebench \(directory.path)", inOwnMounts: true)
    #expect(end.succeeded, "\(lines)")
    #expect(lines == ["failed ENOSPC", "names same", "content same", "looks same"])
  }

  @Test func aSignerThatFailsLeavesNothing() throws {
    let scene = try Scene("foundation-write")
    let inode = try Files.inode(scene.target)
    #expect(throws: SignerFailure.self) { try scene.swap(signer: "fail") }
    #expect(try Files.inode(scene.target) == inode)
    #expect(try scene.names() == ["target.bin"])
    #expect(try PathCalls.entries(scene.directory("elsewhere")).isEmpty)
  }

  /// An error with another cause than a system call's is passed on as it is.
  @Test func otherErrorsArePassedOn() throws {
    let scene = try Scene("foundation-write")
    let swap = Swap(
      source: scene.directory("next"), target: scene.target, root: scene.directory("."),
      stagingDirectory: nil,
      elsewhere: scene.directory("elsewhere"), copier: Copier(.write),
      signer: AppendSigner(delay: nil), trace: SwapTrace(enter: { _ in }, checkpoint: {}))
    #expect(throws: AnyFailure.self) { try swap.callLibrary("x") { throw AnyFailure() } }
  }

  /// Writers are forked from a process of one thread, and stay so.
  @Test func theLibraryStartsNoThread() throws {
    let (lines, end) = try Helper.run("swap-then-threads", "foundation-write")
    #expect(end.succeeded, "\(lines)")
    #expect(lines.last == "threads 1", "\(lines)")
  }
}
