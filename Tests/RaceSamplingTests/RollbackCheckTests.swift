import Glibc
import RaceSystem
import TestSupport
import Testing

@testable import RaceSampling

/// What a failed swap may leave behind, each thing alone.
struct RollbackCheckTests {
  /// A target with a sibling, and a staging directory.
  private final class Scene {
    let directory: TestDirectory
    let check: RollbackCheck
    var target: String { directory.path + "/subject/target" }

    init() throws {
      directory = try TestDirectory()
      let target = directory.path + "/subject/target"
      try PathCalls.makeDirectory(directory.path + "/subject")
      try PathCalls.makeDirectory(directory.path + "/staging")
      try Files.write([1, 2, 3], to: target)
      try Files.write([4], to: directory.path + "/subject/sibling")
      check = try RollbackCheck([directory.path + "/subject", directory.path + "/staging"])
    }

    func problem(succeeded: Bool = false, holdsA: Bool = true) throws -> String? {
      check.problem(succeeded: succeeded, holdsA: holdsA)
    }
  }

  @Test func nothingIsWrongWhereNothingHasChanged() throws {
    let scene = try Scene()
    #expect(try scene.problem() == nil)
    // The same bytes in another file are A as well.
    try Files.write([1, 2, 3], to: scene.target + ".new")
    try PathCalls.rename(scene.target + ".new", to: scene.target)
    #expect(try scene.problem() == nil)
  }

  @Test func whatTheUpdaterSays() throws {
    let scene = try Scene()
    #expect(try scene.problem(succeeded: true) == "the swap said that it succeeded")
  }

  @Test func whatTheTargetHolds() throws {
    let scene = try Scene()
    #expect(try scene.problem(holdsA: false) == "the target does not hold A any more")
  }

  @Test func whatWasLeftBesideTheTarget() throws {
    let scene = try Scene()
    try Files.write([], to: scene.target + ".staging")
    #expect(try scene.problem() == "it left \"target.staging\" behind")
  }

  @Test func whatWasLeftInTheStagingDirectory() throws {
    let scene = try Scene()
    try PathCalls.makeDirectory(scene.directory.path + "/staging/x")
    #expect(try scene.problem() == "it left \"x\" behind")
  }

  @Test func whatIsGone() throws {
    let scene = try Scene()
    try PathCalls.unlink(scene.directory.path + "/subject/sibling")
    #expect(try scene.problem() == "\"sibling\" is gone")
  }

  @Test func whatHasChanged() throws {
    let scene = try Scene()
    let sibling = scene.directory.path + "/subject/sibling"
    try Files.write([4, 5], to: sibling)
    #expect(try scene.problem() == "\"sibling\" has another mode or size")
    try Files.write([4], to: sibling)
    #expect(try scene.problem() == nil)
    chmod(scene.target, 0o600)
    #expect(try scene.problem() == "\"target\" has another mode or size")
    try PathCalls.unlink(scene.target)
    try PathCalls.symlink("sibling", at: scene.target)
    #expect(try scene.problem() == "\"target\" has another mode or size")
  }
}
