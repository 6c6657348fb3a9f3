import Glibc
import Testing
import TestSupport

@testable import RaceSystem

/// Private directories, and what becomes of those whose owners are gone.
@Suite struct ScratchDirectoryTests {
  private static let marker = ".racebench-scratch"

  @Test func oneIsPrivateAndMarked() throws {
    let directory = try TestDirectory()
    let scratch = try ScratchDirectory(in: directory.path)
    #expect(try Files.mode(scratch.path) == 0o700)
    #expect(try PathCalls.entries(scratch.path) == [Self.marker])
    #expect(PathCalls.parent(of: scratch.path) == directory.path)
    let name = PathCalls.name(of: scratch.path)
    #expect(name.hasPrefix("racebench-") && name.count == 26)
    try scratch.remove()
    #expect(try PathCalls.entries(directory.path).isEmpty)
    scratch.disown()
  }

  @Test func oneWhoseOwnerLivesStays() throws {
    let directory = try TestDirectory()
    let first = try ScratchDirectory(in: directory.path)
    let second = try ScratchDirectory(in: directory.path)
    #expect(first.path != second.path)
    #expect(Files.exists(first.path) && Files.exists(second.path))
    // Its owner goes, as a process that dies lets go of its locks.
    first.disown()
    try Files.write([1], to: "\(first.path)/file")
    ScratchDirectory.sweep(directory.path)
    #expect(!Files.exists(first.path))
    #expect(Files.exists(second.path))
    second.disown()
  }

  @Test func theLockGoesWithTheLastOwnerOfSeveral() throws {
    let directory = try TestDirectory()
    let (lines, end) = try Helper.run("scratch-owners", directory.path)
    #expect(end.succeeded)
    #expect(lines == ["with two: there", "with one: there", "with none: gone"])
  }

  @Test func whatIsNobodysScratchDirectoryStays() throws {
    let directory = try TestDirectory()
    func make(_ name: String, marked: Bool) throws {
      try PathCalls.makeDirectory(directory(name))
      if marked { try Files.write([], to: directory("\(name)/\(Self.marker)")) }
    }
    let kept = [
      "racebench-000000000000000", "racebench-00000000000000000", "racebench-000000000000000g",
      "racebench-000000000000000é", "racebench_0000000000000000", "Racebench-0000000000000000",
    ]
    for name in kept { try make(name, marked: true) }
    try make("racebench-1111111111111111", marked: false)
    try Files.write([1], to: directory("racebench-1111111111111111/somebodys"))
    try Files.write([1], to: directory("racebench-2222222222222222"))
    try PathCalls.symlink(kept[0], at: directory("racebench-3333333333333333"))
    let before = try PathCalls.entries(directory.path)
    try make("racebench-4444444444444444", marked: false)
    try make("racebench-abcdefABCDEF0123", marked: true)
    ScratchDirectory.sweep(directory.path)
    #expect(try PathCalls.entries(directory.path) == before)
    #expect(try PathCalls.entries(directory(kept[0])) == [Self.marker])
  }

  @Test(.enabled(if: Needs.root, "\(Needs.rootReason)"))
  func anotherUsersStays() throws {
    let directory = try TestDirectory()
    let path = directory("racebench-5555555555555555")
    try PathCalls.makeDirectory(path)
    try Files.write([], to: "\(path)/\(Self.marker)")
    #expect(chown(path, 65534, 65534) == 0)
    ScratchDirectory.sweep(directory.path)
    #expect(Files.exists(path))
  }

  @Test func aParentThatTakesNoneIsAnError() throws {
    let directory = try TestDirectory()
    try Files.write([1], to: directory("file"))
    for (parent, code) in [("nothing", ENOENT), ("file", ENOTDIR)] {
      let error = #expect(throws: SystemCallError.self) {
        try ScratchDirectory(in: directory(parent)).disown()
      }
      #expect(error?.errno == code)
    }
  }

  /// It must not try for ever, leaving a directory behind each time.
  @Test func aLockThatCannotBeTakenIsAnError() throws {
    let directory = try TestDirectory()
    let (lines, end) = try Helper.run("scratch-without-descriptors", directory.path)
    #expect(end.succeeded)
    #expect(lines == ["failed EMFILE"])
    #expect(try PathCalls.entries(directory.path).isEmpty)
  }
}
