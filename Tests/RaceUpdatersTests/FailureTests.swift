import Glibc
import RaceModel
import RaceSystem
import Testing
import TestSupport

@testable import RaceUpdaters

/// What a swap that fails leaves behind: everything as it was.
@Suite struct FailureTests {
  static let signers = ["fail", "command:exit 3", "command:printf x >>{file}; kill -9 $$"]

  @Test(arguments: carefulStrategies + ["foundation-write"], signers)
  func aSignerThatFailsChangesNothing(_ name: String, _ signer: String) throws {
    let scene = try Scene(name)
    try scene.strategy.arrange(scene.target)
    _ = try Looks.adorn(scene.target, mode: 0o2750)
    let before = (try scene.names(), try Looks(scene.target), try Files.inode(scene.target))
    #expect(throws: SignerFailure.self) { try scene.swap(signer: signer) }
    #expect(try scene.names() == before.0)
    #expect(try Looks(scene.target) == before.1)
    #expect(try Files.inode(scene.target) == before.2)
    #expect(same(try Files.read(scene.target), scene.old))
    #expect(try PathCalls.entries(scene.directory("elsewhere")).isEmpty)
    #expect(try Files.openForWriting(below: scene.directory.path).isEmpty)
    // And the next swap succeeds.
    try scene.swap()
    #expect(same(try Files.read(scene.target), scene.next))
  }

  @Test(arguments: ["staged", "staged-durable", "exchange", "staged-elsewhere", "backup-rename"])
  func aMissingStagingDirectoryChangesNothing(_ name: String) throws {
    let scene = try Scene(name)
    let error = #expect(throws: SystemCallError.self) {
      try scene.swap(stagingDirectory: scene.directory("nowhere"))
    }
    #expect(error?.errno == ENOENT && error?.call == "open")
    #expect(try scene.names() == ["target.bin"])
    #expect(same(try Files.read(scene.target), scene.old))
  }

  @Test(
    .enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"),
    arguments: [
      "staged", "staged-durable", "staged-sign-after", "staged-shared", "exchange", "backup-rename",
    ])
  func aStagingDirectoryOnAnotherFileSystemChangesNothing(_ name: String) throws {
    let scene = try Scene(name)
    let staging = try TestDirectory(in: Place.memory.rawValue)
    let error = #expect(throws: SystemCallError.self) {
      try scene.swap(stagingDirectory: staging.path)
    }
    #expect(error?.errno == EXDEV)
    #expect(try scene.names() == ["target.bin"])
    #expect(try PathCalls.entries(staging.path).isEmpty)
    #expect(same(try Files.read(scene.target), scene.old))
  }

  /// Somebody else makes the target in the gap: a failure, and no reason to leave the staging file behind.
  @Test(.enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func aTargetThatComesBackInTheGapLeavesNoStagingFile() throws {
    let scene = try Scene("staged-elsewhere")
    let staging = try TestDirectory(in: Place.memory.rawValue)
    let (target, old) = (scene.target, scene.old)
    let error = #expect(throws: SystemCallError.self) {
      try scene.swap(stagingDirectory: staging.path) {
        if !Files.exists(target) { try? Files.write(old, to: target) }
      }
    }
    #expect(error?.errno == EEXIST)
    #expect(try PathCalls.entries(staging.path).isEmpty)
    #expect(same(try Files.read(target), old))
  }

  @Test(.enabled(if: Needs.otherFileSystem, "\(Needs.sharedMemoryReason)"))
  func stagedElsewhereFallsBackToACopy() throws {
    let scene = try Scene("staged-elsewhere")
    let staging = try TestDirectory(in: Place.memory.rawValue)
    _ = try Looks.adorn(scene.target, mode: 0o2750)
    let before = try Looks(scene.target)
    try scene.swap(signer: "append", stagingDirectory: staging.path)
    #expect(same(try Files.read(scene.target), try scene.signed(scene.next, by: "append")))
    #expect(try Looks(scene.target) == before)
    #expect(try PathCalls.entries(staging.path).isEmpty)
  }

  /// A file that is somebody else's is left alone even though the name collides.
  @Test func aMissingTargetIsAnErrorThatLeavesNothing() throws {
    for name in carefulStrategies {
      let scene = try Scene(name)
      try PathCalls.unlink(scene.target)
      let error = #expect(throws: SystemCallError.self) { try scene.swap() }
      #expect(error?.errno == ENOENT, "\(name)")
      #expect(try scene.names().isEmpty)
    }
  }

  @Test(arguments: carefulStrategies + ["foundation-write"])
  func aReadOnlyDirectoryChangesNothing(_ name: String) throws {
    let (lines, end) = try Helper.run("swap-in-read-only", name, wrapper: Helper.asNobody)
    #expect(end.succeeded)
    #expect(lines == ["failed EACCES", "names same", "content same", "looks same"])
  }

  @Test(
    .enabled(if: Needs.mounts, "\(Needs.mountsReason)"),
    arguments: carefulStrategies + ["foundation-write"], CopyMethod.allCases)
  func aFullFileSystemChangesNothing(_ name: String, _ method: CopyMethod) throws {
    let directory = try TestDirectory()
    let (lines, end) = try Helper.run(
      "swap-in-full", name, method.rawValue, directory.path,
      before: "mount -t tmpfs -o size=256k racebench \(directory.path)", inOwnMounts: true)
    #expect(end.succeeded, "\(lines)")
    // A store through a mapping cannot say why it failed.
    let error = method == .mmap ? "EIO" : "ENOSPC"
    #expect(lines == ["failed \(error)", "names same", "content same", "looks same"])
  }
}
