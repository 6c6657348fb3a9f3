import RaceModel
import Testing

@testable import RaceStage

/// What stands where.
struct StageTests {
  private func stage() throws -> Stage {
    Stage(
      root: "/r/racebench-1", annexes: ["/there": "/there/racebench-2"],
      target: try #require(Target("lib/app.so")), symlink: false)
  }

  @Test("A swap may leave something beside the target, and wherever its subject may stage")
  func directories() throws {
    let stage = try stage()
    #expect(
      stage.directories(of: 3, Subject(strategy: "staged")) == [
        "/r/racebench-1/subjects/3/lib", "/r/racebench-1/elsewhere/3",
      ])
    #expect(
      stage.directories(of: 3, Subject(strategy: "staged", stagingDirectory: "/there")) == [
        "/r/racebench-1/subjects/3/lib", "/r/racebench-1/elsewhere/3", "/there/racebench-2/3",
      ])
  }

  @Test("Messages name no scratch directory")
  func withoutRoot() throws {
    #expect(
      try stage().withoutRoot("rename \"/there/racebench-2/3/x\" and /r/racebench-1/subjects/3")
        == "rename \"3/x\" and subjects/3")
  }
}
