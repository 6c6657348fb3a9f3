import Glibc
import RaceModel
import RaceSystem
import TestSupport
import Testing

@testable import RaceStage

/// What stands where.
struct StageTests {
  private func stage() throws -> Stage {
    try Stage(
      home: HeldDirectory("/"), root: "/r/racebench-1", annexes: ["/there": "/there/racebench-2"],
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
    for (text, short) in [
      ("cannot write /r/racebench-1/temporary/0/x", "cannot write {tmpdir}/x"),
      ("/r/racebench-1/temporary/12: full", "{tmpdir}: full"),
      ("in '/r/racebench-1/temporary/0'", "in '{tmpdir}'"),
      ("/r/racebench-1/temporary/0-x", "temporary/0-x"),
    ] {
      #expect(try stage().withoutRoot(text) == short)
    }
  }

  @Test("A content that a link led to stays for as long as readers race, and then goes")
  func linkedSources() throws {
    let directory = try TestDirectory()
    let stage = try Stage(
      home: HeldDirectory(directory.path), root: directory.path, annexes: [:],
      target: try #require(Target("app.so")), symlink: false)
    try stage.build([Subject(strategy: "staged")])
    for content in StableContent.allCases {
      try Files.write([1], to: stage.source(content))
    }
    func sources() -> [StableContent] {
      StableContent.allCases.filter { stage.hasSource(0, writer: 0, $0) }
    }
    let target = stage.targetPath(0)
    for content in [StableContent.b, .a, .b] {
      try stage.makeNextSource(0, writer: 0, content)
      try PathCalls.unlinkIfPresent(target)
      try PathCalls.symlink(stage.nextSource(0, writer: 0, content), at: target)
    }
    #expect(sources() == [.a, .b])
    try stage.removeSources(of: 1)
    #expect(sources() == [.a, .b])
    try stage.removeSources(of: 0)
    #expect(sources() == [.b])
    try PathCalls.unlinkIfPresent(target)
    try stage.removeSources(of: 0)
    #expect(sources() == [])
  }

  @Test("The same content lies at the same path each time, and is another file")
  func samePath() throws {
    let directory = try TestDirectory()
    let stage = try Stage(
      home: HeldDirectory(directory.path), root: directory.path, annexes: [:],
      target: try #require(Target("app.so")), symlink: false)
    try stage.build([Subject(strategy: "staged")])
    try Files.write([1], to: stage.source(.b))
    try stage.makeNextSource(0, writer: 0, .b)
    let path = stage.nextSource(0, writer: 0, .b)
    let first = try OpenFile(path, O_RDONLY)
    try Files.write([2], to: "\(PathCalls.parent(of: path))/left")
    try stage.makeNextSource(0, writer: 0, .b)
    #expect(try first.status().st_ino != PathCalls.status(path).st_ino)
    #expect(try PathCalls.entries(PathCalls.parent(of: path)) == ["app.so"])
  }
}
